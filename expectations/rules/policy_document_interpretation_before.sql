-- title: 解读不早于被解读的文件
-- severity: warning
-- category: 一致
-- dataset: policy_document
-- message: 解读“{name}”的日期是 {value}，早于被解读的“{document}”（{expected}）。
-- fix: 请核对两个发文日期和被解读文件链接，改正后重新报送。
WITH documents AS (
    SELECT submission, link_url, any_value(document_name) AS name, min(issued_on) AS issued_on
    FROM policy_document
    WHERE coalesce(document_kind, '') <> '解读材料' AND link_url IS NOT NULL
    GROUP BY ALL
)
SELECT one.submission, file, sheet, one.issued_on__cell AS cell, document_name AS name,
       documents.name AS document, one.issued_on AS value, documents.issued_on AS expected,
       date_diff('day', latest(one.issued_on), earliest(documents.issued_on)) || ' 天' AS difference
FROM policy_document AS one JOIN documents
  ON one.submission = documents.submission AND one.interpreted_url = documents.link_url
WHERE document_kind = '解读材料' AND latest(one.issued_on) < earliest(documents.issued_on)
ORDER BY 1, sheet, cell
