-- title: 累计支出没有一下子多出一万倍
-- severity: warning
-- category: 精确
-- dataset: fund_expenditure
-- spans: true
-- message: “{what}”累计支出 {value} 元，是 {former} 报送的 {expected} 元的一万倍以上，可能把元和万元写混了。
-- fix: 请核对两次的金额和单位，写错的一次改正后重新报送；确实如此的，请用一句话说明。
/* 10 000 is what lies between 元 and 万元. */
WITH lined AS (
    SELECT *, lag(spent_yuan) OVER same_money AS before, lag(period) OVER same_money AS former
    FROM fund_expenditure
    WHERE spent_yuan > 0 AND budget_year IS NOT NULL
    WINDOW same_money AS (
        PARTITION BY unit_code, budget_year, same(coalesce(area_name, '')), fund_name, fund_level,
                     same(coalesce(project_name, '')), same(coalesce(location, ''))
        ORDER BY period, submission, spent_yuan)
)
SELECT submission, file, sheet, spent_yuan__cell AS cell,
       coalesce(project_name, area_name, fund_name, unit_name, '本单位') AS what, former,
       spent_yuan AS value, before AS expected, spent_yuan - before AS difference
FROM lined
WHERE spent_yuan >= 10000 * before AND former < period
ORDER BY 1, sheet, cell
