-- title: 县级验收不早于镇级验收
-- severity: warning
-- category: 一致
-- dataset: project_acceptance
-- spans: true
-- message: “{project}”县级验收是 {value}，早于镇级验收 {expected}，相差 {difference}。
-- fix: 请核对两级验收的日期和层级哪一个写错了，改正后重新报送；镇级是复验的，请用一句话说明。
/* Two levels, 镇 then 县, as a county published them; the order is no law. */
WITH towns AS (
    SELECT unit_code, budget_year, same(project_name) AS name,
           same(coalesce(location, '')) AS location,
           arg_min(accepted_on, earliest(accepted_on)) AS accepted_on
    FROM project_acceptance
    WHERE acceptance_level = '镇级' AND accepted_on IS NOT NULL
    GROUP BY ALL
)
SELECT submission, file, sheet, accepted_on__cell AS cell, project_name AS project,
       one.accepted_on AS value, towns.accepted_on AS expected,
       date_diff('day', latest(one.accepted_on), earliest(towns.accepted_on)) || ' 天' AS difference
FROM project_acceptance AS one JOIN towns
  ON one.unit_code = towns.unit_code AND one.budget_year IS NOT DISTINCT FROM towns.budget_year
 AND same(one.project_name) = towns.name AND same(coalesce(one.location, '')) = towns.location
WHERE acceptance_level = '县级' AND latest(one.accepted_on) < earliest(towns.accepted_on)
ORDER BY 1, sheet, cell
