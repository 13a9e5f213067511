-- title: 同一文号只有一个下达日期
-- severity: warning
-- category: 一致
-- dataset: fund_transfer
-- message: “{document}”在这张表里有两个下达日期：这里是 {value}，别处是 {expected}。
-- fix: 请核对文号和下达日期哪一个写错了，改正后重新报送。
WITH dates AS (
    SELECT submission, document_no, arg_min(allocated_on, latest(allocated_on)) AS first,
           min(latest(allocated_on)) AS day
    FROM fund_transfer
    WHERE document_no IS NOT NULL AND allocated_on IS NOT NULL
    GROUP BY ALL
)
SELECT one.submission, file, sheet, allocated_on__cell AS cell, one.document_no AS document,
       allocated_on AS value, first AS expected, date_diff('day', day, earliest(allocated_on))
       || ' 天' AS difference
FROM fund_transfer AS one JOIN dates
  ON one.submission = dates.submission AND one.document_no = dates.document_no
WHERE earliest(allocated_on) > day
ORDER BY 1, sheet, cell
