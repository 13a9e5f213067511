-- title: 一个项目没有用两项资金各分配一次
-- severity: warning
-- category: 一致
-- dataset: fund_allocation
-- spans: true
-- message: “{project}”{value} 元，这里用的是“{fund}”，同月另一张表里同样的一笔用的是“{expected}”。
-- fix: 请核对是不是重复分配：重复的删去一笔；两项资金各出一半的，请用一句话说明。
/* Of other months and units speaks fund_allocation_repeated. */
WITH lined AS (
    SELECT *, first_value(fund_name) OVER same_project AS first_fund,
           first_value(document) OVER same_project AS first_document
    FROM fund_allocation
    WHERE project_name IS NOT NULL AND amount_yuan > 0 AND fund_name IS NOT NULL
    WINDOW same_project AS (
        PARTITION BY unit_code, period, budget_year, same(project_name),
                     same(coalesce(location, '')), amount_yuan
        ORDER BY submission, sheet, amount_yuan__cell)
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, project_name AS project,
       fund_name AS fund, amount_yuan AS value, first_fund AS expected, '' AS difference
FROM lined
WHERE document <> first_document AND same(fund_name) <> same(first_fund)
ORDER BY 1, sheet, cell
