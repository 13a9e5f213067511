-- title: 已经做了的事，日期不晚于报送期限
-- severity: warning
-- category: 及时
-- spans: true
-- message: 表里的{title}是 {value}，晚于公开月份 {period} 的报送期限 {expected}，报送时还没有发生。
-- fix: 请核对日期的年、月、日，以及这张表报在哪个月；还没有发生的，请不要填，或在备注中说明。
SELECT dataset, submission, file, sheet, cell, title, period, value, due_day(period) AS expected,
       date_diff('day', due_day(period), earliest(value)) || ' 天' AS difference
FROM every_date
WHERE left(value, 7) > period AND earliest(value) > due_day(period)
ORDER BY 2, sheet, cell
