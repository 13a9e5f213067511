-- title: 地区在报送单位的辖区以内
-- severity: warning
-- category: 一致
-- spans: true
-- message: 地区“{value}”（{code}）不在报送单位“{unit}”的辖区以内。
-- fix: 请核对地区名称和报送单位；确实跨辖区的，请用一句话说明。
/* Units with a local code, which begins with a letter, are left out. */
WITH placed AS (
    SELECT *, CASE WHEN ends_with(unit_code, '0000') THEN left(unit_code, 2)
                   WHEN ends_with(unit_code, '00') THEN left(unit_code, 4)
                   ELSE unit_code END AS inside
    FROM every_record
    WHERE area_code IS NOT NULL AND regexp_matches(unit_code, '^\d{6}$')
)
SELECT dataset, submission, file, sheet, area_name__cell AS cell, area_name AS value,
       area_code AS code, unit_name AS unit, unit_name || '的地区' AS expected, '' AS difference
FROM placed
WHERE NOT starts_with(area_code, inside)
ORDER BY 2, sheet, cell
