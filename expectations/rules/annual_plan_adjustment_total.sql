-- title: 计划调整前后的总额相等
-- severity: warning
-- category: 一致
-- dataset: annual_plan
-- message: 调整后的金额共 {value} 元，调整前共 {expected} 元，相差 {difference} 元。
-- fix: 请核对各项目调整前后的金额；确实追加或收回了资金的，请写明文号并用一句话说明。
/* An adjustment moves money between projects; a blank amount before it is a new project. */
WITH totals AS (
    SELECT submission, file, sheet, document, first_cell(amount_yuan__cell) AS cell,
           SUM(amount_yuan) AS after, SUM(original_yuan) AS before
    FROM annual_plan
    GROUP BY ALL
)
SELECT submission, file, sheet, cell, after AS value, before AS expected,
       after - before AS difference
FROM totals
WHERE after <> before
ORDER BY 1, sheet, cell
