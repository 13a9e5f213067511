-- title: 实施进度的截至日期跟上公开月份
-- severity: warning
-- category: 及时
-- dataset: project_progress
-- spans: true
-- message: 这张表报在 {period}，进度却只截至 {value}。
-- fix: 请报送截至 {expected} 以后的进度；确实没有更新的，请用一句话说明原因。
WITH tables AS (
    SELECT submission, file, sheet, document, period, as_of,
           first_cell(coalesce(nullif(as_of__cell, ''), project_name__cell)) AS cell
    FROM project_progress
    WHERE as_of IS NOT NULL
    GROUP BY ALL
)
SELECT submission, file, sheet, cell, period, as_of AS value,
       CAST(first_day(period) - INTERVAL 1 MONTH AS DATE) AS expected, '' AS difference
FROM tables
WHERE latest(as_of) < first_day(period) - INTERVAL 1 MONTH
ORDER BY 1, sheet, cell
