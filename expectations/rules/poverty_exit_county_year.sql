-- title: 贫困县退出的年度与公布的一致
-- severity: warning
-- category: 一致
-- dataset: poverty_exit
-- message: “{value}”写的是 {year} 年退出；省里公布的名单上是 {expected} 年退出（{announced} 公布）。
-- fix: 请核对退出年度：写退出的年度，不写公布的年度；确有不同的，请用一句话说明。
WITH names AS (
    SELECT submission, file, sheet, exit_year__cell AS cell, exit_year,
           same(unnest(string_split(exit_names, '、'))) AS name
    FROM poverty_exit
), only_in_shaanxi AS (
    SELECT name FROM regions WHERE level = 'county'
    GROUP BY name HAVING bool_and(starts_with(code, '61'))
)
SELECT submission, file, sheet, cell, names.name AS value, names.exit_year AS year, announced,
       poor_counties.exit_year AS expected, names.exit_year - poor_counties.exit_year AS difference
FROM names JOIN poor_counties ON names.name = poor_counties.name
WHERE names.exit_year <> poor_counties.exit_year
  AND names.name IN (SELECT name FROM only_in_shaanxi)
ORDER BY 1, sheet, cell
