-- title: 分到项目的资金不多于计划
-- severity: warning
-- category: 一致
-- dataset: fund_balances
-- spans: true
-- message: “{node_name}”{year} 年各项分配结果相加是 {value} 元，年度计划是 {expected} 元，多出 {difference} 元。
-- fix: 请核对分配和计划的金额、单位和年度；计划追加过的，请补报调整计划；确实多分的，请用一句话说明，说明会与数字一起公开。
/* All funds together: a plan often names its funds otherwise than the allocation. Less is no fault. */
SELECT coalesce(f.submission, b.submission) AS submission, coalesce(f.file, b.file) AS file,
       coalesce(f.sheet, b.sheet) AS sheet,
       coalesce(f.amount_yuan__cell, split_part(b.allocated_yuan__cell, ';', 1)) AS cell,
       b.node_name, b.budget_year AS year, b.allocated_yuan AS value, b.planned_yuan AS expected,
       b.allocated_yuan - b.planned_yuan AS difference
FROM fund_balances AS b LEFT JOIN fund_flows AS f
    ON f.payee_node = b.node AND f.budget_year = b.budget_year AND f.stage = '分配'
    AND f.is_counted = '是'
WHERE b.node_level = '项目' AND b.fund_key IS NULL AND b.allocated_yuan > b.planned_yuan
QUALIFY row_number() OVER (PARTITION BY b.balance_key, b.submission, b.sheet, b.allocated_yuan__cell
    ORDER BY f.submission, f.sheet, f.amount_yuan__cell, f.flow_key) = 1
ORDER BY submission, sheet, cell
