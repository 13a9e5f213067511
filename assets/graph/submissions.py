"""Assets as far as a submission goes: per month and unit; 报送件.

Belongs here: the partitioned assets and the sweep that fills them all at once. Does not belong
here: what concerns a dataset as a whole (datasets).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
import pyarrow as pa

from assets.graph.metadata import column_schema, receipts_metadata, rows_metadata
from assets.graph.partitions import partition_key, period_and_unit
from assets.graph.pools import READING
from assets.graph.resource import DataHome
from assets.receipts import Receipt, read_receipts
from assets.stages.judge import placed_records, placed_schema
from assets.stages.read import read_submissions
from assets.stages.receive import receive
from assets.stages.sweep import Scope, sweep
from assets.store import Store
from sources.contract import Contract
from sources.office import Office

GROUP = "step1_receive"


class SweepConfig(dg.Config):
    """清点范围：留空为全部。"""

    period: str = ""
    unit: str = ""


def records_key(contract: Contract) -> dg.AssetKey:
    """Key of the asset that holds a dataset's records per submission."""
    return dg.AssetKey(f"{contract.dataset}_records")


def own_receipts(store: Store, key: str) -> list[Receipt]:
    """Receipts of one partition."""
    return [one for one in read_receipts(store) if (one.period, one.unit) == period_and_unit(key)]


def submission_asset(office: Office, partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """The received files of one unit for one month, read."""
    units = "、".join(f"{unit.code} {unit.name}" for unit in office.units)

    @dg.asset(
        name="submission",
        pool=READING,
        group_name=GROUP,
        partitions_def=partitions,
        kinds={"excel", "python"},
        owners=["team:综合处"],
        description="报送件：一个单位一个月报来的文件，原样存档，读成表。逐字节保存，永不改动。\n\n"
        "分区是公开月份 × 报送单位；灰点是那个月没有报。"
        "要处理一个单位一个月，启动作业 intake 并选分区。"
        f"\n\n单位：{units}",
    )
    def submission(context: dg.AssetExecutionContext, home: DataHome) -> dg.MaterializeResult[Any]:
        receive(home.store)
        receipts = own_receipts(home.store, context.partition_key)
        read_submissions(home.store, home.office, receipts, context.log.info)
        return dg.MaterializeResult(metadata=receipts_metadata(receipts))

    return submission


def records_asset(contract: Contract, partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """Typed records of one dataset in one unit's submissions for one month."""

    @dg.asset(
        key=records_key(contract),
        group_name=GROUP,
        partitions_def=partitions,
        deps=["submission"],
        kinds={"parquet"},
        owners=[f"team:{contract.owner}"],
        description=f"{contract.title}的记录：一个单位一个月报来的，每个值都带着原来的单元格。",
        metadata={"dagster/column_schema": column_schema(contract)},
    )
    def records(context: dg.AssetExecutionContext, home: DataHome) -> dg.MaterializeResult[Any]:
        receipts = own_receipts(home.store, context.partition_key)
        table = records_of(home.store, home.office, receipts, contract)
        return dg.MaterializeResult(metadata=rows_metadata(contract, table))

    return records


def records_of(
    store: Store, office: Office, receipts: Sequence[Receipt], contract: Contract
) -> pa.Table:
    """Records of one dataset in some submissions."""
    parts = [placed_records(store, office, receipt, contract) for receipt in receipts]
    return pa.concat_tables([placed_schema(contract).empty_table(), *parts])


def sweep_asset(contracts: Sequence[Contract]) -> dg.AssetsDefinition:
    """Everything new in the inbox, received, read and judged in one go."""

    @dg.asset(
        name="inbox_sweep",
        pool=READING,
        group_name=GROUP,
        kinds={"excel", "python"},
        owners=["team:综合处"],
        description="收件箱清点：把收件箱里所有新文件登记、存档、读表、校验，各单位各月份的报送件随之更新。\n\n"
        "要现在清点，启动作业 refresh；每晚两点自动运行。",
    )
    def inbox_sweep(
        context: dg.AssetExecutionContext, home: DataHome, config: SweepConfig
    ) -> dg.MaterializeResult[Any]:
        scope = Scope(config.period or None, config.unit or None)
        swept = sweep(home.store, home.office, scope, context.log.info)
        for event in partition_events(home.store, home.office, swept.read, contracts):
            context.log_event(event)
        return dg.MaterializeResult(
            metadata={
                "新收": len(swept.received),
                "新读": len(swept.read),
                "新校验": len(swept.judged),
                **receipts_metadata(swept.received),
            }
        )

    return inbox_sweep


def partition_events(
    store: Store, office: Office, receipts: Sequence[Receipt], contracts: Sequence[Contract]
) -> Iterator[dg.AssetMaterialization]:
    """What the sweep has made of single partitions, for the UI to show them as made."""
    placed = [receipt for receipt in receipts if receipt.is_placed(office)]
    for key in dict.fromkeys(partition_key(one.period, one.unit) for one in placed):
        own = own_receipts(store, key)
        yield dg.AssetMaterialization(
            asset_key="submission", partition=key, metadata=receipts_metadata(own)
        )
        for contract in contracts:
            table = records_of(store, office, own, contract)
            if table.num_rows:
                yield dg.AssetMaterialization(
                    asset_key=records_key(contract),
                    partition=key,
                    metadata=rows_metadata(contract, table),
                )
