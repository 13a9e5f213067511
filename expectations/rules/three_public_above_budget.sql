-- title: “三公”经费的执行数、决算数不超过预算数
-- severity: warning
-- category: 一致
-- dataset: three_public
-- spans: true
-- message: 全年（{year}）“{item}”的{stage}是 {value} 元，超过预算数 {expected} 元，多出 {difference} 元。
-- fix: 请核对两个数和单位；确实超过的，请用一句话说明原因，说明会与数字一起公开。
/* 三公经费决算要说明增减变化的原因 (财预〔2016〕143号; its wording is general knowledge). */
WITH budgets AS (
    SELECT unit_code, item_year, same(item_name) AS item,
           arg_max(amount_yuan, period || submission) AS amount
    FROM three_public
    WHERE stage = '预算数' AND amount_yuan IS NOT NULL
    GROUP BY ALL
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, one.item_year AS year,
       item_name AS item, stage, amount_yuan AS value, amount AS expected,
       amount_yuan - amount AS difference
FROM three_public AS one JOIN budgets
  ON one.unit_code = budgets.unit_code AND one.item_year = budgets.item_year
 AND same(one.item_name) = budgets.item
WHERE stage IN ('执行数', '决算数') AND amount_yuan > amount
ORDER BY 1, sheet, cell
