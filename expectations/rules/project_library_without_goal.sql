-- title: 入库项目写明绩效目标
-- severity: warning
-- category: 完整
-- dataset: project_library
-- message: 项目库里有 {value} 个项目没有写绩效目标，第一个是“{project}”。
-- fix: 请补上绩效目标；没有绩效目标的项目不得入库，应先退回申报单位补充。
/* 县级项目库: 没有绩效目标的项目不能入库 (安徽省 2018-11-09; not confirmed for every province). */
SELECT submission, file, sheet, first_cell(project_name__cell) AS cell,
       arg_min(project_name, lpad(regexp_extract(project_name__cell, '\d+$'), 8, '0')) AS project,
       COUNT(*) AS value, '每个项目都有绩效目标' AS expected, '' AS difference
FROM project_library
WHERE performance_goal IS NULL AND coalesce(performance_goal__text, '') = ''
GROUP BY submission, file, sheet, document
ORDER BY 1, sheet, cell
