"""Schedules, 定时: when jobs run by themselves."""

import dagster as dg

TIME_ZONE = "Asia/Shanghai"
NIGHTLY = "0 2 * * *"
MORNING = "30 7 * * *"


def build_schedules() -> list[dg.ScheduleDefinition]:
    """The nightly run and the morning's page, by the time of China; switched on by default."""
    return [
        dg.ScheduleDefinition(
            name="nightly_at_two",
            job_name="nightly",
            cron_schedule=NIGHTLY,
            execution_timezone=TIME_ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="每天凌晨两点（北京时间）清点、校验、送审、发布。",
        ),
        dg.ScheduleDefinition(
            name="morning_at_half_past_seven",
            job_name="morning",
            cron_schedule=MORNING,
            execution_timezone=TIME_ZONE,
            default_status=dg.DefaultScheduleStatus.RUNNING,
            description="每天早上七点半（北京时间）更新报送情况，写出晨报。",
        ),
    ]
