-- title: 提前下达的资金属于下一年度
-- severity: warning
-- category: 一致
-- dataset: fund_transfer
-- message: 写的是提前下达，下达日期是 {value}，资金却属于 {year} 年度；提前下达的应属于 {expected} 年度。
-- fix: 请核对是否提前下达、下达日期和所属年度三项，改正后重新报送；情况特殊的，请用一句话说明。
SELECT submission, file, sheet, is_advance__cell AS cell, allocated_on AS value,
       budget_year AS year, year(earliest(allocated_on)) + 1 AS expected,
       budget_year - year(earliest(allocated_on)) - 1 AS difference
FROM fund_transfer
WHERE is_advance = '提前下达' AND year(earliest(allocated_on)) >= budget_year
ORDER BY 1, sheet, cell
