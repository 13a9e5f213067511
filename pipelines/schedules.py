"""Schedules, 定时: when jobs run by themselves."""

import dagster as dg

TIME_ZONE = "Asia/Shanghai"
NIGHTLY = "0 2 * * *"


def build_schedules() -> list[dg.ScheduleDefinition]:
    """The nightly run at 02:00 in China; switched on by default."""
    return [
        dg.ScheduleDefinition(
            name="nightly_at_two",
            job_name="nightly",
            cron_schedule=NIGHTLY,
            execution_timezone=TIME_ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="每天凌晨两点（北京时间）清点、校验、送审、发布。",
        )
    ]
