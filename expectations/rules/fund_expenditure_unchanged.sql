-- title: 支出进度不是上一次的原样
-- severity: warning
-- category: 及时
-- dataset: fund_expenditure
-- spans: true
-- message: 这张表的 {value} 行支出与 {expected} 报送的完全相同。
-- fix: 请核对是不是误把上一次的文件又报了一遍；这段时间确实没有支出的，请用一句话说明。
WITH months AS (
    SELECT unit_code, budget_year, period, min(submission) AS submission,
           arg_min(file, submission) AS file, arg_min(sheet, submission) AS sheet,
           first_cell(spent_yuan__cell) AS cell, COUNT(*) AS count,
           SUM(hash(area_name, fund_name, fund_level, project_name, location, amount_yuan,
                    arrived_yuan, spent_yuan)) AS rows,
           coalesce(SUM(spent_yuan) < SUM(coalesce(arrived_yuan, amount_yuan)), true) AS is_open
    FROM fund_expenditure
    GROUP BY ALL
), lined AS (
    SELECT *, lag(rows) OVER same_unit AS rows_before, lag(count) OVER same_unit AS count_before,
           lag(period) OVER same_unit AS former
    FROM months
    WINDOW same_unit AS (PARTITION BY unit_code, budget_year ORDER BY period)
)
SELECT submission, file, sheet, cell, count AS value, former AS expected, '' AS difference
FROM lined
WHERE rows = rows_before AND count = count_before AND is_open
ORDER BY 1, sheet, cell
