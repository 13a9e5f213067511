-- title: 机关信息在形成后 20 个工作日内公开
-- severity: warning
-- category: 及时
-- dataset: office_notice
-- message: “{notice}”{issued} 形成，应在 {expected} 以前公开，写的公开日期是 {value}，晚了 {difference}。
-- fix: 请核对发文日期和公开日期；确实晚了的，请用一句话说明原因。
/* 政府信息公开条例: 形成或者变更之日起20个工作日内 (第26条, number of the article: general knowledge). */
SELECT submission, file, sheet, published_on__cell AS cell, notice_name AS notice,
       issued_on AS issued, published_on AS value, due.day AS expected,
       date_diff('day', due.day, earliest(published_on)) || ' 天' AS difference
FROM office_notice
JOIN workdays AS formed ON formed.day = latest(issued_on)
JOIN workdays AS due ON due.passed = formed.passed + 20 AND due.is_work = 1
WHERE earliest(published_on) > due.day
ORDER BY 1, sheet, cell
