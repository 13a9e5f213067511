-- title: 科目名称与编码相符
-- severity: warning
-- category: 一致
-- message: 科目编码 {code} 在 {year} 年叫“{expected}”，这里写的是“{value}”。
-- fix: 请核对科目编码和名称哪一个写错了，改正后重新报送；当年另有叫法的，请用一句话说明。
/* 2130507, 2130550 and 2130599 changed their names with the year 2021 (codes: general knowledge). */
WITH written AS (
    SELECT DISTINCT subject_code AS code, subject_name AS name, budget_year AS year
    FROM every_record
    WHERE subject_code IS NOT NULL AND subject_name IS NOT NULL AND budget_year IS NOT NULL
), wrong AS (
    SELECT written.code, written.name, year,
           string_agg(DISTINCT codes.name, '、' ORDER BY codes.name) AS names
    FROM written JOIN codes
      ON list = 'subjects' AND codes.code = written.code
     AND valid_from <= make_date(year, 12, 31) AND valid_to > make_date(year, 1, 1)
    GROUP BY written.code, written.name, year
    HAVING NOT bool_or(contains(same(written.name), word))
)
SELECT dataset, submission, file, sheet, subject_name__cell AS cell, code, year,
       subject_name AS value, names AS expected, '' AS difference
FROM every_record JOIN wrong
  ON subject_code = wrong.code AND subject_name = wrong.name AND budget_year = wrong.year
ORDER BY 2, sheet, cell
