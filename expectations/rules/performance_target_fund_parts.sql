-- title: 财政拨款与其他资金之和不大于年度资金总额
-- severity: error
-- category: 一致
-- dataset: performance_target
-- message: 财政拨款和其他资金相加是 {expected} 元，年度资金总额写的是 {value} 元，相差 {difference} 元。
-- fix: 请核对三个金额，改正后重新报送。
SELECT DISTINCT submission, file, sheet, fund_total_yuan__cell AS cell, fund_total_yuan AS value,
       fund_fiscal_yuan + coalesce(fund_other_yuan, 0) AS expected,
       fund_total_yuan - fund_fiscal_yuan - coalesce(fund_other_yuan, 0) AS difference
FROM performance_target
WHERE fund_fiscal_yuan + coalesce(fund_other_yuan, 0) > fund_total_yuan
ORDER BY 1, sheet, cell
