-- title: 同一笔资金没有由两个单位或在两个月份重复报送
-- severity: warning
-- category: 一致
-- dataset: fund_allocation
-- spans: true
-- message: “{project}”{value} 元在 {other} 已经报送过，可能重复计算。
-- fix: 请与对方核对由谁报送；不是同一笔的，请用一句话说明区别。
SELECT later.submission, later.file, later.sheet, later.amount_yuan__cell AS cell,
       later.project_name AS project, later.amount_yuan AS value, '' AS expected,
       '' AS difference, earlier.unit_name || ' ' || earlier.period AS other
FROM fund_allocation AS later
JOIN fund_allocation AS earlier
  ON later.project_name = earlier.project_name AND later.amount_yuan = earlier.amount_yuan
 AND later.budget_year IS NOT DISTINCT FROM earlier.budget_year
 AND later.location IS NOT DISTINCT FROM earlier.location
 AND later.submission > earlier.submission
WHERE (later.unit_code, later.period) <> (earlier.unit_code, earlier.period)
ORDER BY 1, sheet, cell
