-- title: 项目到位的资金不超过计划安排的
-- severity: warning
-- category: 一致
-- dataset: project_progress
-- spans: true
-- message: “{project}”到位 {value} 元，超过最近一版年度计划的 {expected} 元，多出 {difference} 元。
-- fix: 请核对到位资金、计划金额和单位；计划追加过的，请补报调整计划。
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
SELECT submission, file, sheet, arrived_yuan__cell AS cell, project_name AS project,
       arrived_yuan AS value, planned AS expected, arrived_yuan - planned AS difference
FROM project_progress AS one JOIN newest
  ON one.unit_code = newest.unit_code AND one.budget_year = newest.budget_year
 AND same(one.project_name) = newest.name
WHERE arrived_yuan > planned AND amount_yuan IS NULL
ORDER BY 1, sheet, cell
