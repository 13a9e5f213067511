-- title: 同一类别每户的标准相同
-- severity: warning
-- category: 精确
-- dataset: fund_allocation
-- message: “{category}”{households} 户、{value} 元，合每户 {price} 元；同表同类的其他行是每户 {usual} 元，按此应为 {expected} 元，相差 {difference} 元。
-- fix: 请核对户数、金额和单位；标准确有不同的，请用一句话说明，说明会与数字一起公开。
WITH priced AS (
    SELECT *, CAST(amount_yuan / household_count AS DECIMAL(18, 2)) AS price
    FROM fund_allocation
    WHERE category IS NOT NULL AND household_count > 0 AND amount_yuan IS NOT NULL
), usual AS (
    SELECT submission, document, category, mode(price) AS usual, COUNT(*) AS rows
    FROM priced
    GROUP BY ALL
)
SELECT priced.submission, file, sheet, amount_yuan__cell AS cell, priced.category,
       household_count AS households, price, usual, amount_yuan AS value,
       usual * household_count AS expected, amount_yuan - usual * household_count AS difference
FROM priced JOIN usual
  ON priced.submission = usual.submission AND priced.document = usual.document
 AND priced.category = usual.category
WHERE rows > 2 AND amount_yuan <> usual * household_count
ORDER BY 1, sheet, cell
