-- title: 计划金额不超过入库金额
-- severity: warning
-- category: 一致
-- dataset: annual_plan
-- spans: true
-- message: “{project}”计划安排 {value} 元，超过项目库里的 {expected} 元，多出 {difference} 元。
-- fix: 请核对两个金额和单位；确实追加的，请更新项目库，并用一句话说明。
WITH plans AS (
    SELECT unit_code, submission, file, sheet, document, same(project_name) AS name,
           any_value(project_name) AS project, first_cell(amount_yuan__cell) AS cell,
           SUM(amount_yuan) AS planned
    FROM annual_plan
    GROUP BY ALL
), entries AS (
    SELECT unit_code, same(project_name) AS name, period, submission, SUM(amount_yuan) AS entered
    FROM project_library
    GROUP BY ALL
), library AS (
    SELECT unit_code, name, arg_max(entered, period || submission) AS entered
    FROM entries
    GROUP BY ALL
)
SELECT submission, file, sheet, cell, project, planned AS value, entered AS expected,
       planned - entered AS difference
FROM plans JOIN library ON plans.unit_code = library.unit_code AND plans.name = library.name
WHERE planned > entered
ORDER BY 1, sheet, cell
