-- title: 采纳的意见不多于收到的意见
-- severity: error
-- category: 一致
-- dataset: consultation
-- message: “{draft}”采纳意见 {value} 条，多于收到的 {expected} 条。
-- fix: 请核对两个数字，改正后重新报送。
SELECT submission, file, sheet, adopted_count__cell AS cell, draft_name AS draft,
       adopted_count AS value, opinion_count AS expected,
       adopted_count - opinion_count AS difference
FROM consultation
WHERE adopted_count > opinion_count
ORDER BY 1, sheet, cell
