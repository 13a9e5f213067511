-- title: 帮扶写明内容、资金、物资或人员
-- severity: warning
-- category: 完整
-- dataset: assistance
-- message: “{value}”的帮扶没有写内容，也没有资金、物资和人员。
-- fix: 请补上帮扶内容或投入；还没有开展的，请在备注中说明。
-- follows:
--   - {rule: unit_missing, within: table}
--   - {rule: amount_not_number, within: row}
SELECT submission, file, sheet, helper_unit__cell AS cell, helper_unit AS value,
       '帮扶内容或投入' AS expected, '' AS difference
FROM assistance
WHERE assistance_content IS NULL AND remark IS NULL
  AND coalesce(amount_yuan, 0) = 0 AND coalesce(goods_value_yuan, 0) = 0
  AND coalesce(stationed_count, 0) = 0
ORDER BY 1, sheet, cell
