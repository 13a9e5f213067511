-- title: 决算的科目在预算里
-- severity: warning
-- category: 存在
-- dataset: final_account
-- spans: true
-- message: 决算里的科目“{value}”{subject}，在 {year} 年报送的部门预算里没有。
-- fix: 请核对科目编码；年度中新增的，请用一句话说明；预算没有报全的，请补报。
SELECT submission, file, sheet, subject_code__cell AS cell, subject_code AS value,
       subject_name AS subject, budget_year AS year, '部门预算里的科目' AS expected, '' AS difference
FROM final_account AS one
WHERE subject_code IS NOT NULL AND amount_yuan > 0
  AND EXISTS (SELECT 1 FROM budget AS other
              WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year)
  AND NOT EXISTS (SELECT 1 FROM budget AS other
                  WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year
                    AND other.subject_code = one.subject_code)
ORDER BY 1, sheet, cell
