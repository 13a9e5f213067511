-- title: 已整改的问题不多于发现的问题
-- severity: error
-- category: 一致
-- dataset: inspection
-- message: “{name}”已整改 {value} 个问题，多于发现的 {expected} 个。
-- fix: 请核对两个数字，改正后重新报送。
SELECT submission, file, sheet, solved_count__cell AS cell, inspection_name AS name,
       solved_count AS value, problem_count AS expected,
       solved_count - problem_count AS difference
FROM inspection
WHERE solved_count > problem_count
ORDER BY 1, sheet, cell
