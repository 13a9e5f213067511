-- title: 自评时的目标与申报时相同
-- severity: warning
-- category: 一致
-- dataset: performance_target
-- spans: true
-- message: “{project}”的“{indicator}”，自评时写的目标是“{value}”，申报时是“{expected}”。
-- fix: 请照申报时的目标自评；目标批准调整过的，请写明文号，用一句话说明。
WITH targets AS (
    SELECT unit_code, budget_year, same(project_name) AS project, same(indicator) AS indicator,
           arg_max(target_value, period || submission) AS target
    FROM performance_target
    WHERE actual_value IS NULL
    GROUP BY ALL
)
SELECT submission, file, sheet, target_value__cell AS cell, project_name AS project,
       one.indicator, target_value AS value, target AS expected, '' AS difference
FROM performance_target AS one JOIN targets
  ON one.unit_code = targets.unit_code AND one.budget_year = targets.budget_year
 AND same(one.project_name) = targets.project AND same(one.indicator) = targets.indicator
WHERE actual_value IS NOT NULL AND same(target_value) <> same(target)
ORDER BY 1, sheet, cell
