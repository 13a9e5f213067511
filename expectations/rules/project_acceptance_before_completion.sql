-- title: 验收不早于实施进度里的完工日期
-- severity: warning
-- category: 一致
-- dataset: project_acceptance
-- spans: true
-- message: “{project}”{value} 验收，实施进度里的完工日期却是 {expected}，相差 {difference}。
-- fix: 请核对验收日期和完工日期哪一个写错了，改正后重新报送；分期验收的，请用一句话说明。
/* A row that states its own completion is compared with that, by its contract. */
WITH completed AS (
    SELECT unit_code, budget_year, same(project_name) AS name,
           same(coalesce(location, '')) AS location,
           arg_max(completed_on, period || submission) AS completed_on
    FROM project_progress
    WHERE completed_on IS NOT NULL
    GROUP BY ALL
)
SELECT submission, file, sheet, accepted_on__cell AS cell, project_name AS project,
       accepted_on AS value, completed.completed_on AS expected,
       date_diff('day', latest(accepted_on), earliest(completed.completed_on)) || ' 天' AS difference
FROM project_acceptance AS one JOIN completed
  ON one.unit_code = completed.unit_code AND one.budget_year = completed.budget_year
 AND same(one.project_name) = completed.name
 AND (one.location IS NULL OR completed.location IN ('', same(one.location)))
WHERE one.completed_on IS NULL AND latest(accepted_on) < earliest(completed.completed_on)
ORDER BY 1, sheet, cell
