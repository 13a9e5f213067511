-- title: 规划在规划期结束以前印发
-- severity: warning
-- category: 一致
-- dataset: plan_document
-- message: “{document}”的发文日期是 {value}，晚于规划期的结束 {expected}。
-- fix: 请核对发文日期和规划期；确实在规划期以后印发的，请在备注中说明。
/* The end of the period as far as it is written: 2020 of 2016/2020. */
WITH ends AS (
    SELECT *, split_part(plan_period, '/', -1) AS period_end FROM plan_document
)
SELECT submission, file, sheet, issued_on__cell AS cell, document_name AS document,
       issued_on AS value, period_end AS expected, '' AS difference
FROM ends
WHERE left(issued_on, length(period_end)) > period_end
ORDER BY 1, sheet, cell
