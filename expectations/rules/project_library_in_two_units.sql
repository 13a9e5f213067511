-- title: 一个项目只由一个单位入库
-- severity: warning
-- category: 一致
-- dataset: project_library
-- spans: true
-- message: “{project}”（{location}）{value} 元，“{expected}”的项目库里也有，名称、地点、金额都相同。
-- fix: 请与对方核对由谁入库，另一方删去；不是同一个项目的，请用一句话说明区别。
WITH lined AS (
    SELECT *, first_value(unit_name) OVER same_project AS owner,
           first_value(unit_code) OVER same_project AS owner_code
    FROM project_library
    WHERE location IS NOT NULL AND amount_yuan > 0
    WINDOW same_project AS (
        PARTITION BY same(project_name), same(location), amount_yuan, fund_level
        ORDER BY submission, sheet, amount_yuan__cell)
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, project_name AS project, location,
       amount_yuan AS value, owner AS expected, '' AS difference
FROM lined
WHERE unit_code <> owner_code
ORDER BY 1, sheet, cell
