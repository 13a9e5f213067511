-- title: 实施进度不是上一次的原样
-- severity: warning
-- category: 及时
-- dataset: project_progress
-- spans: true
-- message: 这张表的 {value} 个项目，进度和支出与 {expected} 报送的完全相同。
-- fix: 请核对是不是误把上一次的文件又报了一遍；这段时间确实没有进展的，请用一句话说明。
WITH months AS (
    SELECT unit_code, budget_year, period, min(submission) AS submission,
           arg_min(file, submission) AS file, arg_min(sheet, submission) AS sheet,
           first_cell(project_name__cell) AS cell, COUNT(*) AS count,
           SUM(hash(project_name, area_name, location, arrived_yuan, spent_yuan, started_on,
                    completed_on, progress_state, physical_progress)) AS rows,
           bool_and(coalesce(progress_state IN ('已验收', '已取消'), false)) AS is_over
    FROM project_progress
    GROUP BY ALL
), lined AS (
    SELECT *, lag(rows) OVER same_unit AS rows_before, lag(count) OVER same_unit AS count_before,
           lag(period) OVER same_unit AS former
    FROM months
    WINDOW same_unit AS (PARTITION BY unit_code, budget_year ORDER BY period)
)
SELECT submission, file, sheet, cell, count AS value, former AS expected, '' AS difference
FROM lined
WHERE rows = rows_before AND count = count_before AND NOT is_over
ORDER BY 1, sheet, cell
