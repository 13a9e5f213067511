-- title: 一个项目没有用两项资金各安排一次
-- severity: warning
-- category: 一致
-- dataset: annual_plan
-- spans: true
-- message: “{project}”（{location}）{value} 元，这里的资金来源是“{source}”，“{other}”里同样的一笔是“{expected}”。
-- fix: 请核对是不是重复安排：重复的删去一笔；两项资金各出一半的，请用一句话说明。
WITH lined AS (
    SELECT *, first_value(fund_source) OVER same_project AS first_source,
           first_value(document) OVER same_project AS first_document,
           first_value(document_title) OVER same_project AS first_title
    FROM annual_plan
    WHERE location IS NOT NULL AND amount_yuan > 0 AND fund_source IS NOT NULL
    WINDOW same_project AS (
        PARTITION BY unit_code, budget_year, same(project_name), same(location), amount_yuan
        ORDER BY submission, sheet, amount_yuan__cell)
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, project_name AS project, location,
       fund_source AS source, coalesce(first_title, first_document) AS other,
       amount_yuan AS value, first_source AS expected, '' AS difference
FROM lined
WHERE document <> first_document AND same(fund_source) <> same(first_source)
ORDER BY 1, sheet, cell
