-- title: 征求意见时公开电子邮件、电话和地址
-- severity: warning
-- category: 完整
-- dataset: consultation
-- message: “{value}”征求意见没有公开{expected}。
-- fix: 请补上电子邮件、联系电话和邮寄地址，公众才能提意见。
SELECT submission, file, sheet, draft_name__cell AS cell, draft_name AS value,
       concat_ws('、', CASE WHEN email THEN '电子邮件' END, CASE WHEN phone THEN '联系电话' END,
                 CASE WHEN address THEN '邮寄地址' END) AS expected,
       '' AS difference
FROM (
    SELECT *, contact_email IS NULL AS email,
           contact_phone IS NULL AND coalesce(contact_phone__text, '') = '' AS phone,
           contact_address IS NULL AS address
    FROM consultation
)
WHERE email OR phone OR address
ORDER BY 1, sheet, cell
