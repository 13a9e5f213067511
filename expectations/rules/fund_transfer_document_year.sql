-- title: 文号的年份与资金的年度相称
-- severity: warning
-- category: 一致
-- dataset: fund_transfer
-- message: 文号“{value}”是 {written} 年的，资金写的是 {year} 年度{kind}，两者不相称。
-- fix: 请核对文号和所属年度：提前下达的资金，文号比所属年度早一年；其他情况请用一句话说明。
/* 提前下达 in November of year N-1 is money of year N. */
WITH dated AS (
    SELECT *, document_year(document_no) AS written FROM fund_transfer
)
SELECT submission, file, sheet,
       coalesce(nullif(document_no__cell, ''), amount_yuan__cell) AS cell,
       document_no AS value, written, budget_year AS year,
       coalesce('（' || is_advance || '）', '') AS kind, budget_year AS expected,
       written - budget_year AS difference
FROM dated
WHERE written > budget_year OR written < budget_year - 1
   OR (written = budget_year - 1 AND is_advance = '当年下达')
ORDER BY 1, sheet, cell
