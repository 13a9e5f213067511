-- title: 已经解决的建议提案不再变成没有解决
-- severity: warning
-- category: 一致
-- dataset: proposal_reply
-- spans: true
-- message: 编号 {number} 的{kind}“{proposal}”现在写的是“{value}”，{former} 报送的是“{expected}”。
-- fix: 请核对办理结果哪一次写错了；重新办理的，请用一句话说明。
WITH lined AS (
    SELECT *, lag(proposal_result) OVER same_proposal AS before,
           lag(period) OVER same_proposal AS former
    FROM proposal_reply
    WHERE proposal_result IS NOT NULL
    WINDOW same_proposal AS (
        PARTITION BY unit_code, proposal_kind, same(coalesce(session, '')), same(proposal_no)
        ORDER BY period, submission)
)
SELECT submission, file, sheet, proposal_result__cell AS cell,
       coalesce(proposal_kind, '建议提案') AS kind, proposal_no AS number,
       coalesce(proposal_name, '') AS proposal, former, proposal_result AS value,
       before AS expected, '' AS difference
FROM lined
WHERE before = '已经解决' AND proposal_result <> '已经解决' AND former < period
ORDER BY 1, sheet, cell
