-- title: 自评的指标都申报过目标
-- severity: warning
-- category: 存在
-- dataset: performance_target
-- spans: true
-- message: “{project}”自评的指标“{value}”，在申报的绩效目标里没有。
-- fix: 请核对指标名称是否与申报时一致；年度中调整过目标的，请用一句话说明。
WITH targets AS (
    SELECT DISTINCT unit_code, budget_year, same(project_name) AS project,
           same(indicator) AS indicator
    FROM performance_target
    WHERE actual_value IS NULL
)
SELECT submission, file, sheet, indicator__cell AS cell, project_name AS project,
       indicator AS value, '申报过的指标' AS expected, '' AS difference
FROM performance_target AS one
WHERE actual_value IS NOT NULL
  AND (unit_code, budget_year, same(project_name)) IN (
      SELECT (unit_code, budget_year, project) FROM targets)
  AND NOT EXISTS (SELECT 1 FROM targets
                  WHERE targets.unit_code = one.unit_code
                    AND targets.budget_year = one.budget_year
                    AND targets.project = same(one.project_name)
                    AND targets.indicator = same(one.indicator))
ORDER BY 1, sheet, cell
