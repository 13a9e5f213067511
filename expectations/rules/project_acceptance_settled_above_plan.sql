-- title: 结算金额不超过计划金额
-- severity: warning
-- category: 一致
-- dataset: project_acceptance
-- spans: true
-- message: “{project}”结算 {value} 元，超过最近一版年度计划的 {expected} 元，多出 {difference} 元。
-- fix: 请核对结算金额、计划金额和单位；确实超过的，请用一句话说明多出的钱从哪里来，说明会与数字一起公开。
/* A row that states its own amount is compared with that, by its contract. */
WITH plans AS (
    SELECT unit_code, budget_year, same(project_name) AS name, period, submission,
           SUM(amount_yuan) AS planned
    FROM annual_plan
    GROUP BY ALL
), newest AS (
    SELECT unit_code, budget_year, name, arg_max(planned, period || submission) AS planned
    FROM plans
    GROUP BY ALL
)
SELECT submission, file, sheet, settled_yuan__cell AS cell, project_name AS project,
       settled_yuan AS value, planned AS expected, settled_yuan - planned AS difference
FROM project_acceptance AS one JOIN newest
  ON one.unit_code = newest.unit_code AND one.budget_year = newest.budget_year
 AND same(one.project_name) = newest.name
WHERE settled_yuan > planned AND coalesce(settled_yuan <= amount_yuan, true)
ORDER BY 1, sheet, cell
