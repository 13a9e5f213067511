-- title: 同一笔下达资金的金额前后一致
-- severity: warning
-- category: 一致
-- dataset: fund_transfer
-- spans: true
-- message: “{document}”下达给“{payee}”的“{fund}”，这里是 {value} 元，{other} 报送的是 {expected} 元，相差 {difference} 元。
-- fix: 请与对方核对文件上的金额，写错的一方改正后重新报送；追加或收回的，请写新的文号。
WITH sums AS (
    SELECT submission, file, sheet, unit_code, unit_name, period, document_no, budget_year,
           fund_name, fund_level, fund_line, same(payee_name) AS payee, purpose, subject_code,
           any_value(payee_name) AS name, first_cell(amount_yuan__cell) AS cell,
           SUM(amount_yuan) AS amount
    FROM fund_transfer
    WHERE document_no IS NOT NULL AND amount_yuan IS NOT NULL
    GROUP BY ALL
), lined AS (
    SELECT *, lag(amount) OVER same_money AS before,
           lag(unit_name || ' ' || period) OVER same_money AS other
    FROM sums
    WINDOW same_money AS (
        PARTITION BY document_no, budget_year, fund_name, fund_level, fund_line, payee, purpose,
                     subject_code
        ORDER BY submission, sheet)
)
SELECT submission, file, sheet, cell, document_no AS document, name AS payee,
       coalesce(fund_name, '资金') AS fund, other, amount AS value, before AS expected,
       amount - before AS difference
FROM lined
WHERE amount <> before
ORDER BY 1, sheet, cell
