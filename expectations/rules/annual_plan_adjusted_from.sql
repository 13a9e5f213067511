-- title: 调整前金额与上一版计划一致
-- severity: warning
-- category: 一致
-- dataset: annual_plan
-- spans: true
-- message: “{project}”调整前金额写的是 {value} 元，上一版计划（{former}）里是 {expected} 元，相差 {difference} 元。
-- fix: 请核对调整前金额和上一版计划；中间还调整过的，请补报那一版，或用一句话说明。
/* A version closes the one before it, so an adjustment starts from that one's amount. */
WITH versions AS (
    SELECT unit_code, budget_year, same(project_name) AS name, period, submission, file, sheet,
           document, any_value(project_name) AS project, SUM(amount_yuan) AS amount,
           SUM(original_yuan) AS original, first_cell(original_yuan__cell) AS cell
    FROM annual_plan
    WHERE budget_year IS NOT NULL
    GROUP BY ALL
), lined AS (
    SELECT *, lag(amount) OVER versions_of AS before, lag(period) OVER versions_of AS former
    FROM versions
    WINDOW versions_of AS (PARTITION BY unit_code, budget_year, name ORDER BY period, submission)
)
SELECT submission, file, sheet, cell, project, former, original AS value, before AS expected,
       original - before AS difference
FROM lined
WHERE original <> before AND former < period
ORDER BY 1, sheet, cell
