-- title: 审计发现的问题按期整改
-- severity: warning
-- category: 及时
-- dataset: audit_finding
-- spans: true
-- message: “{problem}”应在 {expected} 以前整改，到 {period} 还是“{value}”。
-- fix: 请核对整改状态和期限；确实没有整改完的，请用一句话说明原因和新的期限，说明会公开。
WITH newest AS (
    SELECT unit_code, max(period) AS period FROM audit_finding GROUP BY ALL
)
SELECT submission, file, sheet, rectification_state__cell AS cell, problem, one.period,
       rectification_state AS value, rectify_by AS expected,
       date_diff('day', latest(rectify_by), first_day(one.period)) || ' 天' AS difference
FROM audit_finding AS one JOIN newest
  ON one.unit_code = newest.unit_code AND one.period = newest.period
WHERE rectification_state IN ('整改中', '未整改') AND latest(rectify_by) < first_day(one.period)
ORDER BY 1, sheet, cell
