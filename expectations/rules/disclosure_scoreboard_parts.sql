-- title: 评分表的部分不大于全部
-- severity: error
-- category: 一致
-- dataset: disclosure_scoreboard
-- message: “{part}”是 {value}，大于“{whole}”的 {expected}，多出 {difference}。
-- fix: 请用 mingzhang scoreboard 重新生成评分表再报，不要手工改动。
WITH pairs AS (
    SELECT submission, file, sheet, met_count__cell AS cell, '完成项数' AS part, '应报项数' AS whole,
           met_count AS value, owed_count AS expected FROM disclosure_scoreboard
    UNION ALL
    SELECT submission, file, sheet, signed_count__cell, '签字项数', '完成项数',
           signed_count, met_count FROM disclosure_scoreboard
    UNION ALL
    SELECT submission, file, sheet, fields_filled__cell, '已填选填项数', '选填项总数',
           fields_filled, fields_possible FROM disclosure_scoreboard
    UNION ALL
    SELECT submission, file, sheet, on_time_count__cell, '按时项数和逾期项数', '完成项数',
           on_time_count + coalesce(late_count, 0), met_count FROM disclosure_scoreboard
    UNION ALL
    SELECT submission, file, sheet, published_on_time_count__cell, '按时公开项数', '已公开项数',
           published_on_time_count, published_count FROM disclosure_scoreboard
)
SELECT *, value - expected AS difference
FROM pairs
WHERE value > expected
ORDER BY 1, sheet, cell
