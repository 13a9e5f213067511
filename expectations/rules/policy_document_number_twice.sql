-- title: 同一发文字号只有一份文件
-- severity: warning
-- category: 一致
-- dataset: policy_document
-- message: 发文字号“{number}”在这张表里既是“{expected}”，又是“{value}”。
-- fix: 请核对两份文件的发文字号，改正后重新报送；是解读的，请把文件类别写成“解读材料”。
WITH documents AS (
    SELECT * FROM policy_document
    WHERE own_document_no IS NOT NULL AND coalesce(document_kind, '') <> '解读材料'
), firsts AS (
    SELECT submission, same(own_document_no) AS number, min(document_name) AS first
    FROM documents
    GROUP BY ALL
    HAVING min(same(document_name)) <> max(same(document_name))
)
SELECT one.submission, file, sheet, own_document_no__cell AS cell, own_document_no AS number,
       document_name AS value, first AS expected, '' AS difference
FROM documents AS one JOIN firsts
  ON one.submission = firsts.submission AND same(own_document_no) = firsts.number
WHERE same(document_name) <> same(first)
ORDER BY 1, sheet, cell
