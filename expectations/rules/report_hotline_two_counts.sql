-- title: 同一个月的举报件数前后一致
-- severity: warning
-- category: 一致
-- dataset: report_hotline
-- spans: true
-- message: 月份 {month} 的收到 {value} 件，{former} 报送的是 {expected} 件，相差 {difference} 件。
-- fix: 请核对两个数；补登记的，请用一句话说明，说明会与数字一起公开。
WITH lined AS (
    SELECT *, lag(received_count) OVER same_month AS before, lag(period) OVER same_month AS former
    FROM report_hotline
    WHERE received_count IS NOT NULL
    WINDOW same_month AS (
        PARTITION BY unit_code, report_month, report_channel, same(coalesce(handling_unit, ''))
        ORDER BY period, submission)
)
SELECT submission, file, sheet, received_count__cell AS cell, report_month AS month, former,
       received_count AS value, before AS expected, received_count - before AS difference
FROM lined
WHERE received_count <> before AND former < period
ORDER BY 1, sheet, cell
