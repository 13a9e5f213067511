"""What whoever launches a run can set, and what is said if it is set wrongly; 启动参数.

Belongs here: configuration of runs with safe defaults, and refusals in words for analysts. Does not
belong here: what the values do. Dagster itself refuses unknown keys and wrong types before a run
begins, in English; a value is looked at when the run begins, for only then the office is known.
A pydantic validator could do that too, but the analyst would read its traceback.
"""

import dagster as dg
from pydantic import Field

from assets.receipts import now_in_china
from assets.stages.sweep import Scope
from sources.office import Office
from sources.period import parse_period

LISTED_UNITS = 30
NO_PARTITION = (
    "没有选分区。请在作业 intake 的页面选一个公开月份和一个报送单位再启动；"
    "要处理收件箱里的全部新文件，启动作业 refresh。"
)


class SweepConfig(dg.Config):
    """清点范围：两项都留空为全部，这是通常的做法。"""

    period: str = Field(
        default="", description="公开月份，写成年-月，例如 2019-03。留空为全部月份。"
    )
    unit: str = Field(
        default="", description="报送单位代码，例如 610125，见 office.yaml。留空为全部单位。"
    )


class ReleaseConfig(dg.Config):
    """发布方式：每晚的运行遇到尚未签批的候选稿就等，人工运行则报错并列出全部原因。"""

    wait: bool = Field(
        default=False,
        description="签批不齐时：false 报错并列出全部原因（人工运行）；"
        "true 只是等待（每晚自动运行）。",
    )


def chosen_scope(config: SweepConfig, office: Office) -> Scope:
    """The scope that was configured. Raises dagster.Failure if there is no such month or unit."""
    reasons = []
    if config.period and (wrong := wrong_period(config.period, office)):
        reasons.append(wrong)
    if config.unit and config.unit not in office.by_code:
        reasons.append(wrong_unit(config.unit, office))
    if reasons:
        raise refused_launch(reasons)
    return Scope(config.period or None, config.unit or None)


def wrong_period(period: str, office: Office) -> str:
    """Why a month cannot be swept, and what to write; nothing if it can."""
    if parse_period(period) is None:
        return (
            f"公开月份 period 写的是“{period}”，认不出来。"
            "请写成年-月，例如 2019-03；全部月份请留空。"
        )
    if not office.covers(period):
        return f"公开月份 period 写的是 {period}，早于开始受理的月份 {office.first_period}。"
    latest = now_in_china().strftime("%Y-%m")
    return (
        f"公开月份 period 写的是 {period}，还没有到（本月是 {latest}）。" if period > latest else ""
    )


def wrong_unit(unit: str, office: Office) -> str:
    """That a unit is not registered, and which are."""
    listed = "、".join(f"{one.code} {one.name}" for one in office.units[:LISTED_UNITS])
    more = f" 等 {len(office.units)} 个" if len(office.units) > LISTED_UNITS else ""
    return f"报送单位 unit 写的是“{unit}”，没有登记。已登记：{listed}{more}；全部单位请留空。"


def chosen_partition(context: dg.AssetExecutionContext) -> str:
    """The partition of a run. Raises dagster.Failure if none was chosen."""
    if not context.has_partition_key:
        raise refused_launch([NO_PARTITION])
    return context.partition_key


def refused_launch(reasons: list[str]) -> dg.Failure:
    """The failure of a run that was launched wrongly; nothing has been touched by then."""
    listed = "\n".join(f"{number}. {reason}" for number, reason in enumerate(reasons, 1))
    return dg.Failure(
        description=f"启动参数有误，什么也没有做。请改正后重新启动：\n{listed}",
        metadata={f"原因 {number}": reason for number, reason in enumerate(reasons, 1)},
        allow_retries=False,
    )
