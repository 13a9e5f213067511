-- title: 办结的举报都按时答复
-- severity: warning
-- category: 及时
-- dataset: report_hotline
-- message: 月份 {month} 的办结 {expected} 件，按时答复 {value} 件，有 {difference} 件没有按时答复。
-- fix: 请核对两个数字；确实没有按时答复的，请用一句话说明原因，说明会与数字一起公开。
SELECT submission, file, sheet, answered_in_time_count__cell AS cell, report_month AS month,
       answered_in_time_count AS value, closed_count AS expected,
       closed_count - answered_in_time_count AS difference
FROM report_hotline
WHERE answered_in_time_count < closed_count
ORDER BY 1, sheet, cell
