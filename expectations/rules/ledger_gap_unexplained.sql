-- title: 收到而没有往下付出的资金有说明
-- severity: info
-- category: 完整
-- dataset: fund_balances
-- spans: true
-- message: “{node_name}”{year} 年（{fund}）收到 {received} 元，付出 {passed_on} 元，已说明 {explained} 元，还有 {value} 元没有说明去向。
-- fix: 属于结转、尚未分解或者调整的，请签名说明金额、原因和有效期；表没有报全的，请补报。
SELECT submission, file, sheet, split_part(received_yuan__cell, ';', 1) AS cell, node_name,
       budget_year AS year, coalesce(fund_key, '各项资金') AS fund, received_yuan AS received,
       passed_on_yuan AS passed_on, coalesce(explained_yuan, 0.00) AS explained,
       remaining_yuan AS value, CAST(0 AS DECIMAL(18, 2)) AS expected, remaining_yuan AS difference
FROM fund_balances
WHERE passed_on_yuan < received_yuan AND remaining_yuan > 0
ORDER BY submission, sheet, cell
