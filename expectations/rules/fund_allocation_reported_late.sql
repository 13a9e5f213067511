-- title: 分配结果在下达后 15 个工作日内公开
-- severity: warning
-- category: 及时
-- dataset: fund_allocation
-- spans: true
-- message: 资金 {value} 下达，分配结果应在 {expected} 以前公开，这张表报在 {period}，至少晚了 {difference}。
-- fix: 请核对下达日期；已经按时公开过、这次是补录的，请用一句话说明在哪里公开。
/* 扶贫领域基层政务公开标准目录（2019）第 6 项: 资金分配结果下达15个工作日内. */
WITH tables AS (
    SELECT submission, file, sheet, document, period, allocated_on,
           first_cell(coalesce(nullif(allocated_on__cell, ''), amount_yuan__cell)) AS cell
    FROM fund_allocation
    WHERE allocated_on IS NOT NULL
    GROUP BY ALL
)
SELECT submission, file, sheet, cell, period, allocated_on AS value, due.day AS expected,
       date_diff('day', due.day, first_day(period)) || ' 天' AS difference
FROM tables
JOIN workdays AS passed_on ON passed_on.day = latest(allocated_on)
JOIN workdays AS due ON due.passed = passed_on.passed + 15 AND due.is_work = 1
WHERE due.day < first_day(period)
ORDER BY 1, sheet, cell
