-- title: 已验收的项目没有不合格的结果
-- severity: warning
-- category: 一致
-- dataset: project_progress
-- spans: true
-- message: “{project}”写的是已验收，但最近一次验收（{accepted}）的结果是“{expected}”。
-- fix: 请核对项目状态和验收结果；整改后重新验收合格的，请补报那一次的验收结果。
WITH newest AS (
    SELECT unit_code, budget_year, same(project_name) AS name,
           arg_max(acceptance_result, coalesce(accepted_on, '') || submission) AS result,
           max(accepted_on) AS accepted_on
    FROM project_acceptance
    GROUP BY ALL
)
SELECT submission, file, sheet, progress_state__cell AS cell, project_name AS project,
       coalesce(accepted_on, '日期未写') AS accepted, progress_state AS value, result AS expected,
       '' AS difference
FROM project_progress AS one JOIN newest
  ON one.unit_code = newest.unit_code AND one.budget_year IS NOT DISTINCT FROM newest.budget_year
 AND same(one.project_name) = newest.name
WHERE progress_state = '已验收' AND result = '不合格'
ORDER BY 1, sheet, cell
