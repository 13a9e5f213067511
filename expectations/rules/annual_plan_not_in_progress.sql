-- title: 计划里的项目都报实施进度
-- severity: warning
-- category: 完整
-- dataset: annual_plan
-- spans: true
-- message: 列入 {year} 年度计划的“{value}”，在本单位报送的实施进度里一直没有。
-- fix: 请在下次实施进度里补上；还没有开工的写“未开工”，取消的写“已取消”；并请用一句话说明。
WITH newest AS (
    SELECT unit_code, budget_year, max(period) AS period FROM annual_plan GROUP BY ALL
)
SELECT submission, file, sheet, project_name__cell AS cell, one.budget_year AS year,
       project_name AS value, '实施进度里的项目' AS expected, '' AS difference
FROM annual_plan AS one JOIN newest
  ON one.unit_code = newest.unit_code AND one.budget_year = newest.budget_year
 AND one.period = newest.period
WHERE EXISTS (SELECT 1 FROM project_progress AS other
              WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                AND other.period >= one.period)
  AND NOT EXISTS (SELECT 1 FROM project_progress AS other
                  WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                    AND same(other.project_name) = same(one.project_name))
  AND NOT EXISTS (SELECT 1 FROM project_progress AS other
                  WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                    AND other.project_no = one.project_no)
ORDER BY 1, sheet, cell
