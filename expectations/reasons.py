"""The reasons for which a candidate is refused, and the words in which people are told.

Belongs here: the value and its Chinese messages (what happened, where, what to do). Does not
belong here: finding out whether a reason holds.
"""

from dataclasses import dataclass

from expectations.manifest import Slot
from expectations.statement import Role

SIGN_AGAIN = "请{title}人员核对后重新签署（mingzhang sign {role}）。"

MESSAGES = {
    "missing": "{who}：没有签署。请有权限的人员运行"
    " mingzhang sign {role} --as 本人 --key 私钥文件。",
    "stale": "{who}：签的是另一份内容，数据已变，原签名不再有效。" + SIGN_AGAIN,
    "unreadable": "{who}：签署文件读不出或格式不对（{detail}）。" + SIGN_AGAIN,
    "wrong_role": "{who}：签署文件里写的角色或单位与所在位置不符（{detail}）。" + SIGN_AGAIN,
    "bad_signature": "{who}：签名与签署内容对不上，文件可能被改动（{detail}）。" + SIGN_AGAIN,
    "unknown_principal": "{who}：allowed_signers 中没有“{principal}”的这把公钥（{detail}）。"
    "请管理员核实其人其钥后登记，再重新签署。",
    "key_mismatch": "{who}：私钥与 allowed_signers 中登记的“{principal}”的公钥不一致。"
    "请换用本人登记过的私钥。",
    "wrong_namespace": "{who}：“{principal}”的密钥不准用于这一角色（{detail}）。"
    "请由有此权限的人员签署。",
    "expired": "{who}：签署时“{principal}”的密钥已过有效期（{detail}）。"
    "请管理员登记新公钥后重新签署。",
    "not_yet_valid": "{who}：签署时“{principal}”的密钥还未生效（{detail}）。请在生效之后重新签署。",
    "returned": "{who}：“{principal}”已退回，原因：{detail}。请改正后生成新的候选版本，"
    "或由同一角色改签同意。",
    "out_of_order": "{who}：签署顺序不对（{detail}）。顺序为 提供单位→保密审查→分管领导→主要领导，"
    "后签的必须盖住先签的全部签名。" + SIGN_AGAIN,
    "same_person": "{who}：“{principal}”已签过“{detail}”，一人（一把密钥）不得签两个角色。"
    "请换另一人签署。",
    "own_submission": "{who}：“{principal}”是本候选中材料的报送人（{detail}），不得自报自签。"
    "请换另一人签署。",
    "wrong_provider": "{who}：“{principal}”不是该单位指定的审核人（应为“{detail}”）。"
    "请由指定的人签署。",
    "future": "{who}：签署时间 {detail} 晚于现在。请校准电脑时钟后重新签署。",
    "already_signed": "{who}：“{principal}”已签署同意，且签名有效，不必再签。",
    "not_yours": "没有要由“{principal}”以提供单位身份签署的单位（{detail}）。"
    "请核对 office.yaml 中各单位的审核人。",
    "unknown_role": "没有“{detail}”这个角色。角色为 provider、secrecy、deputy、chief。",
    "not_current": "候选版本 {detail} 不是当前版本，不能再签。"
    "请运行 mingzhang candidate 查看当前版本。",
    "signing_failed": "{who}：ssh-keygen 没有签成（{detail}）。请检查私钥文件和口令。",
    "bad_request": "签署请求不对：{detail}。",
    "changed_manifest": "候选版本的 manifest.json 读不出、不合格式，或与文件夹名不符（{detail}）。"
    "候选版本生成后不得改动；请运行 mingzhang run 重新生成并重新签署。",
    "changed_values": "候选版本的数据与清单不一致（{detail}）。候选版本生成后不得改动；"
    "请运行 mingzhang run 重新生成并重新签署。",
    "changed_withheld": "不公开清单 withheld.json 在候选版本生成后被改动或缺失（{detail}）。"
    "请运行 mingzhang run 重新生成并重新签署。",
    "changed_pack": "审阅材料 review/ 在候选版本生成后被改动或缺失（{detail}），领导看到的可能不是"
    "被签的内容。请运行 mingzhang run 重新生成并重新签署。",
    "changed_evidence": "证据（各数的原文件、单元格、金额原文，改动清单和检查结果）在候选版本生成后"
    "被改动或缺失（{detail}）。请运行 mingzhang run 重新生成并重新签署。",
    "changed_correction": "更正公告 CORRECTION.json 在候选版本生成后被改动或缺失（{detail}）。"
    "请重新运行 mingzhang correct 写更正公告，并重新签署。",
    "stale_withdrawals": "候选版本生成以后有内容被紧急撤下，它可能还带着被撤下的内容（{detail}）。"
    "请运行 mingzhang run 重新生成并重新签署。",
    "withdrawn_values": "数据集 {detail} 与已紧急撤下的内容完全相同，不得再次发布。"
    "请单位重新报送改正后的表。",
    "stale_base": "候选版本是对照“{detail}”做的，现在最新的发布已不是它。"
    "请运行 mingzhang run 重新生成并重新签署。",
    "privacy": "将要公开的文件里有个人信息，没有人放行（{detail}）。请让单位删去后重新报送；"
    "确应公开的，由保密审查人员放行（mingzhang allow-privacy）。",
    "wrong_form": "这份候选不是为此处准备的（{detail}）：村公示栏的名单不得上网。"
    "请分别签批、分别发布。",
    "busy": "另一个发布正在进行。请等它结束后再试。",
    "no_signers": "没有签署人名单（{detail}），谁的签名都无法核对。"
    "请管理员按 docs/operator.md 建立该文件，登记各签署人的公钥。",
}


@dataclass(frozen=True)
class Reason:
    """Why a candidate may not be published or signed; `message` is for people, in Chinese."""

    code: str
    role: str | None
    unit: str | None
    message: str


def reason(code: str, slot: Slot | None = None, detail: str = "", principal: str = "") -> Reason:
    """Make a reason with its message. Raises KeyError for a code that is not in MESSAGES."""
    role = None if slot is None else slot.role
    unit = None if slot is None else slot.unit
    message = MESSAGES[code].format(
        who=_who(role, unit),
        role="" if role is None else role.value,
        title="" if role is None else role.words,
        detail=detail,
        principal=principal,
    )
    return Reason(code=code, role=None if role is None else role.value, unit=unit, message=message)


def _who(role: Role | None, unit: str | None) -> str:
    if role is None:
        return ""
    return role.words if unit is None else f"{role.words} {unit}"
