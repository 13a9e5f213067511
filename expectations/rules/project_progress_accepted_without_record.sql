-- title: 写明已验收的项目有验收结果
-- severity: warning
-- category: 存在
-- dataset: project_progress
-- spans: true
-- message: “{project}”写的是已验收，但在本单位报送的验收结果里找不到。
-- fix: 请补报验收的日期、单位和结果；名称不一致的请改成一致；还没有验收的，状态请改写。
SELECT submission, file, sheet, progress_state__cell AS cell, project_name AS project,
       progress_state AS value, '一条验收结果' AS expected, '' AS difference
FROM project_progress AS one
WHERE progress_state = '已验收'
  AND unit_code IN (SELECT unit_code FROM project_acceptance)
  AND NOT EXISTS (SELECT 1 FROM project_acceptance AS other
                  WHERE other.unit_code = one.unit_code
                    AND same(other.project_name) = same(one.project_name))
  AND NOT EXISTS (SELECT 1 FROM project_acceptance AS other
                  WHERE other.unit_code = one.unit_code AND other.project_no = one.project_no)
ORDER BY 1, sheet, cell
