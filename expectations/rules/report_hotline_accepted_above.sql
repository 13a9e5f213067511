-- title: 受理的不多于收到的
-- severity: error
-- category: 一致
-- dataset: report_hotline
-- message: 月份 {month} 的受理 {value} 件，多于收到的 {expected} 件。
-- fix: 请核对两个数字，改正后重新报送。
SELECT submission, file, sheet, accepted_count__cell AS cell, report_month AS month,
       accepted_count AS value, received_count AS expected,
       accepted_count - received_count AS difference
FROM report_hotline
WHERE accepted_count > received_count
ORDER BY 1, sheet, cell
