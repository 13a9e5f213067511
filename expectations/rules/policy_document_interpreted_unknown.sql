-- title: 被解读的文件也登记了
-- severity: warning
-- category: 存在
-- dataset: policy_document
-- spans: true
-- message: 解读“{name}”写的被解读文件链接“{value}”，在登记过的政策文件里找不到。
-- fix: 请核对链接；被解读的文件没有登记的，请补登记。
SELECT submission, file, sheet, interpreted_url__cell AS cell, document_name AS name,
       interpreted_url AS value, '一份登记过的文件的链接' AS expected, '' AS difference
FROM policy_document AS one
WHERE document_kind = '解读材料' AND interpreted_url IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM policy_document AS other
                  WHERE other.link_url = one.interpreted_url)
ORDER BY 1, sheet, cell
