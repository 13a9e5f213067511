-- title: 统筹整合资金的项目在年度计划里
-- severity: warning
-- category: 存在
-- dataset: integrated_fund
-- spans: true
-- message: 用统筹整合资金的“{value}”，在本单位 {year} 年度计划（整合方案）里找不到。
-- fix: 请核对名称是否与计划一致；方案调整过的，请补报；不在方案里的，请用一句话说明。
SELECT submission, file, sheet, project_name__cell AS cell, budget_year AS year,
       project_name AS value, '年度计划里的项目' AS expected, '' AS difference
FROM integrated_fund AS one
WHERE project_name IS NOT NULL
  AND EXISTS (SELECT 1 FROM annual_plan AS other
              WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year)
  AND NOT EXISTS (SELECT 1 FROM annual_plan AS other
                  WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                    AND same(other.project_name) = same(one.project_name))
ORDER BY 1, sheet, cell
