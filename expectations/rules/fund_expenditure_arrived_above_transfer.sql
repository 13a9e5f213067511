-- title: 到位的资金不超过下达的资金
-- severity: warning
-- category: 一致
-- dataset: fund_expenditure
-- spans: true
-- message: “{area}”{year} 年到位 {value} 元，本单位报送的下达情况里只有 {expected} 元，多出 {difference} 元。
-- fix: 请核对两个金额；有下达文件没有报的，请补报；含上年结转的，请用一句话说明。
/* Only rows of a whole area; of a unit's months the newest. */
WITH given AS (
    SELECT unit_code, budget_year, SUM(amount_yuan) AS amount,
           regexp_replace(same(payee_name),
               '(?:财政局|财政所|扶贫开发办公室|扶贫办公室|扶贫办|人民政府)$', '') AS area
    FROM fund_transfer
    GROUP BY ALL
), arrived AS (
    SELECT unit_code, budget_year, same(area_name) AS area, any_value(area_name) AS name, period,
           submission, file, sheet, first_cell(arrived_yuan__cell) AS cell,
           SUM(arrived_yuan) AS amount
    FROM fund_expenditure
    WHERE project_name IS NULL AND arrived_yuan IS NOT NULL
    GROUP BY ALL
), newest AS (
    SELECT * FROM arrived
    QUALIFY row_number() OVER (PARTITION BY unit_code, budget_year, area
                               ORDER BY period DESC, submission DESC) = 1
)
SELECT submission, file, sheet, cell, name AS area, newest.budget_year AS year,
       newest.amount AS value, given.amount AS expected,
       newest.amount - given.amount AS difference
FROM newest JOIN given
  ON newest.unit_code = given.unit_code AND newest.budget_year = given.budget_year
 AND newest.area = given.area
WHERE newest.amount > given.amount
ORDER BY 1, sheet, cell
