-- title: 合计、小计等于各部分之和
-- severity: error
-- category: 一致
-- message: “{label}”写的{field_title}是 {value}{unit}，各部分相加是 {expected}{unit}，相差 {difference}{unit}。
-- fix: 请核对合计和各行：是合计加错了，还是漏了或多了一行；改正后重新报送。
-- follows:
--   - {rule: required, within: field}
--   - {rule: amount_not_number, within: field}
--   - {rule: number_not_integer, within: field}
--   - {rule: formula_without_result, within: field}
--   - {rule: cell_error, within: field}
--   - {rule: figure_merged, within: field}
--   - {rule: number_shown_scaled, within: field}
--   - {rule: column_twice, within: field}
SELECT submission, file, dataset, sheet, cell, label, field, field_title, unit_of(field) AS unit,
       figure(claimed, field) AS value,
       figure(actual, field) AS expected,
       figure(claimed - actual, field) AS difference
FROM claims
WHERE kind = 'total' AND actual IS NOT NULL AND claimed <> actual
ORDER BY submission, sheet, cell
