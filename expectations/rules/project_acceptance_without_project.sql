-- title: 验收的项目在计划或实施进度里
-- severity: warning
-- category: 存在
-- dataset: project_acceptance
-- spans: true
-- message: 验收的“{value}”在本单位报送的年度计划和实施进度里都找不到。
-- fix: 请核对名称是否与计划一致；没有报过计划和进度的，请补报，或用一句话说明。
WITH known AS (
    SELECT unit_code, same(project_name) AS name, project_no FROM annual_plan
    UNION ALL
    SELECT unit_code, same(project_name), project_no FROM project_progress
)
SELECT submission, file, sheet, project_name__cell AS cell, project_name AS value,
       '计划或进度里的项目' AS expected, '' AS difference
FROM project_acceptance AS one
WHERE unit_code IN (SELECT unit_code FROM known)
  AND NOT EXISTS (SELECT 1 FROM known
                  WHERE known.unit_code = one.unit_code AND known.name = same(one.project_name))
  AND NOT EXISTS (SELECT 1 FROM known
                  WHERE known.unit_code = one.unit_code AND known.project_no = one.project_no)
ORDER BY 1, sheet, cell
