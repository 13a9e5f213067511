-- title: 征求意见结束后公开采纳情况
-- severity: warning
-- category: 及时
-- dataset: consultation
-- spans: true
-- message: “{value}”征求意见到 {ended} 结束，到 {period} 还没有写意见采纳情况。
-- fix: 请补上收到和采纳的条数和采纳情况；还没有整理完的，请用一句话说明什么时候公开。
WITH newest AS (
    SELECT unit_code, max(period) AS period FROM consultation GROUP BY ALL
)
SELECT submission, file, sheet, draft_name__cell AS cell, one.period, draft_name AS value,
       latest(consultation_period) AS ended, '意见采纳情况' AS expected,
       date_diff('day', latest(consultation_period), first_day(one.period)) || ' 天' AS difference
FROM consultation AS one JOIN newest
  ON one.unit_code = newest.unit_code AND one.period = newest.period
WHERE consultation_outcome IS NULL AND adopted_count IS NULL AND remark IS NULL
  AND latest(consultation_period) < first_day(one.period)
ORDER BY 1, sheet, cell
