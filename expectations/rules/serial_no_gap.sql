-- title: 序号连续
-- severity: warning
-- category: 完整
-- message: 序号从 {before} 跳到 {value}，接下来应为 {expected}，中间可能漏了 {difference} 行。
-- fix: 请核对是不是漏报了行：漏了的补上；没有漏的，请改正序号，或用一句话说明。
/* A table may start at any number, and one with groups may start again. Only tables that have fewer
   numbers than lie between their first and last are looked at one by one. */
WITH numbers AS NOT MATERIALIZED (
    SELECT dataset, submission, file, sheet, document, serial_no__cell,
           TRY_CAST(serial_no AS INTEGER) AS number
    FROM every_record
    WHERE serial_no IS NOT NULL AND number::VARCHAR = ltrim(serial_no, '0')
), gapped AS (
    SELECT dataset, submission, sheet, document FROM numbers
    GROUP BY ALL
    HAVING COUNT(DISTINCT number) <= max(number) - min(number)
), steps AS (
    SELECT *, lag(number) OVER (
        PARTITION BY dataset, submission, sheet, document ORDER BY number) AS before
    FROM numbers SEMI JOIN gapped USING (dataset, submission, sheet, document)
)
SELECT DISTINCT dataset, submission, file, sheet, serial_no__cell AS cell, before,
       number AS value, before + 1 AS expected, number - before - 1 AS difference
FROM steps
WHERE number - before > 1
ORDER BY 2, sheet, cell
