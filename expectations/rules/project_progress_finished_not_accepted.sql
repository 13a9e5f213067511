-- title: 完工的项目有验收结果
-- severity: warning
-- category: 完整
-- dataset: project_progress
-- spans: true
-- message: “{project}”已完工，本单位 {year} 年的验收结果里还没有它。
-- fix: 已经验收的，请补报验收结果；还没有验收的，请用一句话说明什么时候验收。
/* A finished project needs an acceptance (general knowledge; the order of events was seen). Asked only
   of a unit that reports acceptances for the year, and of the newest month of progress. */
WITH newest AS (
    SELECT unit_code, budget_year, max(period) AS period FROM project_progress GROUP BY ALL
)
SELECT submission, file, sheet, progress_state__cell AS cell, one.budget_year AS year,
       project_name AS project, progress_state AS value, '一条验收结果' AS expected,
       '' AS difference
FROM project_progress AS one JOIN newest
  ON one.unit_code = newest.unit_code AND one.budget_year = newest.budget_year
 AND one.period = newest.period
WHERE progress_state = '已完工'
  AND EXISTS (SELECT 1 FROM project_acceptance AS other
              WHERE other.unit_code = one.unit_code AND other.budget_year = one.budget_year)
  AND NOT EXISTS (SELECT 1 FROM project_acceptance AS other
                  WHERE other.unit_code = one.unit_code
                    AND same(other.project_name) = same(one.project_name))
  AND NOT EXISTS (SELECT 1 FROM project_acceptance AS other
                  WHERE other.unit_code = one.unit_code AND other.project_no = one.project_no)
ORDER BY 1, sheet, cell
