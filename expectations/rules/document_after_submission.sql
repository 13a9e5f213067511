-- title: 文号的年份不晚于公开月份
-- severity: warning
-- category: 及时
-- spans: true
-- message: 文号“{value}”是 {written} 年的，这张表却报在 {period}。
-- fix: 请核对文号的年份和公开月份，写错的改正后重新报送。
WITH known AS (
    SELECT DISTINCT document_no, period FROM every_record WHERE document_no IS NOT NULL
), late AS (
    SELECT document_no, period, document_year(document_no) AS written,
           year(due_day(period)) AS last
    FROM known
    WHERE document_year(document_no) > year(due_day(period))
)
SELECT dataset, submission, file, sheet,
       first_cell(coalesce(nullif(document_no__cell, ''), place_cell)) AS cell,
       period, document_no AS value, written, last AS expected, written - last AS difference
FROM every_record JOIN late USING (document_no, period)
GROUP BY dataset, submission, file, sheet, document_no, period, written, last
ORDER BY 2, sheet, cell
