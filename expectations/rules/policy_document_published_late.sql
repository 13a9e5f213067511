-- title: 政策文件在形成后 20 个工作日内公开
-- severity: warning
-- category: 及时
-- dataset: policy_document
-- message: “{document}”{issued} 形成，应在 {expected} 以前公开，写的公开日期是 {value}，晚了 {difference}。
-- fix: 请核对发文日期和公开日期；转发上级文件的，发文日期可以写转发的日期；确实晚了的，请用一句话说明原因。
/* 扶贫领域基层政务公开标准目录（2019）第 1 至 3 项: 信息形成（变更）20个工作日内. */
SELECT submission, file, sheet, published_on__cell AS cell, document_name AS document,
       issued_on AS issued, published_on AS value, due.day AS expected,
       date_diff('day', due.day, earliest(published_on)) || ' 天' AS difference
FROM policy_document
JOIN workdays AS formed ON formed.day = latest(issued_on)
JOIN workdays AS due ON due.passed = formed.passed + 20 AND due.is_work = 1
WHERE earliest(published_on) > due.day
ORDER BY 1, sheet, cell
