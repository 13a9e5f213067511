-- title: 镇、县两级验收都有
-- severity: warning
-- category: 完整
-- dataset: project_acceptance
-- spans: true
-- message: “{project}”只有{value}验收，没有{expected}验收；本单位其他项目两级都有。
-- fix: 请补报另一级的验收结果；还没有进行的，或规定只验一级的，请用一句话说明。
/* Asked only of a unit that reports both levels for the same year. */
WITH levels AS (
    SELECT unit_code, budget_year, same(project_name) AS name,
           COUNT(DISTINCT acceptance_level) AS count
    FROM project_acceptance
    WHERE acceptance_level IS NOT NULL
    GROUP BY ALL
), both_used AS (
    SELECT DISTINCT unit_code, budget_year FROM levels WHERE count > 1
)
SELECT submission, file, sheet, acceptance_level__cell AS cell, project_name AS project,
       acceptance_level AS value,
       CASE acceptance_level WHEN '镇级' THEN '县级' ELSE '镇级' END AS expected, '' AS difference
FROM project_acceptance AS one
JOIN levels ON one.unit_code = levels.unit_code AND one.budget_year = levels.budget_year
 AND same(one.project_name) = levels.name
JOIN both_used ON one.unit_code = both_used.unit_code
 AND one.budget_year = both_used.budget_year
WHERE levels.count = 1 AND acceptance_level IS NOT NULL
ORDER BY 1, sheet, cell
