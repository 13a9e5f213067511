-- title: 计划各行填写齐全
-- severity: warning
-- category: 完整
-- dataset: annual_plan
-- message: “{value}”没有填{expected}，同一张表的其他行大多填了。
-- fix: 请补上；确实还没有定的，请在备注中说明。
/* 国开办发〔2018〕11号 asks for these of every project. A column that hardly any row fills is another matter. */
WITH filled AS (
    SELECT *,
           2 * COUNT(location) OVER tables > COUNT(*) OVER tables AS location_usual,
           2 * COUNT(construction_task) OVER tables > COUNT(*) OVER tables AS task_usual,
           2 * COUNT(implementation_period) OVER tables > COUNT(*) OVER tables AS period_usual,
           2 * COUNT(responsible_unit) OVER tables > COUNT(*) OVER tables AS unit_usual,
           2 * COUNT(responsible_person) OVER tables > COUNT(*) OVER tables AS person_usual,
           2 * COUNT(performance_goal) OVER tables > COUNT(*) OVER tables AS goal_usual,
           2 * COUNT(benefit_mechanism) OVER tables > COUNT(*) OVER tables AS mechanism_usual
    FROM annual_plan
    WINDOW tables AS (PARTITION BY submission, sheet, document)
), missing AS (
    SELECT *, concat_ws('、',
        CASE WHEN location_usual AND location IS NULL THEN '实施地点' END,
        CASE WHEN task_usual AND construction_task IS NULL THEN '建设内容' END,
        CASE WHEN period_usual AND coalesce(implementation_period__text, '') = ''
                  AND implementation_period IS NULL THEN '实施期限' END,
        CASE WHEN unit_usual AND responsible_unit IS NULL THEN '责任单位' END,
        CASE WHEN person_usual AND responsible_person IS NULL THEN '责任人' END,
        CASE WHEN goal_usual AND performance_goal IS NULL THEN '绩效目标' END,
        CASE WHEN mechanism_usual AND benefit_mechanism IS NULL THEN '带贫减贫机制' END) AS names
    FROM filled
    WHERE remark IS NULL
)
SELECT submission, file, sheet, project_name__cell AS cell, project_name AS value,
       names AS expected, '' AS difference
FROM missing
WHERE names <> ''
ORDER BY 1, sheet, cell
