"""Jobs: what is run together; 作业.

Belongs here: selections of assets. Does not belong here: the assets. Small jobs run in one
process, because a process per step costs seconds each. They plan no checks: assets log the results
of those that have something to say (assets/graph/checks.py).
"""

from typing import Any

import dagster as dg

from assets.graph.releases import PUBLISHING

ONE_PROCESS = dg.in_process_executor
# Only what we raise is tried again: a fault of a table is a finding and raises nothing, and the
# gate's refusal forbids it (assets/graph/releases.py).
RETRY = dg.RetryPolicy(max_retries=2, delay=60, backoff=dg.Backoff.EXPONENTIAL)
PUBLISHED = dg.AssetSelection.assets("release").downstream()
AFTER_JUDGEMENT = dg.AssetSelection.assets("judgement").downstream() - PUBLISHED
MORNING = dg.AssetSelection.assets("submission_status", "morning_page")
REFRESHING = dg.AssetSelection.assets("inbox_sweep") | AFTER_JUDGEMENT

CONFIG = {"nightly": {"ops": {PUBLISHING: {"config": {"wait": True}}}}}
DESCRIPTIONS = {
    "intake": "收件：读一个单位一个月报来的文件，校验，退回或接收，更新候选稿。",
    "refresh": "清点：处理收件箱里所有新文件，更新候选稿；不发布。",
    "nightly": "每晚：清点、校验、送审；签批齐全的发布，没签完的等。",
    "release": "发布：签批齐全的候选稿。缺什么会逐条列出。",
    "morning": "晨报：更新报送情况，写出今天早上的一页：夜里做了什么，什么没做成，等谁，怎么办。",
}


def build_jobs(
    executor: dg.ExecutorDefinition = ONE_PROCESS, retry: dg.RetryPolicy = RETRY
) -> list[Any]:
    """Intake (one unit, one month), refresh (everything new), nightly (and release), and others."""
    submissions = dg.AssetSelection.assets("submission").downstream(depth=1)
    selected = {
        "intake": submissions | AFTER_JUDGEMENT,
        "refresh": REFRESHING,
        "nightly": REFRESHING | dg.AssetSelection.assets("release"),
        "release": dg.AssetSelection.assets("release"),
        "morning": MORNING,
    }
    return [
        dg.define_asset_job(
            name,
            selection=selection.without_checks(),
            executor_def=executor,
            op_retry_policy=retry,
            config=CONFIG.get(name),
            description=DESCRIPTIONS[name],
        )
        for name, selection in selected.items()
    ]
