-- title: 文件与解读互相链接
-- severity: warning
-- category: 一致
-- dataset: policy_document
-- message: “{document}”与它的解读没有互相链接：{why}。
-- fix: 请在文件一行写解读链接，在解读一行写被解读文件链接，两边的网址要一致。
WITH documents AS (
    SELECT * FROM policy_document WHERE coalesce(document_kind, '') <> '解读材料'
), interpretations AS (
    SELECT * FROM policy_document WHERE document_kind = '解读材料'
)
SELECT submission, file, sheet, interpretation_url__cell AS cell, document_name AS document,
       interpretation_url AS value, '解读一行链接到 ' || link_url AS expected, '' AS difference,
       '解读一行没有链接回这份文件' AS why
FROM documents AS one
WHERE interpretation_url IS NOT NULL AND link_url IS NOT NULL AND EXISTS (
    SELECT 1 FROM interpretations AS other
    WHERE other.submission = one.submission AND other.link_url = one.interpretation_url
      AND other.interpreted_url IS DISTINCT FROM one.link_url
)
UNION ALL
SELECT submission, file, sheet, interpreted_url__cell, document_name,
       interpreted_url, '文件一行链接到 ' || link_url, '', '文件一行没有链接到这份解读'
FROM interpretations AS one
WHERE interpreted_url IS NOT NULL AND link_url IS NOT NULL AND EXISTS (
    SELECT 1 FROM documents AS other
    WHERE other.submission = one.submission AND other.link_url = one.interpreted_url
      AND other.interpretation_url IS NULL
)
ORDER BY 1, sheet, cell
