-- title: 累计支出不比上一次少
-- severity: warning
-- category: 一致
-- dataset: fund_expenditure
-- spans: true
-- message: “{what}”累计支出 {value} 元，比 {former} 报送的 {expected} 元少了 {difference} 元。
-- fix: 支出进度写累计数：请核对是不是写成了当月数；收回、退库的，请用一句话说明。
WITH lined AS (
    SELECT *, lag(spent_yuan) OVER same_money AS before, lag(period) OVER same_money AS former
    FROM fund_expenditure
    WHERE spent_yuan IS NOT NULL AND budget_year IS NOT NULL
    WINDOW same_money AS (
        PARTITION BY unit_code, budget_year, same(coalesce(area_name, '')), fund_name, fund_level,
                     same(coalesce(project_name, '')), same(coalesce(location, ''))
        ORDER BY period, submission, spent_yuan)
)
SELECT submission, file, sheet, spent_yuan__cell AS cell,
       coalesce(project_name, area_name, fund_name, unit_name, '本单位') AS what, former,
       spent_yuan AS value, before AS expected, before - spent_yuan AS difference
FROM lined
WHERE spent_yuan < before AND former < period
ORDER BY 1, sheet, cell
