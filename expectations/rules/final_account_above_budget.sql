-- title: 决算数与预算数的差别看得见
-- severity: info
-- category: 一致
-- dataset: final_account
-- spans: true
-- message: “{subject}”{kind}决算 {value} 元，超过 {year} 年预算 {expected} 元，多出 {difference} 元。
-- fix: 年度中追加预算是常有的事；请在备注中写明追加的原因，公众看得到。
WITH sums AS (
    SELECT unit_code, budget_year, subject_code, budget_kind, submission, document, period,
           same(coalesce(department_name, '')) AS department, SUM(amount_yuan) AS amount
    FROM budget
    WHERE subject_code IS NOT NULL
    GROUP BY ALL
), budgets AS (
    SELECT unit_code, budget_year, subject_code, budget_kind, department, max(amount) AS amount
    FROM sums
    GROUP BY ALL
)
SELECT submission, file, sheet, amount_yuan__cell AS cell, subject_name AS subject,
       one.budget_kind AS kind, one.budget_year AS year, amount_yuan AS value,
       amount AS expected, amount_yuan - amount AS difference
FROM final_account AS one JOIN budgets
  ON one.unit_code = budgets.unit_code AND one.budget_year = budgets.budget_year
 AND one.subject_code = budgets.subject_code AND one.budget_kind = budgets.budget_kind
 AND same(coalesce(one.department_name, '')) = budgets.department
WHERE one.budget_kind IN ('支出', '基本支出', '项目支出') AND amount_yuan > amount
  AND remark IS NULL
ORDER BY 1, sheet, cell
