-- title: 分配的彩票公益金不超过筹集的
-- severity: warning
-- category: 一致
-- dataset: lottery_fund
-- spans: true
-- message: 全年（{year}）分配彩票公益金共 {value} 元，超过筹集的 {expected} 元，多出 {difference} 元。
-- fix: 请核对两个合计；含上级补助或上年结余的，请用一句话说明，说明会与数字一起公开。
WITH sums AS (
    SELECT unit_code, budget_year, lottery_stage, period, submission, file, sheet,
           first_cell(amount_yuan__cell) AS cell, SUM(amount_yuan) AS amount
    FROM lottery_fund
    WHERE lottery_stage IS NOT NULL AND budget_year IS NOT NULL
    GROUP BY ALL
), newest AS (
    SELECT * FROM sums
    QUALIFY row_number() OVER (PARTITION BY unit_code, budget_year, lottery_stage
                               ORDER BY period DESC, submission DESC) = 1
)
SELECT later.submission, later.file, later.sheet, later.cell, later.budget_year AS year,
       later.amount AS value, earlier.amount AS expected,
       later.amount - earlier.amount AS difference
FROM newest AS later JOIN newest AS earlier
  ON later.unit_code = earlier.unit_code AND later.budget_year = earlier.budget_year
WHERE later.lottery_stage = '分配' AND earlier.lottery_stage = '筹集'
  AND later.amount > earlier.amount
ORDER BY 1, sheet, cell
