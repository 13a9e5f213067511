-- title: 同一乡（村）只退出一次
-- severity: warning
-- category: 一致
-- dataset: poverty_exit
-- spans: true
-- message: “{county}”的“{value}”在 {expected} 年已经退出，这里又列在 {year} 年。
-- fix: 请核对退出年度；确有重名的，请用一句话说明。
WITH names AS (
    SELECT submission, file, sheet, exit_names__cell AS cell, county_name, exit_year,
           trim(unnest(string_split(exit_names, '、'))) AS name
    FROM poverty_exit
)
SELECT later.submission, later.file, later.sheet, later.cell, later.county_name AS county,
       later.name AS value, earlier.exit_year AS expected, '' AS difference, later.exit_year AS year
FROM names AS later JOIN names AS earlier
  ON later.county_name = earlier.county_name AND later.name = earlier.name
 AND later.exit_year > earlier.exit_year
ORDER BY 1, sheet, later.cell
