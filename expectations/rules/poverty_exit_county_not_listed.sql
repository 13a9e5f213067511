-- title: 退出的县在贫困县名单上
-- severity: warning
-- category: 存在
-- dataset: poverty_exit
-- message: “{value}”不在陕西省 56 个贫困县退出名单上。
-- fix: 请核对县名；写的是这个县里退出的乡、村的，请在退出名单里写乡、村的名称。
WITH names AS (
    SELECT submission, file, sheet, exit_names__cell AS cell,
           same(unnest(string_split(exit_names, '、'))) AS name
    FROM poverty_exit
), only_in_shaanxi AS (
    SELECT name FROM regions WHERE level = 'county'
    GROUP BY name HAVING bool_and(starts_with(code, '61'))
)
SELECT submission, file, sheet, cell, name AS value, '贫困县退出名单上的县' AS expected,
       '' AS difference
FROM names
WHERE name IN (SELECT name FROM only_in_shaanxi)
  AND name NOT IN (SELECT name FROM poor_counties)
ORDER BY 1, sheet, cell
