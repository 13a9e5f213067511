-- title: 同一张表的金额单位一致
-- severity: warning
-- category: 精确
-- message: 这一格的{title}换算后是 {value} 元，而同表一般是 {usual} 元，差了一万倍以上，可能把元和万元写混了。
-- fix: 请核对这一格和其他各格的单位；确实相差这样大的，请用一句话说明，说明会与数字一起公开。
/* 10 000 is what lies between 元 and 万元. Fewer than five amounts have no usual one. */
WITH usual AS (
    SELECT dataset, field, submission, sheet, document, quantile_disc(value, 0.5)::DECIMAL(38, 2) AS middle
    FROM every_amount
    WHERE value > 0
    GROUP BY ALL
    HAVING COUNT(*) >= 5
)
SELECT one.dataset, one.submission, file, one.sheet, cell, title, middle AS usual, value,
       '与同表其他金额相近' AS expected, '' AS difference
FROM every_amount AS one JOIN usual
  ON one.dataset = usual.dataset AND one.field = usual.field AND one.sheet = usual.sheet
 AND one.submission = usual.submission AND one.document = usual.document
WHERE value > 0 AND (value >= middle * 10000 OR value::DECIMAL(38, 2) * 10000 <= middle)
ORDER BY 2, sheet, cell
