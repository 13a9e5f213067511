-- title: 新收加结转等于办结加结转下年
-- severity: error
-- category: 一致
-- dataset: information_request
-- message: 结转下年度写的是 {value} 件；新收 {received} 件加上年结转、减办结 {settled} 件，应为 {expected} 件，相差 {difference} 件。
-- fix: 请核对新收、上年结转、办理结果总计和结转下年度四个数，改正后重新报送。
WITH balance AS (
    SELECT *, received_count + coalesce(carried_in_count, 0) - outcome_count AS rest
    FROM information_request
)
SELECT submission, file, sheet, carried_out_count__cell AS cell, received_count AS received,
       outcome_count AS settled, carried_out_count AS value, rest AS expected,
       carried_out_count - rest AS difference
FROM balance
WHERE carried_out_count <> rest
ORDER BY 1, sheet, cell
