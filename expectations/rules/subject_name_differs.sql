-- title: 科目名称与编码相符
-- severity: warning
-- category: 一致
-- message: 科目编码 {code} 在 {year} 年叫“{expected}”，这里写的是“{value}”。
-- fix: 请核对科目编码和名称哪一个写错了，改正后重新报送；当年另有叫法的，请用一句话说明。
/* 2130507, 2130550 and 2130599 changed their names with the year 2021 (codes: general knowledge). */
WITH named AS (
    SELECT *, same(subject_name) AS name, make_date(coalesce(budget_year, 2019), 1, 1) AS first,
           make_date(coalesce(budget_year, 2019), 12, 31) AS last
    FROM every_record
    WHERE subject_code IS NOT NULL AND subject_name IS NOT NULL AND budget_year IS NOT NULL
), compared AS (
    SELECT dataset, submission, file, sheet, subject_name__cell, subject_code, subject_name,
           budget_year, string_agg(DISTINCT codes.name, '、' ORDER BY codes.name) AS names,
           bool_or(contains(named.name, word)) AS fits
    FROM named JOIN codes
      ON list = 'subjects' AND code = subject_code AND valid_from <= last AND valid_to > first
    GROUP BY ALL
)
SELECT dataset, submission, file, sheet, subject_name__cell AS cell, subject_code AS code,
       budget_year AS year, subject_name AS value, names AS expected, '' AS difference
FROM compared
WHERE NOT fits
ORDER BY 2, sheet, cell
