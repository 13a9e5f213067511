-- title: 废止、失效的文件没有别处还写着有效
-- severity: warning
-- category: 一致
-- dataset: policy_document
-- spans: true
-- message: “{document}”这里写的是有效，{other} 报送的是“{expected}”。
-- fix: 请按清理文件的结果核对效力状态，写错的一方改正后重新报送。
WITH ended AS (
    SELECT same(own_document_no) AS number, min(period) AS period,
           arg_min(validity_status, period) AS state, arg_min(unit_name || ' ' || period, period)
           AS other
    FROM policy_document
    WHERE validity_status IN ('废止', '失效') AND own_document_no IS NOT NULL
      AND coalesce(document_kind, '') <> '解读材料'
    GROUP BY ALL
)
SELECT submission, file, sheet, validity_status__cell AS cell, document_name AS document, other,
       validity_status AS value, state AS expected, '' AS difference
FROM policy_document AS one JOIN ended ON same(one.own_document_no) = ended.number
WHERE validity_status = '有效' AND coalesce(document_kind, '') <> '解读材料'
  AND one.period >= ended.period
ORDER BY 1, sheet, cell
