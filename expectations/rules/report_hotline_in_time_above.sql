-- title: 按时答复的不多于办结的
-- severity: error
-- category: 一致
-- dataset: report_hotline
-- message: 月份 {month} 的按时答复 {value} 件，多于办结的 {expected} 件。
-- fix: 请核对两个数字，改正后重新报送。
SELECT submission, file, sheet, answered_in_time_count__cell AS cell, report_month AS month,
       answered_in_time_count AS value, closed_count AS expected,
       answered_in_time_count - closed_count AS difference
FROM report_hotline
WHERE answered_in_time_count > closed_count
ORDER BY 1, sheet, cell
