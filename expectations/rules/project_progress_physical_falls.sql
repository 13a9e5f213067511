-- title: 形象进度不比上一次低
-- severity: warning
-- category: 一致
-- dataset: project_progress
-- spans: true
-- message: “{project}”的形象进度是 {value}，比 {former} 报送的 {expected} 低。
-- fix: 请核对形象进度；返工或扩大了工程的，请用一句话说明。
WITH lined AS (
    SELECT *, lag(physical_progress) OVER same_project AS before,
           lag(period) OVER same_project AS former
    FROM project_progress
    WHERE percent(physical_progress) IS NOT NULL AND regexp_matches(physical_progress, '[%％]')
    WINDOW same_project AS (
        PARTITION BY unit_code, budget_year, same(project_name), same(coalesce(area_name, '')),
                     same(coalesce(location, ''))
        ORDER BY period, submission)
)
SELECT submission, file, sheet, physical_progress__cell AS cell, project_name AS project, former,
       physical_progress AS value, before AS expected,
       CAST(percent(before) - percent(physical_progress) AS DECIMAL(18, 2)) AS difference
FROM lined
WHERE percent(physical_progress) < percent(before) AND former < period
ORDER BY 1, sheet, cell
