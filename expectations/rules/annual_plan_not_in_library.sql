-- title: 计划里的项目都从项目库选出
-- severity: warning
-- category: 存在
-- dataset: annual_plan
-- spans: true
-- message: 计划里的“{value}”在本单位已报送的项目库里找不到。
-- fix: 请核对名称是否与项目库一致；新入库的，请补报项目库；没有入库的，请用一句话说明。
/* 年度计划从县级项目库中选取 (国开办发〔2018〕11号 and local rules). */
SELECT submission, file, sheet, project_name__cell AS cell, project_name AS value,
       '项目库里的项目' AS expected, '' AS difference
FROM annual_plan AS one
WHERE unit_code IN (SELECT unit_code FROM project_library)
  AND NOT EXISTS (SELECT 1 FROM project_library AS other
                  WHERE other.unit_code = one.unit_code
                    AND same(other.project_name) = same(one.project_name))
  AND NOT EXISTS (SELECT 1 FROM project_library AS other
                  WHERE other.unit_code = one.unit_code AND other.project_no = one.project_no)
ORDER BY 1, sheet, cell
