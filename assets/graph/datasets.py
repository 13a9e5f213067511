"""Assets that concern all submissions together: judgement, returns, datasets, status; 数据集.

Belongs here: everything between the submissions and the candidate. Does not belong here: the
candidate and the release (releases).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg
import pyarrow.parquet as pq

from assets.audit import keep_trail
from assets.declarations import declared
from assets.graph.checks import JUDGEMENT, check_results, check_specs, tell_checks
from assets.graph.flow import (
    DATASETS,
    JOINED,
    JUDGING,
    RETURNING,
    Reader,
    contract_tags,
    flow_tags,
)
from assets.graph.metadata import (
    column_schema,
    links_metadata,
    markdown_table,
    red_rules_list,
    rows_metadata,
)
from assets.graph.pools import READING, WHOLE
from assets.graph.resource import DataHome
from assets.graph.submissions import records_key
from assets.receipts import now_in_china, read_receipts
from assets.stages.hand_back import hand_back, marked_workbooks
from assets.stages.judge import judge_submissions
from assets.stages.read import is_outdated, read_submissions
from assets.stages.settle import Settled, State, load_state, settle
from assets.status import unit_statuses
from outputs.deadline_words import dataset_deadlines
from sources.catalogue import FOUNDING, load_catalogues
from sources.contract import Contract
from sources.office import Office


def judgement_spec(contracts: Sequence[Contract]) -> dg.AssetSpec:
    """The judgement as the UI describes it."""
    deps = [
        dg.AssetDep(records_key(contract), partition_mapping=dg.AllPartitionMapping())
        for contract in contracts
    ]
    return dg.AssetSpec(
        JUDGEMENT,
        group_name=JUDGING,
        deps=["inbox_sweep", *deps],
        kinds={"greatexpectations", "duckdb"},
        tags=flow_tags(Reader.OFFICE),
        owners=["team:协调指导一处"],
        description="校验结论：每个报送件接收还是退回，哪一件生效。这里的检查项适用于任何表。\n\n"
        "红色的检查项：有表因此退回；黄色：已接收，但请核实。都是报来的表有问题，不是运行失败。\n\n"
        "要更新，启动作业 refresh（收件箱里的全部新文件）或 intake（一个单位一个月）。",
    )


def judgement_asset(contracts: Sequence[Contract]) -> dg.AssetsDefinition:
    """The judgement of every submission, with a check for each rule that speaks of any table."""

    @dg.multi_asset(
        name="judgement",
        op_tags=WHOLE,
        pool=READING,
        specs=[judgement_spec(contracts)],
        check_specs=check_specs(JUDGEMENT),
        can_subset=True,
    )
    def judgement(
        context: dg.AssetExecutionContext, home: DataHome
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        receipts = read_receipts(home.store)
        # After an upgrade, or a run for one unit would leave a candidate without all the others.
        outdated = [one for one in receipts if is_outdated(home.store, one)]
        read_submissions(home.store, home.office, outdated, context.log.info)
        judged = judge_submissions(home.store, home.office, receipts, context.log.info)
        state = settle(home.store, home.office)
        results = check_results(JUDGEMENT, state.open_findings, home)
        yield from tell_checks(context, JUDGEMENT, results)
        if JUDGEMENT in context.selected_asset_keys:
            metadata = {"新校验": len(judged), **state_metadata(state, home.office)}
            yield dg.MaterializeResult(asset_key=JUDGEMENT, metadata=metadata)

    return judgement


def state_metadata(state: State, office: Office) -> dict[str, Any]:
    """Counts of accepted and returned submissions, and the returned ones as a table."""
    sent_back = [one for one in state.open_submissions if not one.accepted]
    rows = [
        {
            "收件号": one.receipt.number,
            "单位": unit_name(office, one.receipt.unit),
            "月份": one.receipt.period,
            "文件": one.receipt.file,
            "必须改": one.errors,
        }
        for one in sent_back
    ]
    return {
        "生效文件数": len(set(state.in_force.values())),
        "退回文件数": len(sent_back),
        "未决问题数": len(state.open_findings),
        "退回清单": dg.MetadataValue.md(markdown_table(rows, {})),
        "没过的检查项": dg.MetadataValue.md(red_rules_list(state.open_findings)),
    }


def unit_name(office: Office, code: str) -> str:
    """A unit's name with its code; the code alone if it is not registered."""
    unit = office.by_code.get(code)
    return code if unit is None else f"{unit.name} {code}"


def returned_asset() -> dg.AssetsDefinition:
    """Marked workbooks for the units."""

    @dg.asset(
        name="returned_workbooks",
        group_name=RETURNING,
        deps=[JUDGEMENT],
        kinds={"excel"},
        tags=flow_tags(Reader.SUBMITTERS),
        owners=["team:综合处"],
        description="退回的表：在原表上标出每一处问题，写明应为什么、怎么改，附问题清单。"
        "下面列出每个文件，点开即可下载；发还给单位，改好后按同名重报。",
    )
    def returned_workbooks(
        context: dg.AssetExecutionContext, home: DataHome
    ) -> dg.MaterializeResult[Any]:
        state = load_state(home.store)
        written = hand_back(home.store, state, context.log.info)
        keep_trail(home.store)
        ready = {
            returned_label(home.office, one): path
            for one in state.open_submissions
            for path in marked_workbooks(home.store, [one])
        }
        return dg.MaterializeResult(metadata={"新写": len(written), **links_metadata(home, ready)})

    return returned_workbooks


def returned_label(office: Office, one: Settled) -> str:
    """What the UI calls a marked workbook: 退回 if it must be mended, 提示 if accepted."""
    receipt = one.receipt
    verdict = "提示" if one.accepted else "退回"
    return f"{verdict} {receipt.period} {unit_name(office, receipt.unit)} 第{receipt.number}号"


def dataset_spec(contract: Contract, office: Office) -> dg.AssetSpec:
    """A dataset as the UI describes it."""
    deadlines = dataset_deadlines(office.listed or load_catalogues()[FOUNDING], contract)
    return dg.AssetSpec(
        contract.dataset,
        group_name=JOINED if contract.is_joined else DATASETS,
        deps=list(contract.joins) or [JUDGEMENT],
        kinds={"parquet", "duckdb"},
        tags=contract_tags(contract),
        owners=[f"team:{contract.owner}"],
        description=f"{contract.title}：{contract.description}\n\n"
        f"依据：{contract.basis}\n\n时限：{deadlines}\n\n"
        "这里是已接收、正在生效的记录；要更新，启动作业 refresh。",
        metadata={"字段": dg.MetadataValue.table_schema(column_schema(contract))},
    )


def dataset_asset(contract: Contract, office: Office) -> dg.AssetsDefinition:
    """One dataset as it is in force, with a check for each of its rules."""
    spec = dataset_spec(contract, office)

    @dg.multi_asset(
        name=contract.dataset,
        specs=[spec],
        check_specs=check_specs(spec.key),
        can_subset=True,
    )
    def dataset(
        context: dg.AssetExecutionContext, home: DataHome
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        state = load_state(home.store)
        table = pq.read_table(home.store.dataset(contract.dataset))
        if table.num_rows or was_sent(state, contract.dataset):
            results = check_results(spec.key, state.open_findings, home)
            yield from tell_checks(context, spec.key, results)
        if spec.key in context.selected_asset_keys:
            metadata = rows_metadata(contract, table)
            yield dg.MaterializeResult(asset_key=spec.key, metadata=metadata)

    return dataset


def was_sent(state: State, dataset: str) -> bool:
    """True if any submission ever held a table of the dataset: only then its checks say anything.

    One that was replaced counts, or a check that is red because of it would stay red.
    """
    return any(dataset in one.datasets for one in state.submissions)


def status_asset(office: Office) -> dg.AssetsDefinition:
    """Who has reported for which month."""

    @dg.asset(
        name="submission_status",
        group_name=RETURNING,
        deps=[JUDGEMENT],
        kinds={"python"},
        tags=flow_tags(Reader.OFFICE),
        owners=["team:综合处"],
        description=f"报送情况：{office.name}的各单位各月份报了没有、是否按时、接收还是退回。"
        "催报就看这里。",
    )
    def submission_status(home: DataHome) -> dg.MaterializeResult[Any]:
        statuses = unit_statuses(
            home.office,
            read_receipts(home.store),
            load_state(home.store),
            now_in_china().date(),
            declared(home.store, home.office),
        )
        rows = [
            {
                "月份": one.period,
                "单位": one.unit_name,
                "应报": one.due,
                "文件": one.files,
                "情况": one.words,
            }
            for one in statuses
        ]
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(statuses),
                "退回数": sum(one.state in ("returned", "stale") for one in statuses),
                "逾期数": sum(one.state == "late" for one in statuses),
                "报送情况": dg.MetadataValue.md(markdown_table(rows, {})),
            }
        )

    return submission_status
