-- title: 金额的来源全部写明
-- severity: warning
-- category: 完整
-- dataset: fund_allocation
-- message: 金额 {expected} 元中只有 {value} 元写明来自“{fund}”，其余 {difference} 元没有写明来源。
-- fix: 请补写其余资金的来源；确实未定的，请用一句话说明，说明会与数字一起公开。
SELECT submission, file, sheet, amount_yuan__cell AS cell, of_which_fund AS fund,
       of_which_yuan AS value, amount_yuan AS expected, amount_yuan - of_which_yuan AS difference
FROM fund_allocation
WHERE of_which_yuan < amount_yuan
ORDER BY submission, sheet, cell
