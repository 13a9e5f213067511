-- title: 扶贫科目的编码在科目表里
-- severity: warning
-- category: 存在
-- message: 科目编码“{value}”在 21305（扶贫，2021 年起改名）以下的科目里找不到。
-- fix: 请对照当年的政府收支分类科目核对编码，改正后重新报送；编码无误的，请用一句话说明。
SELECT dataset, submission, file, sheet, subject_code__cell AS cell, subject_code AS value,
       '21305 以下的科目编码' AS expected, '' AS difference
FROM every_record AS one
WHERE subject_code LIKE '21305%' AND NOT EXISTS (
    SELECT 1 FROM codes WHERE list = 'subjects' AND code = one.subject_code
)
ORDER BY 2, sheet, cell
