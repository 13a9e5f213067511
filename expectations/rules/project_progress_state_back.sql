-- title: 项目状态不往回走
-- severity: warning
-- category: 一致
-- dataset: project_progress
-- spans: true
-- message: “{project}”现在写的是“{value}”，{former} 报送的已经是“{expected}”。
-- fix: 请核对项目状态哪一次写错了；验收不合格返工的，请用一句话说明。
WITH ranked AS (
    SELECT *, CASE progress_state WHEN '未开工' THEN 0 WHEN '在建' THEN 1 WHEN '已完工' THEN 2
              WHEN '已验收' THEN 3 END AS rank
    FROM project_progress
    WHERE progress_state IN ('未开工', '在建', '已完工', '已验收')
), lined AS (
    SELECT *, lag(rank) OVER same_project AS rank_before,
           lag(progress_state) OVER same_project AS before, lag(period) OVER same_project AS former
    FROM ranked
    WINDOW same_project AS (
        PARTITION BY unit_code, budget_year, same(project_name), same(coalesce(area_name, '')),
                     same(coalesce(location, ''))
        ORDER BY period, submission, rank)
)
SELECT submission, file, sheet, progress_state__cell AS cell, project_name AS project, former,
       progress_state AS value, before AS expected, '' AS difference
FROM lined
WHERE rank < rank_before AND former < period
ORDER BY 1, sheet, cell
