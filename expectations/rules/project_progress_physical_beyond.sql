-- title: 形象进度不超过百分之百
-- severity: warning
-- category: 精确
-- dataset: project_progress
-- message: “{project}”的形象进度写的是“{value}”，超过 100%。
-- fix: 请核对形象进度：全部完成写 100%。
SELECT submission, file, sheet, physical_progress__cell AS cell, project_name AS project,
       physical_progress AS value, '不超过 100%' AS expected,
       CAST(percent(physical_progress) - 100 AS DECIMAL(18, 2)) AS difference
FROM project_progress
WHERE percent(physical_progress) > 100
ORDER BY 1, sheet, cell
