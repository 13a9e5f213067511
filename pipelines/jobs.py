"""Jobs: what is run together; 作业.

Belongs here: selections of assets. Does not belong here: the assets, and who runs their steps
(spreading.py). Jobs plan no checks: assets log the results of those that have something to say
(assets/graph/checks.py).
"""

from typing import Any

import dagster as dg

from assets.graph.releases import PUBLISHING

AFTER_JUDGEMENT = dg.AssetSelection.assets("judgement").downstream() - dg.AssetSelection.assets(
    "release"
)
REFRESHING = dg.AssetSelection.assets("inbox_sweep") | AFTER_JUDGEMENT


def build_jobs(executor: dg.ExecutorDefinition) -> list[Any]:
    """Intake (one unit, one month), refresh (everything new), nightly (and release), release."""
    submissions = dg.AssetSelection.assets("submission").downstream(depth=1)
    return [
        dg.define_asset_job(
            "intake",
            selection=(submissions | AFTER_JUDGEMENT).without_checks(),
            executor_def=executor,
            description="收件：读一个单位一个月报来的文件，校验，退回或接收，更新候选稿。",
        ),
        dg.define_asset_job(
            "refresh",
            selection=REFRESHING.without_checks(),
            executor_def=executor,
            description="清点：处理收件箱里所有新文件，更新候选稿；不发布。",
        ),
        dg.define_asset_job(
            "nightly",
            selection=(REFRESHING | dg.AssetSelection.assets("release")).without_checks(),
            executor_def=executor,
            config={"ops": {PUBLISHING: {"config": {"wait": True}}}},
            description="每晚：清点、校验、送审；签批齐全的发布，没签完的等。",
        ),
        dg.define_asset_job(
            "release",
            selection=dg.AssetSelection.assets("release"),
            executor_def=executor,
            description="发布：签批齐全的候选稿。缺什么会逐条列出。",
        ),
    ]
