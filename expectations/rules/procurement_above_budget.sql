-- title: 成交金额不超过采购预算
-- severity: warning
-- category: 一致
-- dataset: procurement
-- message: “{project}”的金额是 {value} 元，超过采购预算 {expected} 元，多出 {difference} 元。
-- fix: 请核对两个金额和单位；确实超过的，请用一句话说明，说明会与数字一起公开。
SELECT submission, file, sheet, amount_yuan__cell AS cell, project_name AS project,
       amount_yuan AS value, procurement_budget_yuan AS expected,
       amount_yuan - procurement_budget_yuan AS difference
FROM procurement
WHERE amount_yuan > procurement_budget_yuan
ORDER BY 1, sheet, cell
