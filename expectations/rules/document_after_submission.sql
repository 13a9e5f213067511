-- title: 文号的年份不晚于公开月份
-- severity: warning
-- category: 及时
-- spans: true
-- message: 文号“{value}”是 {written} 年的，这张表却报在 {period}。
-- fix: 请核对文号的年份和公开月份，写错的改正后重新报送。
WITH documents AS (
    SELECT dataset, submission, file, sheet, document_no, period,
           first_cell(coalesce(nullif(document_no__cell, ''), place_cell)) AS cell
    FROM every_record
    WHERE document_no IS NOT NULL
    GROUP BY ALL
)
SELECT dataset, submission, file, sheet, cell, period, document_no AS value,
       document_year(document_no) AS written, year(due_day(period)) AS expected,
       document_year(document_no) - year(due_day(period)) AS difference
FROM documents
WHERE document_year(document_no) > year(due_day(period))
ORDER BY 2, sheet, cell
