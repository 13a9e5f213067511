-- title: 表题的年份与年度一栏相符
-- severity: warning
-- category: 一致
-- message: 表题写的是 {expected} 年，年度一栏写的是 {value} 年。
-- fix: 请核对表题和年度哪一个写错了，改正后重新报送；两者说的不是一回事的，请用一句话说明。
/* A title with two years says nothing. */
WITH written AS (
    SELECT DISTINCT document_title, coalesce(budget_year, table_year) AS year
    FROM every_record
    WHERE document_title IS NOT NULL AND coalesce(budget_year, table_year) IS NOT NULL
), titled AS (
    SELECT *, list_distinct(regexp_extract_all(document_title, '((?:19|20)\d{2})年', 1)) AS years
    FROM written
), wrong AS (
    SELECT document_title, year, CAST(years[1] AS BIGINT) AS titled_year
    FROM titled
    WHERE len(years) = 1 AND CAST(years[1] AS BIGINT) <> year
)
SELECT DISTINCT dataset, submission, file, sheet,
       coalesce(nullif(budget_year__cell, ''), nullif(table_year__cell, ''), place_cell) AS cell,
       year AS value, titled_year AS expected, year - titled_year AS difference
FROM every_record JOIN wrong
  ON every_record.document_title = wrong.document_title
 AND coalesce(budget_year, table_year) = wrong.year
ORDER BY 2, sheet, cell
