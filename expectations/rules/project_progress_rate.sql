-- title: 项目的支出率等于支出除以到位资金
-- severity: warning
-- category: 精确
-- dataset: project_progress
-- message: “{project}”的支出率写的是“{value}”，按支出 {spent} 元除以 {base} 元算是 {expected}，相差 {difference} 个百分点。
-- fix: 请核对支出率、支出和到位资金三个数；支出率另有口径的，请用一句话说明，说明会与数字一起公开。
/* The share may be of what arrived or of what was planned; its last digit may be rounded. */
WITH rated AS (
    SELECT *, coalesce(nullif(arrived_yuan, 0), nullif(amount_yuan, 0)) AS base
    FROM project_progress
    WHERE percent(spending_rate) IS NOT NULL AND spent_yuan IS NOT NULL
), computed AS (
    SELECT *, CAST(100 * spent_yuan / base AS DECIMAL(18, 2)) AS share FROM rated
)
SELECT submission, file, sheet, spending_rate__cell AS cell, project_name AS project,
       spent_yuan AS spent, base, spending_rate AS value, share || '%' AS expected,
       CAST(percent(spending_rate) - share AS DECIMAL(18, 2)) AS difference
FROM computed
WHERE base IS NOT NULL AND NOT share_fits(spending_rate, spent_yuan, arrived_yuan)
  AND NOT share_fits(spending_rate, spent_yuan, amount_yuan)
ORDER BY 1, sheet, cell
