-- title: 采购总额不超过部门预算
-- severity: warning
-- category: 一致
-- dataset: procurement
-- spans: true
-- message: 全年（{year}）采购共 {value} 元，超过本单位报送的部门预算支出 {expected} 元，多出 {difference} 元。
-- fix: 请核对金额和单位；采购使用了部门预算以外的资金的，请用一句话说明；预算没有报全的，请补报。
WITH tables AS (
    SELECT unit_code, budget_year, same(coalesce(department_name, '')) AS department, submission,
           document, SUM(amount_yuan) AS amount
    FROM budget
    WHERE budget_kind IN ('支出', '基本支出', '项目支出')
    GROUP BY ALL
), departments AS (
    SELECT unit_code, budget_year, department, max(amount) AS amount FROM tables GROUP BY ALL
), budgets AS (
    SELECT unit_code, budget_year, SUM(amount) AS amount FROM departments GROUP BY ALL
), bought AS (
    SELECT unit_code, budget_year, submission, file, sheet, first_cell(amount_yuan__cell) AS cell,
           SUM(amount_yuan) AS amount
    FROM procurement
    GROUP BY ALL
)
SELECT submission, file, sheet, cell, bought.budget_year AS year, bought.amount AS value,
       budgets.amount AS expected, bought.amount - budgets.amount AS difference
FROM bought JOIN budgets
  ON bought.unit_code = budgets.unit_code AND bought.budget_year = budgets.budget_year
WHERE bought.amount > budgets.amount
ORDER BY 1, sheet, cell
