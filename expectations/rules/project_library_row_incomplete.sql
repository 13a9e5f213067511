-- title: 项目库各行填写齐全
-- severity: warning
-- category: 完整
-- dataset: project_library
-- message: “{value}”没有填{expected}，同一张表的其他行大多填了。
-- fix: 请补上；确实还没有定的，请在备注中说明。
/* The fields of a library (安徽 2018, 荣昌); goals have a rule of their own. */
WITH filled AS (
    SELECT *,
           2 * COUNT(project_type) OVER tables > COUNT(*) OVER tables AS type_usual,
           2 * COUNT(location) OVER tables > COUNT(*) OVER tables AS location_usual,
           2 * COUNT(construction_task) OVER tables > COUNT(*) OVER tables AS task_usual,
           2 * COUNT(amount_yuan) OVER tables > COUNT(*) OVER tables AS amount_usual,
           2 * COUNT(responsible_unit) OVER tables > COUNT(*) OVER tables AS unit_usual,
           2 * COUNT(benefit_mechanism) OVER tables > COUNT(*) OVER tables AS mechanism_usual
    FROM project_library
    WINDOW tables AS (PARTITION BY submission, sheet, document)
), missing AS (
    SELECT *, concat_ws('、',
        CASE WHEN type_usual AND project_type IS NULL THEN '项目类型' END,
        CASE WHEN location_usual AND location IS NULL THEN '实施地点' END,
        CASE WHEN task_usual AND construction_task IS NULL THEN '建设内容' END,
        CASE WHEN amount_usual AND amount_yuan IS NULL AND coalesce(amount_yuan__text, '') = ''
             THEN '资金规模' END,
        CASE WHEN unit_usual AND responsible_unit IS NULL THEN '责任单位' END,
        CASE WHEN mechanism_usual AND benefit_mechanism IS NULL THEN '带贫减贫机制' END) AS names
    FROM filled
    WHERE remark IS NULL
)
SELECT submission, file, sheet, project_name__cell AS cell, project_name AS value,
       names AS expected, '' AS difference
FROM missing
WHERE names <> ''
ORDER BY 1, sheet, cell
