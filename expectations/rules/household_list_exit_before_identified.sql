-- title: 脱贫时间不早于识别时间
-- severity: error
-- category: 一致
-- dataset: household_list
-- message: 脱贫时间写的是 {value}，早于识别时间 {expected}。
-- fix: 请核对两个时间，改正后重新报送。
/* ISO dates compare as text up to the coarser of the two. */
SELECT submission, file, sheet, exited_on__cell AS cell,
       exited_on AS value, identified_on AS expected, '' AS difference
FROM household_list
WHERE left(exited_on, least(length(exited_on), length(identified_on)))
    < left(identified_on, least(length(exited_on), length(identified_on)))
ORDER BY 1, sheet, cell
