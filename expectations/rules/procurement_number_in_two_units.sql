-- title: 一个采购编号只属于一个单位
-- severity: warning
-- category: 一致
-- dataset: procurement
-- spans: true
-- message: 采购编号“{value}”（{project}），“{expected}”也报送过。
-- fix: 请与对方核对编号和由谁报送；联合采购的，请用一句话说明。
WITH lined AS (
    SELECT *, first_value(unit_name) OVER same_number AS owner,
           first_value(unit_code) OVER same_number AS owner_code
    FROM procurement
    WHERE procurement_no IS NOT NULL
    WINDOW same_number AS (PARTITION BY same(procurement_no)
                           ORDER BY submission, sheet, procurement_no__cell)
)
SELECT submission, file, sheet, procurement_no__cell AS cell, procurement_no AS value,
       project_name AS project, owner AS expected, '' AS difference
FROM lined
WHERE unit_code <> owner_code
ORDER BY 1, sheet, cell
