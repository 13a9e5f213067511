"""Partitions of submissions: one per month of disclosure and unit; 分区.

Belongs here: the definition and the way from and to its keys. Does not belong here: anything
that is not partitioned. The units come from office.yaml, so the list is reviewed like any data.
"""

import dagster as dg

from sources.office import Office

PERIOD = "period"
UNIT = "unit"


def submission_partitions(office: Office) -> dg.MultiPartitionsDefinition:
    """公开月份 × 报送单位。"""
    months = dg.MonthlyPartitionsDefinition(
        start_date=office.first_period, fmt="%Y-%m", end_offset=1, timezone="Asia/Shanghai"
    )
    units = dg.StaticPartitionsDefinition([unit.code for unit in office.units])
    return dg.MultiPartitionsDefinition({PERIOD: months, UNIT: units})


def partition_key(period: str, unit: str) -> dg.MultiPartitionKey:
    """The key of one unit's submissions for one month."""
    return dg.MultiPartitionKey({PERIOD: period, UNIT: unit})


def period_and_unit(key: str) -> tuple[str, str]:
    """The month and the unit of a key; dimensions stand in alphabetical order."""
    period, unit = key.split("|")
    return period, unit
