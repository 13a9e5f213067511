-- title: 金额等于户数乘以补助标准
-- severity: warning
-- category: 精确
-- dataset: fund_allocation
-- message: 按 {households} 户、标准 {standard} {unit}计算，应为 {expected} 元；这里写的是 {value} 元，相差 {difference} 元。
-- fix: 请核对户数、标准和金额；标准不是按户的，或单位与金额不同的，请用一句话说明。
WITH priced AS (
    SELECT *, TRY_CAST(subsidy_standard AS DECIMAL(18, 6)) AS plain,
           CASE amount_yuan__unit WHEN '元' THEN 1 WHEN '千元' THEN 1000 WHEN '万元' THEN 10000 END
           AS factor
    FROM fund_allocation
    WHERE household_count > 0 AND amount_yuan IS NOT NULL
), expected AS (
    SELECT *, CAST(ROUND(household_count * plain * factor, 2) AS DECIMAL(18, 2)) AS product
    FROM priced
    WHERE plain IS NOT NULL AND factor IS NOT NULL
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, household_count AS households,
       subsidy_standard AS standard, amount_yuan__unit AS unit, amount_yuan AS value,
       product AS expected, amount_yuan - product AS difference
FROM expected
WHERE amount_yuan <> product
ORDER BY submission, sheet, cell
