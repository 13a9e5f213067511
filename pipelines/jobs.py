"""Jobs: what is run together; 作业.

Belongs here: selections of assets. Does not belong here: the assets, and who runs their steps
(spreading.py). Jobs plan no checks: assets log the results of those that have something to say
(assets/graph/checks.py).
"""

from typing import Any

import dagster as dg

from assets.graph.releases import PUBLISHING

# Only what we raise is tried again: a fault of a table is a finding and raises nothing, and the
# gate's refusal forbids it (assets/graph/releases.py).
RETRY = dg.RetryPolicy(max_retries=2, delay=60, backoff=dg.Backoff.EXPONENTIAL)
PUBLISHED = dg.AssetSelection.assets("release").downstream()
AFTER_JUDGEMENT = dg.AssetSelection.assets("judgement").downstream() - PUBLISHED
MORNING = dg.AssetSelection.assets("submission_status", "morning_page")
REFRESHING = dg.AssetSelection.assets("inbox_sweep") | AFTER_JUDGEMENT


def build_jobs(retry: dg.RetryPolicy, executor: dg.ExecutorDefinition) -> list[Any]:
    """Intake (one unit, one month), refresh (everything new), nightly (and release), and others."""
    submissions = dg.AssetSelection.assets("submission").downstream(depth=1)
    return [
        dg.define_asset_job(
            "intake",
            selection=(submissions | AFTER_JUDGEMENT).without_checks(),
            executor_def=executor,
            op_retry_policy=retry,
            description="收件：读一个单位一个月报来的文件，校验，退回或接收，更新候选稿。",
        ),
        dg.define_asset_job(
            "refresh",
            selection=REFRESHING.without_checks(),
            executor_def=executor,
            op_retry_policy=retry,
            description="清点：处理收件箱里所有新文件，更新候选稿；不发布。",
        ),
        dg.define_asset_job(
            "nightly",
            selection=(REFRESHING | dg.AssetSelection.assets("release")).without_checks(),
            executor_def=executor,
            op_retry_policy=retry,
            config={"ops": {PUBLISHING: {"config": {"wait": True}}}},
            description="每晚：清点、校验、送审；签批齐全的发布，没签完的等。",
        ),
        dg.define_asset_job(
            "release",
            selection=dg.AssetSelection.assets("release"),
            executor_def=executor,
            op_retry_policy=retry,
            description="发布：签批齐全的候选稿。缺什么会逐条列出。",
        ),
        dg.define_asset_job(
            "morning",
            selection=MORNING.without_checks(),
            executor_def=executor,
            op_retry_policy=retry,
            description="晨报：更新报送情况，写出今天早上的一页：夜里做了什么，什么没做成，等谁，怎么办。",
        ),
    ]
