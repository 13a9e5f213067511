"""Where an asset stands in the flow and whom it concerns: groups and tags of the UI; 流程.

Belongs here: names that Dagster sorts and filters by. It takes Latin letters only, so what they
mean stands in descriptions and in docs/analyst.zh-CN.md. Does not belong here: the assets.
"""

from enum import StrEnum

from sources.contract import Contract

RECEIVING = "step1_receive"
JUDGING = "step2_judge"
RETURNING = "step3_return"
DATASETS = "step4_datasets"
JOINED = "step5_joined"
PUBLISHING = "step6_publish"
REPORTING = "step7_morning"


class Reader(StrEnum):
    """Who reads what an asset makes."""

    SUBMITTERS = "submitters"
    OFFICE = "office"
    REVIEWERS = "reviewers"
    PUBLIC = "public"


def flow_tags(reader: Reader) -> dict[str, str]:
    """Tags of an asset that is no dataset's own."""
    return {"reader": reader.value}


def contract_tags(contract: Contract) -> dict[str, str]:
    """Tags of a dataset and of its records: where it may appear, and how it comes about."""
    return {"channel": contract.channel.value, "layout": contract.layout}
