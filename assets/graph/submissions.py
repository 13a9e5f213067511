"""Assets as far as a submission goes: per month and unit; 报送件.

Belongs here: the partitioned assets. Does not belong here: the sweep that fills them all at once
(sweeping) and what concerns a dataset as a whole (datasets).
"""

from collections.abc import Sequence
from typing import Any

import dagster as dg
import pyarrow as pa

from assets.graph.flow import RECEIVING, Reader, contract_tags, flow_tags
from assets.graph.launching import chosen_partition
from assets.graph.metadata import column_schema, receipts_metadata, rows_metadata
from assets.graph.partitions import period_and_unit
from assets.graph.pools import READING
from assets.graph.resource import DataHome
from assets.receipts import Receipt, read_receipts
from assets.stages.judge import placed_records, placed_schema
from assets.stages.read import read_submissions
from assets.stages.receive import receive
from assets.store import Store
from sources.contract import Contract
from sources.office import Office


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
        group_name=RECEIVING,
        partitions_def=partitions,
        kinds={"excel", "python"},
        tags=flow_tags(Reader.OFFICE),
        owners=["team:综合处"],
        description="报送件：一个单位一个月报来的文件，原样存档，读成表。逐字节保存，永不改动。\n\n"
        "分区是公开月份 × 报送单位；灰点是那个月没有报。"
        "要处理一个单位一个月，启动作业 intake 并选分区。"
        f"\n\n单位：{units}",
    )
    def submission(context: dg.AssetExecutionContext, home: DataHome) -> dg.MaterializeResult[Any]:
        key = chosen_partition(context)
        receive(home.store)
        receipts = own_receipts(home.store, key)
        read_submissions(home.store, home.office, receipts, context.log.info)
        return dg.MaterializeResult(metadata=receipts_metadata(receipts))

    return submission


def records_asset(contract: Contract, partitions: dg.PartitionsDefinition) -> dg.AssetsDefinition:
    """Typed records of one dataset in one unit's submissions for one month."""

    @dg.asset(
        key=records_key(contract),
        group_name=RECEIVING,
        partitions_def=partitions,
        deps=["submission"],
        kinds={"parquet"},
        tags=contract_tags(contract),
        owners=[f"team:{contract.owner}"],
        description=f"{contract.title}的记录：一个单位一个月报来的，每个值都带着原来的单元格。",
        metadata={"dagster/column_schema": column_schema(contract)},
    )
    def records(context: dg.AssetExecutionContext, home: DataHome) -> dg.MaterializeResult[Any]:
        receipts = own_receipts(home.store, chosen_partition(context))
        table = records_of(home.store, home.office, receipts, contract)
        return dg.MaterializeResult(metadata=rows_metadata(contract, table))

    return records


def records_of(
    store: Store, office: Office, receipts: Sequence[Receipt], contract: Contract
) -> pa.Table:
    """Records of one dataset in some submissions."""
    parts = [placed_records(store, office, receipt, contract) for receipt in receipts]
    return pa.concat_tables([placed_schema(contract).empty_table(), *parts])
