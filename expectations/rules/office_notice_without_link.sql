-- title: 登记的信息有链接
-- severity: warning
-- category: 完整
-- dataset: office_notice
-- message: “{value}”没有链接，公众查不到原文。
-- fix: 请补上网址；没有上网的，请在备注中说明原因。
SELECT submission, file, sheet, notice_name__cell AS cell, notice_name AS value,
       '原文链接' AS expected, '' AS difference
FROM office_notice
WHERE link_url IS NULL AND coalesce(link_url__text, '') = '' AND remark IS NULL
ORDER BY 1, sheet, cell
