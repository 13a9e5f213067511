-- title: 分配文件的年份与资金的年度相称
-- severity: warning
-- category: 一致
-- dataset: fund_allocation
-- message: 文号“{value}”是 {written} 年的，资金写的是 {year} 年度，两者不相称。
-- fix: 请核对文号和所属年度：文号只能与资金同年，或者（提前下达）早一年；其他情况请用一句话说明。
WITH dated AS (
    SELECT submission, file, sheet, document_no, budget_year,
           document_year(document_no) AS written, first_cell(amount_yuan__cell) AS cell
    FROM fund_allocation
    WHERE document_no IS NOT NULL
    GROUP BY ALL
)
SELECT submission, file, sheet, cell, document_no AS value, written, budget_year AS year,
       budget_year AS expected, written - budget_year AS difference
FROM dated
WHERE written > budget_year OR written < budget_year - 1
ORDER BY 1, sheet, cell
