-- title: 分到资金的项目在年度计划里
-- severity: warning
-- category: 存在
-- dataset: fund_allocation
-- spans: true
-- message: 分到资金的“{value}”，在本单位 {year} 年度计划里找不到。
-- fix: 请核对名称是否与计划一致；计划调整过的，请补报调整计划；不在计划里的，请用一句话说明。
SELECT submission, file, sheet, project_name__cell AS cell, budget_year AS year,
       project_name AS value, '年度计划里的项目' AS expected, '' AS difference
FROM fund_allocation AS one
WHERE project_name IS NOT NULL
  AND EXISTS (SELECT 1 FROM annual_plan AS other
              WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year)
  AND NOT EXISTS (SELECT 1 FROM annual_plan AS other
                  WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                    AND same(other.project_name) = same(one.project_name))
ORDER BY 1, sheet, cell
