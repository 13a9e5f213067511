"""The sweep over the inbox as an asset of steps, which may run on different machines; 清点.

Belongs here: the steps, and what the UI is told of them. Does not belong here: what a step does
(assets/stages/sweep.py) and who runs it (pipelines/spreading.py).

Steps hand each other nothing: a part of the work is named by its step's key, and what was made
lies in the Store. Nor does the last step trust the others. A run that is tried again from its
failure can leave out mapped steps without a word (dagster issues 20925 and 30077), so the last step
does whatever is not done. Unless a step was lost, that is nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from assets.graph.flow import RECEIVING, Reader, flow_tags
from assets.graph.launching import SweepConfig, chosen_scope
from assets.graph.metadata import receipts_metadata, rows_metadata
from assets.graph.partitions import partition_key
from assets.graph.pools import READING
from assets.graph.resource import DataHome
from assets.graph.submissions import records_key, records_of
from assets.receipts import Receipt, read_receipts
from assets.stages.parts import Part, part_of_key
from assets.stages.sweep import Swept, sweep, sweep_part, take_in, waiting_parts
from assets.store import Store
from sources.contract import Contract
from sources.office import Office

# What the last step adds up, of what each step said of itself.
RECEIVED, READ, JUDGED = "新收", "新读", "新校验"
SWEEP = "inbox_sweep"


def sweep_asset(contracts: Sequence[Contract], most: int | None) -> dg.AssetsDefinition:
    """Everything new in the inbox, received, read and judged, `most` submissions a step."""
    received, judged, completed = received_op(most), judged_op(contracts), completed_op(contracts)

    @dg.graph_asset(
        name=SWEEP,
        group_name=RECEIVING,
        kinds={"excel", "python"},
        tags=flow_tags(Reader.OFFICE),
        owners=["team:综合处"],
        config=scoped,
        description="收件箱清点：把收件箱里所有新文件登记、存档、读表、校验，各单位各月份的报送件随之更新。\n\n"
        "要现在清点，启动作业 refresh；每晚两点自动运行。",
    )
    def inbox_sweep() -> Any:
        return completed(received().map(judged).collect())

    return inbox_sweep


@dg.config_mapping
def scoped(config: SweepConfig) -> Mapping[str, Any]:
    """The scope, which is asked for once, as every step is told it."""
    own = {"config": {"period": config.period, "unit": config.unit}}
    return {"inbox_received": own, "part_judged": own, "inbox_completed": own}


def received_op(most: int | None) -> dg.OpDefinition:
    """The step that registers new files and says which parts there are to do."""

    @dg.op(
        out=dg.DynamicOut(dg.Nothing),
        pool=READING,
        description="登记新文件，把要读、要校验的分成段。",
    )
    def inbox_received(home: DataHome, config: SweepConfig) -> Iterator[dg.DynamicOutput[None]]:
        scope = chosen_scope(config, home.office)
        fresh = [receipt.number for receipt in take_in(home.store, home.office)]
        yield from part_outputs(waiting_parts(home.store, scope, most), fresh)

    return inbox_received


def part_outputs(parts: Sequence[Part], fresh: Sequence[int]) -> Iterator[dg.DynamicOutput[None]]:
    """A step to be for each part; beside the first, the numbers that were received just now."""
    for place, part in enumerate(parts):
        numbers = list(fresh) if place == 0 else []
        metadata = {RECEIVED: dg.MetadataValue.json(numbers)}
        yield dg.DynamicOutput(None, mapping_key=part.key, metadata=metadata)


def judged_op(contracts: Sequence[Contract]) -> dg.OpDefinition:
    """The step that reads and judges one part, on whatever machine."""

    @dg.op(
        ins={"received": dg.In(dg.Nothing)},
        out=dg.Out(dg.Nothing),
        pool=READING,
        description="读一段报送件并校验。做到一半断了，再做一次即可。",
    )
    def part_judged(
        context: dg.OpExecutionContext, home: DataHome, config: SweepConfig
    ) -> dg.Output[None]:
        part = part_of_key(context.get_mapping_key())
        swept = sweep_part(
            home.store, home.office, chosen_scope(config, home.office), part, context.log.info
        )
        tell_partitions(context, home, swept, contracts)
        return dg.Output(None, metadata={READ: len(swept.read), JUDGED: len(swept.judged)})

    return part_judged


def completed_op(contracts: Sequence[Contract]) -> dg.OpDefinition:
    """The step that does what no other has done, and adds up."""

    @dg.op(
        ins={"judged": dg.In(dg.Nothing)},
        out=dg.Out(dg.Nothing),
        pool=READING,
        description="各段都做完了没有？没做完的在这里补做。",
    )
    def inbox_completed(
        context: dg.OpExecutionContext, home: DataHome, config: SweepConfig
    ) -> dg.Output[None]:
        swept = sweep(home.store, home.office, chosen_scope(config, home.office), context.log.info)
        tell_partitions(context, home, swept, contracts)
        return dg.Output(None, metadata=totals(context, home.store, swept))

    return inbox_completed


def tell_partitions(
    context: dg.OpExecutionContext, home: DataHome, swept: Swept, contracts: Sequence[Contract]
) -> None:
    """Show the partitions that a step has filled as made."""
    for event in partition_events(home.store, home.office, swept.read, contracts):
        context.log_event(event)


def totals(context: dg.OpExecutionContext, store: Store, swept: Swept) -> Mapping[str, Any]:
    """What all steps of this run did, by what they said, and the last one by what it knows."""
    said = [
        entry.get_dagster_event().step_output_data.metadata
        for entry in context.instance.all_logs(
            context.run_id, of_type=dg.DagsterEventType.STEP_OUTPUT
        )
    ]
    numbers = {one.number for one in swept.received}
    numbers |= {number for one in said if RECEIVED in one for number in one[RECEIVED].value}
    received = [one for one in read_receipts(store) if one.number in numbers]
    return {
        RECEIVED: len(received),
        READ: len(swept.read) + sum(one[READ].value for one in said if READ in one),
        JUDGED: len(swept.judged) + sum(one[JUDGED].value for one in said if JUDGED in one),
        **receipts_metadata(received),
    }


def partition_events(
    store: Store, office: Office, receipts: Sequence[Receipt], contracts: Sequence[Contract]
) -> Iterator[dg.AssetMaterialization]:
    """What the sweep has made of single partitions, for the UI to show them as made."""
    filled = {(one.period, one.unit) for one in receipts if one.is_placed(office)}
    own: dict[tuple[str, str], list[Receipt]] = {place: [] for place in sorted(filled)}
    for receipt in read_receipts(store):
        if (receipt.period, receipt.unit) in filled:
            own[receipt.period, receipt.unit].append(receipt)
    for place, sent in own.items():
        yield from events_of_one(store, office, partition_key(*place), sent, contracts)


def events_of_one(
    store: Store,
    office: Office,
    key: dg.MultiPartitionKey,
    receipts: Sequence[Receipt],
    contracts: Sequence[Contract],
) -> Iterator[dg.AssetMaterialization]:
    """One partition: what was sent, and the records of each dataset in it."""
    yield dg.AssetMaterialization(
        asset_key="submission", partition=key, metadata=receipts_metadata(receipts)
    )
    for contract in contracts:
        table = records_of(store, office, receipts, contract)
        if table.num_rows:
            yield dg.AssetMaterialization(
                asset_key=records_key(contract),
                partition=key,
                metadata=rows_metadata(contract, table),
            )
