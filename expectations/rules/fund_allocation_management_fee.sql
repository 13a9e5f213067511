-- title: 按比例提取的项目管理费与比例相符
-- severity: warning
-- category: 精确
-- dataset: fund_allocation
-- message: “{purpose}”写的是 {value} 元；“{fund}”共 {total} 元，按这个比例应为 {expected} 元，相差 {difference} 元。
-- fix: 请核对提取比例和基数；基数不是全部资金的，请用一句话说明，说明会与数字一起公开。
WITH fees AS (
    SELECT *, CAST(regexp_extract(purpose, '按(\d+(?:\.\d+)?)%提取', 1) AS DECIMAL(9, 4)) AS percent
    FROM fund_allocation
    WHERE regexp_matches(purpose, '按\d+(?:\.\d+)?%提取')
), totals AS (
    SELECT submission, document, fund_name, SUM(amount_yuan) AS total
    FROM fund_allocation
    GROUP BY ALL
), expected AS (
    SELECT fees.*, total, CAST(ROUND(total * percent / 100, 2) AS DECIMAL(18, 2)) AS fee
    FROM fees JOIN totals
      ON fees.submission = totals.submission AND fees.document = totals.document
     AND fees.fund_name IS NOT DISTINCT FROM totals.fund_name
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, purpose, fund_name AS fund, total,
       amount_yuan AS value, fee AS expected, amount_yuan - fee AS difference
FROM expected
WHERE amount_yuan <> fee
ORDER BY submission, sheet, cell
