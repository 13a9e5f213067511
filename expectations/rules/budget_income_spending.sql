-- title: 预算的收入总额等于支出总额
-- severity: warning
-- category: 一致
-- dataset: budget
-- message: 收入共 {value} 元，支出共 {expected} 元，相差 {difference} 元。
-- fix: 请核对收入和支出两边各行；差的是上年结转或结转下年的，请补上这一行，或用一句话说明。
WITH totals AS (
    SELECT submission, file, sheet, document, first_cell(amount_yuan__cell) AS cell,
           SUM(amount_yuan) FILTER (budget_kind = '收入') AS income,
           SUM(amount_yuan) FILTER (budget_kind = '支出') AS spending
    FROM budget
    GROUP BY ALL
)
SELECT submission, file, sheet, cell, income AS value, spending AS expected,
       income - spending AS difference
FROM totals
WHERE income <> spending
ORDER BY 1, sheet, cell
