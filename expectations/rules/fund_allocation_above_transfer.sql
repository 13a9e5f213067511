-- title: 按一个文号分配的资金不超过下达的资金
-- severity: warning
-- category: 一致
-- dataset: fund_allocation
-- spans: true
-- message: 按“{document}”共分配 {value} 元，这个文号只下达了 {expected} 元，多出 {difference} 元。
-- fix: 请核对文号和金额：分配的资金来自几个文号的，请分别列出；下达情况没有报全的，请补报。
WITH given AS (
    SELECT submission, document_no, SUM(amount_yuan) AS amount FROM fund_transfer
    WHERE document_no IS NOT NULL
    GROUP BY ALL
), passed_on AS (
    SELECT document_no, max(amount) AS amount FROM given GROUP BY ALL
), allocated AS (
    SELECT submission, file, sheet, document_no, first_cell(amount_yuan__cell) AS cell,
           SUM(amount_yuan) AS amount
    FROM fund_allocation
    WHERE document_no IS NOT NULL
    GROUP BY ALL
)
SELECT submission, file, sheet, cell, allocated.document_no AS document,
       allocated.amount AS value, passed_on.amount AS expected,
       allocated.amount - passed_on.amount AS difference
FROM allocated JOIN passed_on ON allocated.document_no = passed_on.document_no
WHERE allocated.amount > passed_on.amount
ORDER BY 1, sheet, cell
