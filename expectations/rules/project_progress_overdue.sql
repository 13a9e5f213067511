-- title: 项目在实施期限内完工
-- severity: warning
-- category: 及时
-- dataset: project_progress
-- spans: true
-- message: “{project}”的实施期限到 {expected} 为止，到 {period} 还是“{value}”。
-- fix: 请核对项目状态；确实没有按期完工的，请用一句话说明原因和新的期限，说明会公开。
WITH periods AS (
    SELECT unit_code, budget_year, same(project_name) AS name,
           arg_max(implementation_period, period || submission) AS term
    FROM annual_plan
    WHERE implementation_period IS NOT NULL
    GROUP BY ALL
), newest AS (
    SELECT unit_code, budget_year, max(period) AS period FROM project_progress GROUP BY ALL
)
SELECT submission, file, sheet, progress_state__cell AS cell, project_name AS project,
       one.period, progress_state AS value, latest(term) AS expected,
       date_diff('day', latest(term), first_day(one.period)) || ' 天' AS difference
FROM project_progress AS one
JOIN newest ON one.unit_code = newest.unit_code AND one.budget_year = newest.budget_year
 AND one.period = newest.period
JOIN periods ON one.unit_code = periods.unit_code AND one.budget_year = periods.budget_year
 AND same(one.project_name) = periods.name
WHERE progress_state IN ('未开工', '在建') AND latest(term) < first_day(one.period)
ORDER BY 1, sheet, cell
