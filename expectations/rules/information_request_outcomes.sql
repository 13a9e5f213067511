-- title: 办理结果总计等于各种结果之和
-- severity: error
-- category: 一致
-- dataset: information_request
-- message: 办理结果总计写的是 {value} 件，各种结果相加是 {expected} 件，相差 {difference} 件。
-- fix: 请核对总计和各种办理结果，改正后重新报送。
WITH sums AS (
    SELECT *, granted_count + coalesce(partly_granted_count, 0) + denied_count
              + coalesce(unable_count, 0) + coalesce(not_processed_count, 0)
              + coalesce(other_outcome_count, 0) AS parts
    FROM information_request
)
SELECT submission, file, sheet, outcome_count__cell AS cell, outcome_count AS value,
       parts AS expected, outcome_count - parts AS difference
FROM sums
WHERE outcome_count <> parts
ORDER BY 1, sheet, cell
