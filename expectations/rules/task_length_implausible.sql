-- title: 道路、管线的长度合乎常理
-- severity: warning
-- category: 精确
-- message: 建设内容里写有“{value}”，一个项目不大可能有 1000 公里以上，可能把米写成了千米。
-- fix: 请核对长度和单位，改正建设内容；确实有这样长的，请用一句话说明。
/* General knowledge, no regulation: a published table gave a village road 2950 km. */
WITH lengths AS (
    SELECT *, unnest(regexp_extract_all(construction_task,
                                        '\d+(?:\.\d+)?\s*(?:千米|公里|km|KM|Km)')) AS found
    FROM every_record
    WHERE regexp_matches(construction_task, '\d{4,}(?:\.\d+)?\s*(?:千米|公里|km|KM|Km)')
)
SELECT dataset, submission, file, sheet, construction_task__cell AS cell, found AS value,
       '不到 1000 公里' AS expected, '' AS difference
FROM lengths
WHERE TRY_CAST(regexp_extract(found, '^\d+(?:\.\d+)?') AS DECIMAL(18, 3)) >= 1000
ORDER BY 2, sheet, cell
