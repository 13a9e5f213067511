"""The morning's page as an asset, 晨报.

Belongs here: making it from within a run. Does not belong here: what it says (assets/mornings).
"""

from typing import Any

import dagster as dg

from assets.graph.flow import REPORTING, Reader, flow_tags
from assets.graph.metadata import markdown_table
from assets.graph.night_runs import observed_night
from assets.graph.resource import DataHome
from assets.mornings.morning import Morning, look_at, look_back, write_morning
from assets.mornings.page import render_morning
from assets.receipts import now_in_china


def morning_asset() -> dg.AssetsDefinition:
    """What the night did, and what it leaves to people."""

    @dg.asset(
        name="morning_page",
        group_name=REPORTING,
        deps=["submission_status", "release"],
        kinds={"html"},
        tags=flow_tags(Reader.OFFICE),
        owners=["team:综合处"],
        description="晨报：夜里运行了什么，什么没做成、为什么，等谁做什么，怎么办。"
        "写在数据目录的 mornings/ 里，只供内部看。\n\n"
        "每天早上七点半自动写；要现在看，启动作业 morning，或运行 mingzhang morning。",
    )
    def morning_page(
        context: dg.AssetExecutionContext, home: DataHome
    ) -> dg.MaterializeResult[Any]:
        store, now = home.store, now_in_china()
        night = observed_night(context.instance, look_back(store, now), now, context.run.run_id)
        morning = look_at(store, home.office, night, now)
        write_morning(store, morning, render_morning(morning))
        return dg.MaterializeResult(metadata=morning_metadata(morning, home))

    return morning_page


def morning_metadata(morning: Morning, home: DataHome) -> dict[str, Any]:
    """What the UI shows of a morning."""
    alarms = [{"出了什么事": one.what, "怎么办": one.todo} for one in morning.alarms]
    tasks = [{"谁": one.who, "什么事": one.what, "怎么办": one.todo} for one in morning.tasks]
    return {
        "一句话": morning.state_words,
        "出了什么事": dg.MetadataValue.md(markdown_table(alarms, {}) if alarms else "没有。"),
        "等谁做什么": dg.MetadataValue.md(markdown_table(tasks, {}) if tasks else "没有。"),
        "待办数": len(morning.tasks),
        "晨报": home.link(home.store.mornings / "latest.html"),
    }
