-- title: 同一笔下达资金没有重复报送
-- severity: warning
-- category: 一致
-- dataset: fund_transfer
-- spans: true
-- message: “{document}”下达给“{payee}”的 {value} 元，在 {other} 已经报送过，可能重复计算。
-- fix: 请核对由谁、在哪个月报送，重复的删去后重新报送；不是同一笔的，请用一句话说明区别。
WITH lined AS (
    SELECT *, lag(unit_name || ' ' || period) OVER same_money AS other,
           lag(unit_code || period) OVER same_money AS whose
    FROM fund_transfer
    WHERE document_no IS NOT NULL AND amount_yuan > 0
    WINDOW same_money AS (
        PARTITION BY document_no, budget_year, fund_name, fund_level, fund_line,
                     same(payee_name), purpose, subject_code, amount_yuan
        ORDER BY submission, sheet, amount_yuan__cell)
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, document_no AS document,
       payee_name AS payee, other, amount_yuan AS value, '只报送一次' AS expected, '' AS difference
FROM lined
WHERE whose <> unit_code || period
ORDER BY 1, sheet, cell
