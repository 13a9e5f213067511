-- title: “其中”不大于总数
-- severity: error
-- category: 一致
-- message: “其中：{label}”的{field_title}是 {value}{unit}，大于它所属的总数 {expected}{unit}，多出 {difference}{unit}。
-- fix: 请核对“其中”和总数两个数字，改正后重新报送。
SELECT submission, file, dataset, sheet, cell, label, field, field_title, unit_of(field) AS unit,
       figure(claimed, field) AS value,
       figure(actual, field) AS expected,
       figure(claimed - actual, field) AS difference
FROM claims
WHERE kind = 'of_which' AND actual IS NOT NULL AND claimed > actual
ORDER BY submission, sheet, cell
