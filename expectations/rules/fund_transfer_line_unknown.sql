-- title: 资金类别是已知的类别
-- severity: warning
-- category: 存在
-- dataset: fund_transfer
-- message: 资金类别写的是“{value}”，不在资金类别表里。
-- fix: 请写表里的类别，例如 {expected}；确有新的类别的，请用一句话说明，并请管理员补进资金类别表。
SELECT submission, file, sheet, fund_line__cell AS cell, fund_line AS value,
       '扶贫发展资金、以工代赈、少数民族发展资金' AS expected, '' AS difference
FROM fund_transfer AS one
WHERE fund_line IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM codes WHERE list = 'fund_lines' AND word = same(one.fund_line)
)
ORDER BY 1, sheet, cell
