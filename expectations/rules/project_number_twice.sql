-- title: 同一项目编号只指一个项目
-- severity: warning
-- category: 一致
-- message: 项目编号“{number}”在这张表里既是“{expected}”，又是“{value}”。
-- fix: 请核对项目编号：两个项目的，各写各的编号；同一个项目的，名称要写得一样。
WITH firsts AS (
    SELECT dataset, submission, sheet, document, same(project_no) AS number,
           min(project_name) AS first
    FROM every_record
    WHERE project_no IS NOT NULL AND project_name IS NOT NULL
    GROUP BY ALL
    HAVING min(same(project_name)) <> max(same(project_name))
)
SELECT one.dataset, one.submission, file, one.sheet, project_no__cell AS cell,
       project_no AS number, project_name AS value, first AS expected, '' AS difference
FROM every_record AS one JOIN firsts
  ON one.dataset = firsts.dataset AND one.submission = firsts.submission
 AND one.sheet = firsts.sheet AND one.document = firsts.document
 AND same(one.project_no) = firsts.number
WHERE same(project_name) <> same(first)
ORDER BY 2, sheet, cell
