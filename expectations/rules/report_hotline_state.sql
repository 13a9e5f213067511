-- title: 受理的等于办结的加在办的
-- severity: warning
-- category: 一致
-- dataset: report_hotline
-- message: 月份 {month} 的受理 {value} 件，办结和在办相加是 {expected} 件，相差 {difference} 件。
-- fix: 请核对三个数字；含上月转来的，请用一句话说明，说明会与数字一起公开。
SELECT submission, file, sheet, accepted_count__cell AS cell, report_month AS month,
       accepted_count AS value, closed_count + open_count AS expected,
       accepted_count - closed_count - open_count AS difference
FROM report_hotline
WHERE accepted_count <> closed_count + open_count
ORDER BY 1, sheet, cell
