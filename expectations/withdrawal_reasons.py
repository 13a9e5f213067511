"""The reasons for which a withdrawal is refused, and the words in which people are told.

Belongs here: codes and Chinese messages. Does not belong here: finding out whether one holds.
"""

from expectations.reasons import Reason

MESSAGES = {
    "one_person_only": "紧急撤下要两个人签字，现在只有一个人的签字：还没有撤下任何内容。"
    "请另一人（保密审查、分管领导或主要领导）用同一命令再签一次。",
    "same_person": "“{principal}”已经签过（同一人或同一把密钥），紧急撤下要两个不同的人。"
    "请换另一人签字。",
    "role_not_allowed": "“{principal}”不是保密审查、分管领导或主要领导，无权紧急撤下。"
    "请由这三种角色的人签字。",
    "expired": "“{principal}”的密钥已过有效期（{detail}）。请管理员登记新公钥，或换另一人签字。",
    "not_yet_valid": "“{principal}”的密钥还未生效（{detail}）。请换另一人签字。",
    "unknown_principal": "allowed_signers 中没有“{principal}”的这把公钥（{detail}）。"
    "请换用登记过的私钥，或请管理员核实后登记。",
    "wrong_namespace": "“{principal}”的密钥不准用于紧急撤下（{detail}）。"
    "请管理员在 allowed_signers 中此人一行的 namespaces 里加上 mingzhang-withdraw。",
    "bad_signature": "“{principal}”的签名与撤下单对不上（{detail}）。请重新签字。",
    "signing_failed": "“{principal}”没有签成：ssh-keygen 报错（{detail}）。请检查私钥文件和口令。",
    "unreadable": "撤下单的签字文件读不出、不合格式，或缺少签名。请重新签字。",
    "stale": "“{principal}”签的是另一份撤下单。请重新签字。",
    "out_of_order": "“{principal}”的签字没有盖住第一个人的签字，或早于它。请重新签字。",
    "no_signers": "没有签署人名单 allowed_signers，谁的签名都无法核对。"
    "请管理员按 docs/operator.md 建立该文件。",
    "unknown_version": "没有版本 {detail}，没有撤下任何内容。请在 releases.json 中核对版本号。",
    "unknown_dataset": "版本 {detail} 里没有这个数据集，没有撤下任何内容。",
    "already_withdrawn": "{detail} 已经撤下，不必再撤。",
    "no_reason": "紧急撤下必须写明原因：--reason “……”。原因会公开，请不要写入个人信息。",
    "other_reason": "正在等第二人签字的撤下单写的是另一个原因（“{detail}”）。"
    "第二人签的必须是同一份；请不写 --reason，或写同样的原因。",
    "changed_meanwhile": "第一个人签字以后又有新的发布，撤下的文件已不同，第一个签字作废。"
    "请两人重新签字。",
    "bad_request": "撤下单写不成（{detail}）。",
}


def refusal(code: str, principal: str = "", detail: str = "") -> Reason:
    """Make a reason with its message. Raises KeyError for a code that is not in MESSAGES."""
    return Reason(code, None, None, MESSAGES[code].format(principal=principal, detail=detail))
