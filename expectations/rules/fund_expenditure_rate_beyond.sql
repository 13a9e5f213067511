-- title: 支出率不超过百分之百
-- severity: warning
-- category: 精确
-- dataset: fund_expenditure
-- message: 支出率写的是“{value}”，超过 100%，表里也没有到位资金可以核对。
-- fix: 请核对支出率，并补上到位资金；确实超过的，请用一句话说明，说明会与数字一起公开。
/* Where the amounts are there, the rate is computed again from them. */
SELECT submission, file, sheet, spending_rate__cell AS cell, spending_rate AS value,
       '不超过 100%' AS expected, CAST(percent(spending_rate) - 100 AS DECIMAL(18, 2)) AS difference
FROM fund_expenditure
WHERE percent(spending_rate) > 100
  AND coalesce(arrived_yuan, 0) = 0 AND coalesce(amount_yuan, 0) = 0
ORDER BY 1, sheet, cell
