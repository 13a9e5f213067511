-- title: 往下付出的不多于收到的
-- severity: warning
-- category: 一致
-- dataset: fund_balances
-- spans: true
-- message: “{node_name}”{year} 年（{fund}）收到 {expected} 元（{received_stage}），往下付出 {value} 元（{passed_on_stage}），多出 {difference} 元。
-- fix: 请核对两边的表：有没有漏报收到的资金、资金名称或年度写得不一致；确实多付的，请用一句话说明，说明会与数字一起公开。
SELECT coalesce(f.submission, b.submission) AS submission, coalesce(f.file, b.file) AS file,
       coalesce(f.sheet, b.sheet) AS sheet,
       coalesce(f.amount_yuan__cell, split_part(b.passed_on_yuan__cell, ';', 1)) AS cell,
       b.node_name, b.budget_year AS year, coalesce(b.fund_key, '各项资金') AS fund, b.received_stage,
       b.passed_on_stage, b.passed_on_yuan AS value, b.received_yuan AS expected,
       b.passed_on_yuan - b.received_yuan AS difference
FROM fund_balances AS b LEFT JOIN fund_flows AS f
    ON f.payer_node = b.node AND f.budget_year = b.budget_year AND f.stage = b.passed_on_stage
    AND f.is_counted = '是' AND coalesce(f.fund_key = b.fund_key, true)
WHERE b.passed_on_yuan > b.received_yuan
QUALIFY row_number() OVER (PARTITION BY b.balance_key, b.submission, b.sheet, b.passed_on_yuan__cell
    ORDER BY f.submission, f.sheet, f.amount_yuan__cell, f.flow_key) = 1
ORDER BY submission, sheet, cell
