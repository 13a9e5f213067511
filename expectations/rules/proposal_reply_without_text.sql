-- title: 建议提案公开答复全文
-- severity: warning
-- category: 完整
-- dataset: proposal_reply
-- message: “{value}”没有答复全文的链接。
-- fix: 请补上答复全文的链接；不公开的，请在备注中说明原因（涉及公共利益、社会广泛关注的，原则上都要公开）。
SELECT submission, file, sheet, proposal_name__cell AS cell, proposal_name AS value,
       '答复全文链接' AS expected, '' AS difference
FROM proposal_reply
WHERE link_url IS NULL AND coalesce(link_url__text, '') = '' AND remark IS NULL
ORDER BY 1, sheet, cell
