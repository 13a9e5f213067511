-- title: 有项目就有金额，有金额就有项目
-- severity: warning
-- category: 一致
-- dataset: lottery_fund
-- message: “{category}”的项目数是 {value}，金额是 {expected} 元：有项目就应当有金额，有金额就应当有项目。
-- fix: 请核对项目数和金额；金额尚未安排的，请用一句话说明。
SELECT submission, file, sheet, project_count__cell AS cell, project_category AS category,
       project_count AS value, amount_yuan AS expected, '' AS difference
FROM lottery_fund
WHERE (project_count = 0 AND amount_yuan > 0) OR (project_count > 0 AND amount_yuan = 0)
ORDER BY 1, sheet, cell
