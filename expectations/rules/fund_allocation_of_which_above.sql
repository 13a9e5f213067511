-- title: “其中”列不大于金额列
-- severity: error
-- category: 一致
-- dataset: fund_allocation
-- message: “其中：{fund}”是 {value} 元，大于同一行的金额 {expected} 元，多出 {difference} 元。
-- fix: 请核对这一行的两个金额和单位，改正后重新报送。
SELECT submission, file, sheet, of_which_yuan__cell AS cell, of_which_fund AS fund,
       of_which_yuan AS value, amount_yuan AS expected, of_which_yuan - amount_yuan AS difference
FROM fund_allocation
WHERE of_which_yuan > amount_yuan
ORDER BY submission, sheet, cell
