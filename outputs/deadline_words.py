"""Deadlines of the catalogue in words, for the handbook and the UI; 时限的说法.

Belongs here: one deadline in Chinese, and all of a dataset. Does not belong here: any deadline; the
catalogue's lists hold them (sources.catalogue), and contracts have none of their own.
"""

from sources.catalogue import Catalogue, Deadline, DeadlineKind
from sources.contract import Contract

DEADLINES = {
    DeadlineKind.CHANGE: "形成（变更）后{days}个工作日内",
    DeadlineKind.ALLOCATION: "分配结果下达后{days}个工作日内",
    DeadlineKind.APPROVAL_WORKDAYS: "批复后{days}个工作日内",
    DeadlineKind.APPROVAL: "批复后{days}日内",
    DeadlineKind.REQUEST: "收到申请后{days}个工作日内",
    DeadlineKind.MONTHLY: "每月5日前",
    DeadlineKind.ANNUAL: "次年{month}月{day}日前",
    DeadlineKind.YEAR_END: "每年底前",
    DeadlineKind.BOARD: "公示不少于{days}天",
}
UNCONFIRMED = "（未见原文）"
WITH_ITS_PARTS = "随所合成的数据集更新"


def deadline_words(deadline: Deadline) -> str:
    """A deadline in Chinese, marked if no text was seen."""
    words = DEADLINES[deadline.kind].format(**deadline.model_dump())
    return words if deadline.confirmed else f"{words}{UNCONFIRMED}"


def dataset_deadlines(catalogue: Catalogue, contract: Contract) -> str:
    """All deadlines that a list sets for a dataset; of a joined one, those of its parts."""
    if contract.is_joined:
        return WITH_ITS_PARTS
    items = [item for item in catalogue.items if contract.dataset in item.datasets]
    said = (deadline_words(deadline) for item in items for deadline in item.deadlines)
    return "；".join(dict.fromkeys(said)) or "目录没有规定"
