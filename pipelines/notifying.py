"""Messages by themselves: a job that sends what is due, a sensor that starts it; 消息.

Belongs here: the job and the sensor. Does not belong here: what is due (assets), the round
(telling). Without notify.yaml the sensor passes by. A message that cannot be sent fails no run: it
is tried again, and the analyst is told.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import dagster as dg
from filelock import Timeout

from assets.graph.resource import DataHome
from assets.receipts import now_in_china
from assets.store import Store
from pipelines.telling import open_telling
from sources.messaging import MessagingRefused

JOB = "messages"
SECONDS, SLOT_SECONDS = 300, 1800
SAME = "上次看过以后没有变化。"
OFF = "没有设置消息：数据目录里没有 notify.yaml，或其中写了 enabled: false。"
UNFINISHED = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
)


def build_messages() -> tuple[Any, dg.SensorDefinition]:
    """The job `messages` and the sensor that starts it when there is something to say."""
    job = messages_job()

    @dg.sensor(
        name="messages_sensor",
        job=job,
        minimum_interval_seconds=SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="每五分钟看一次有没有该发的消息，有就启动一次发送；"
        "没有设置 notify.yaml 时不做任何事。",
    )
    def messages_sensor(
        context: dg.SensorEvaluationContext, home: DataHome
    ) -> Iterator[dg.RunRequest | dg.SkipReason]:
        now = now_in_china()
        stamp = stamp_of(home.store, now)
        if stamp == context.cursor:
            yield dg.SkipReason(SAME)
            return
        found = what_next(context.instance, home, now)
        if isinstance(found, dg.SkipReason):
            context.update_cursor(stamp)
        yield found

    return job, messages_sensor


def messages_job() -> Any:
    """One round of sending."""

    @dg.op(name="send_messages", description="把现在该发的消息发出去，每条只发一次。")
    def send_messages(context: dg.OpExecutionContext, home: DataHome) -> None:
        telling = open_telling(home.store, home.office)
        if telling is None:
            context.log.info(OFF)
            return
        try:
            done = telling.round()
        except Timeout:
            context.log.warning("另一处正在发消息，这一轮不发。")
            return
        context.log.info(
            f"发出 {len(done.sent)} 条，没送到 {len(done.failed)} 条，"
            f"被隐私审查拦下 {len(done.refused)} 条，留到下一轮 {done.left} 条。"
        )
        for envelope, why in done.failed:
            context.log.warning(f"没送到 {envelope.address.name}：{why}；会再试。")

    @dg.job(
        name=JOB,
        executor_def=dg.in_process_executor,
        description="发消息：回执、退回、到期、逾期、签批、故障。发不出去不影响数据，会再试。",
    )
    def messages() -> None:
        send_messages()

    return messages


def stamp_of(store: Store, now: datetime) -> str:
    """What tells that there may be something new to say: files that changed, or half an hour.

    To find out what there is takes seconds in a home of thousands of files.
    """
    slot = int(now.timestamp() // SLOT_SECONDS)
    watched = (store.office, store.notify, store.receipts, store.declarations, store.messages)
    watched = (*watched, store.state, store.current_candidate, *store.signoffs.rglob("*"))
    changed = [path.stat().st_mtime_ns for path in watched if path.exists()]
    return f"{slot} {len(changed)} {max(changed, default=0)}"


def what_next(
    instance: dg.DagsterInstance, home: DataHome, now: datetime
) -> dg.RunRequest | dg.SkipReason:
    """A run if a message is ready and no round is on its way."""
    try:
        telling = open_telling(home.store, home.office)
    except MessagingRefused as refusal:
        return dg.SkipReason(str(refusal))
    if telling is None:
        return dg.SkipReason(OFF)
    if instance.get_run_records(dg.RunsFilter(job_name=JOB, statuses=[*UNFINISHED]), limit=1):
        return dg.SkipReason("上一轮消息还没有发完。")
    plan = telling.plan(now)
    if plan.ready:
        return dg.RunRequest()
    return dg.SkipReason(
        f"现在没有要发的消息（免打扰 {len(plan.held)} 条，等着再试 {len(plan.later)} 条）。"
    )
