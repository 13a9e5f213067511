-- title: 序号连续
-- severity: warning
-- category: 完整
-- message: 序号从 {before} 跳到 {value}，中间可能漏了 {difference} 行。
-- fix: 请核对是不是漏报了行：漏了的补上；没有漏的，请改正序号，或用一句话说明。
/* A table may start at any number, and one with groups may start again. */
WITH numbers AS (
    SELECT *, CAST(serial_no AS BIGINT) AS number
    FROM every_record
    WHERE regexp_matches(serial_no, '^\d{1,6}$')
), steps AS (
    SELECT *, lag(number) OVER (
        PARTITION BY dataset, submission, sheet, document ORDER BY number) AS before
    FROM numbers
)
SELECT DISTINCT dataset, submission, file, sheet, serial_no__cell AS cell, before,
       number AS value, before + 1 AS expected, number - before - 1 AS difference
FROM steps
WHERE number - before > 1
ORDER BY 2, sheet, cell
