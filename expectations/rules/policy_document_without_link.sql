-- title: 公布政策文件时提供原文链接
-- severity: warning
-- category: 完整
-- dataset: policy_document
-- message: “{value}”没有原文链接。
-- fix: 请补上原文网址；没有上网的，请在备注中说明原因。
SELECT submission, file, sheet, document_name__cell AS cell, document_name AS value,
       '原文链接' AS expected, '' AS difference
FROM policy_document
WHERE link_url IS NULL AND coalesce(link_url__text, '') = '' AND remark IS NULL
ORDER BY 1, sheet, cell
