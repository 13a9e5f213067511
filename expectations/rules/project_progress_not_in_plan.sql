-- title: 实施中的项目在年度计划里
-- severity: warning
-- category: 存在
-- dataset: project_progress
-- spans: true
-- message: 实施进度里的“{value}”在本单位 {year} 年度计划里找不到。
-- fix: 请核对名称是否与计划一致；计划调整过的，请补报调整计划；不在计划里的，请用一句话说明。
SELECT submission, file, sheet, project_name__cell AS cell, budget_year AS year,
       project_name AS value, '年度计划里的项目' AS expected, '' AS difference
FROM project_progress AS one
WHERE EXISTS (SELECT 1 FROM annual_plan AS other
              WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year)
  AND NOT EXISTS (SELECT 1 FROM annual_plan AS other
                  WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                    AND same(other.project_name) = same(one.project_name))
  AND NOT EXISTS (SELECT 1 FROM annual_plan AS other
                  WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                    AND other.project_no = one.project_no)
ORDER BY 1, sheet, cell
