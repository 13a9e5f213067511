-- title: 两个单位对同一笔资金写的金额相同
-- severity: warning
-- category: 一致
-- dataset: fund_flows
-- spans: true
-- message: “{payer}”付给“{payee}”的同一笔资金（{stage}，{year} 年，{fund}），这里写的是 {value} 元，{unit} 写的是 {expected} 元，相差 {difference} 元。
-- fix: 请与对方核对同一文号的金额，写错的一方改正后重新报送；口径不同的，请用一句话说明，说明会与数字一起公开。
SELECT f.submission, f.file, f.sheet, f.amount_yuan__cell AS cell, f.stage, f.budget_year AS year,
       coalesce(f.fund_key, '没有写明资金') AS fund, coalesce(f.payer_name, '没有写明的付款方') AS payer,
       coalesce(f.payee_name, '没有写明的收款方') AS payee, other.unit_name AS unit,
       f.amount_yuan AS value, other.amount_yuan AS expected,
       f.amount_yuan - other.amount_yuan AS difference
FROM fund_flows AS f JOIN fund_flows AS other
    ON other.stage = f.stage AND other.is_counted = '是' AND other.unit_code <> f.unit_code
    AND other.payer_node IS NOT DISTINCT FROM f.payer_node
    AND other.payee_node IS NOT DISTINCT FROM f.payee_node
    AND other.document_no IS NOT DISTINCT FROM f.document_no
    AND other.budget_year IS NOT DISTINCT FROM f.budget_year
    AND other.fund_key IS NOT DISTINCT FROM f.fund_key
WHERE f.is_counted = '否' AND contains(coalesce(f.flow_note, ''), '金额不同')
QUALIFY row_number() OVER (PARTITION BY f.unit_code, f.flow_key, f.submission, f.sheet, f.amount_yuan__cell
    ORDER BY other.unit_code, other.flow_key) = 1
ORDER BY f.submission, f.sheet, cell
