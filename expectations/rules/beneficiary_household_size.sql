-- title: 每户的人数合乎常理
-- severity: warning
-- category: 精确
-- message: 受益 {households} 户、{value} 人，合每户 {size} 人，多得不合常理。
-- fix: 请核对户数和人数是否写反、写错；确实如此的，请用一句话说明。
/* General knowledge, no regulation. */
SELECT dataset, submission, file, sheet, person_count__cell AS cell, household_count AS households,
       person_count AS value, '每户不超过 10 人' AS expected,
       CAST(person_count / household_count AS DECIMAL(18, 1)) AS size, '' AS difference
FROM every_record
WHERE household_count > 0 AND person_count > 10 * household_count
ORDER BY 2, sheet, cell
