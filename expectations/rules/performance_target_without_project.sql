-- title: 绩效目标对应计划里的项目
-- severity: warning
-- category: 存在
-- dataset: performance_target
-- spans: true
-- message: 有绩效目标的“{value}”，在本单位 {year} 年度计划里找不到。
-- fix: 请核对项目名称是否与计划一致；不在年度计划里的项目，请用一句话说明。
SELECT DISTINCT submission, file, sheet, project_name__cell AS cell, budget_year AS year,
       project_name AS value, '年度计划里的项目' AS expected, '' AS difference
FROM performance_target AS one
WHERE EXISTS (SELECT 1 FROM annual_plan AS other
              WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year)
  AND NOT EXISTS (SELECT 1 FROM annual_plan AS other
                  WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                    AND same(other.project_name) = same(one.project_name))
ORDER BY 1, sheet, cell
