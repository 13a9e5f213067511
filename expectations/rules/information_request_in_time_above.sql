-- title: 20个工作日内答复的不多于办结的
-- severity: error
-- category: 一致
-- dataset: information_request
-- message: 20个工作日内答复 {value} 件，多于办结的 {expected} 件。
-- fix: 请核对两个数字，改正后重新报送。
SELECT submission, file, sheet, answered_in_time_count__cell AS cell,
       answered_in_time_count AS value, outcome_count AS expected,
       answered_in_time_count - outcome_count AS difference
FROM information_request
WHERE answered_in_time_count > outcome_count
ORDER BY 1, sheet, cell
