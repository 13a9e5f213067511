"""The assets as a graph: what runs of jobs do to a data home, without a webserver."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import dagster as dg
import openpyxl
import pyarrow as pa
from conftest import new_home, send_samples

from assets.graph.metadata import PLOTTED_AMOUNT, published_form
from assets.receipts import now_in_china
from assets.stages.process import process
from assets.stages.propose import current_digest
from assets.stages.settle import load_state
from assets.stages.sweep import Scope
from assets.store import Store, read_json, write_json
from expectations import suite
from expectations.manifest import MANIFEST, read_manifest
from expectations.rulebook import all_rules
from pipelines.build import build_definitions
from pipelines.demo import CORRECTIONS
from pipelines.desk import returned_book, served_file
from sources.contract import load_contracts
from sources.masks import Mask
from sources.office import load_office


def failure(result: dg.ExecuteInProcessResult) -> str:
    """All that a failed run says of its failure."""
    failed = [event for event in result.all_events if event.is_step_failure]
    data = [event.step_failure_data for event in failed]
    return "\n".join(f"{one.error}\n{one.user_failure_data}" for one in data)


def check(result: dg.ExecuteInProcessResult, name: str) -> dg.AssetCheckEvaluation:
    (found,) = [one for one in result.get_asset_check_evaluations() if one.check_name == name]
    return found


def public_files(store: Store) -> list[Path]:
    return [path for path in store.public.rglob("*") if path.is_file()]


def test_refresh_makes_the_candidate_of_the_command_line(refreshed, tmp_path):
    by_dagster, result = refreshed
    assert result.success
    by_command = new_home(tmp_path / "command")
    send_samples(by_command)
    office = load_office(by_command.office)
    outcome = process(by_command, office, Scope(), lambda _: None)
    assert outcome.proposal.digest == current_digest(by_dagster)
    assert outcome.proposal.digest is not None


def test_a_finding_turns_its_check_red_and_names_the_cell(refreshed):
    _, result = refreshed
    found = check(result, "unit_missing")
    assert not found.passed
    assert found.severity is dg.AssetCheckSeverity.ERROR
    texts = " ".join(str(value.value) for value in found.metadata.values())
    assert "Sheet1 E2" in texts
    assert "醴陵市" in texts


def test_rules_that_hold_are_green(refreshed):
    _, result = refreshed
    assert check(result, "fund_allocation_amount_yuan_required").passed
    assert check(result, "file_unreadable").passed


def test_a_red_check_leads_to_the_returned_workbook(refreshed):
    store, result = refreshed
    found = check(result, "unit_missing")
    (book,) = [Path(one.value) for label, one in found.metadata.items() if "标注的表" in label]
    assert book.is_file()
    assert book.is_relative_to(store.home / "returned" / "2019-01" / "430281")


def test_checks_of_a_dataset_that_nobody_sent_say_nothing(refreshed):
    _, result = refreshed
    told = {one.asset_key.path[0] for one in result.get_asset_check_evaluations()}
    assert {"judgement", "fund_allocation", "lottery_fund"} <= told
    assert "household_list" not in told
    assert "procurement" not in told


def test_checks_that_somebody_plans_by_hand_are_told_once(waiting, instance):
    made = build_definitions(waiting)
    chosen = dg.AssetSelection.assets("lottery_fund", "procurement")
    job = dg.define_asset_job("by_hand", chosen, executor_def=dg.in_process_executor)
    definition = dg.Definitions(assets=made.assets, resources=made.resources, jobs=[job])
    result = definition.resolve_job_def("by_hand").execute_in_process(instance=instance)
    assert result.success
    told = [one.check_name for one in result.get_asset_check_evaluations()]
    assert len(told) == len(set(told))
    wanted = {rule.id for rule in all_rules() if rule.dataset == "lottery_fund"}
    assert set(told) == wanted


def test_a_dataset_shows_its_rows_without_a_click(refreshed):
    _, result = refreshed
    (made,) = result.asset_materializations_for_node("lottery_fund")
    preview = made.metadata["预览"].value
    # The interface folds Markdown of 1,000 characters and more.
    assert len(preview) < 1000
    assert preview.startswith("| 报送单位 |")
    assert "文山壮族苗族自治州" in preview
    assert made.metadata["dagster/row_count"].value == 14


def test_the_sweep_marks_the_partitions_that_it_filled(refreshed, instance):
    filled = instance.get_materialized_partitions(dg.AssetKey("submission"))
    assert {"2019-01|430281", "2018-10|610204", "2019-03|532600"} <= filled


def test_intake_brings_a_correction_into_force(waiting, run):
    before = current_digest(waiting)
    send_samples(waiting, folder=CORRECTIONS)
    result = run(waiting, "intake", "2019-01|430281")
    assert result.success
    assert check(result, "unit_missing").passed
    assert all(one.accepted for one in load_state(waiting).open_submissions)
    assert current_digest(waiting) != before


def test_an_upgrade_takes_nobody_out_of_the_candidate(waiting, run):
    before = current_digest(waiting)
    for name in ("reading.json", "judgement.json"):
        for path in waiting.home.rglob(name):
            write_json(path, {**read_json(path), "key": "an older release of this software"})
    assert run(waiting, "intake", "2018-10|610204").success
    assert current_digest(waiting) == before


def test_release_alone_is_refused_and_publishes_nothing(waiting, run):
    result = run(waiting, "release")
    assert not result.success
    assert "不得发布" in failure(result)
    for role in ("保密审查", "分管领导", "主要领导"):
        assert role in failure(result)
    assert public_files(waiting) == []


def test_a_crash_of_the_checker_judges_nothing_and_fails_the_run(home, run, monkeypatch):
    sound = suite.contract_rules

    def broken(contract):
        first, *rest = sound(contract)
        return [replace(first, column="no_such_column", working=""), *rest]

    monkeypatch.setattr(suite, "contract_rules", broken)
    send_samples(home)
    result = run(home, "refresh")
    assert not result.success
    assert "CheckerError" in failure(result)
    assert not list(home.home.rglob("judgement.json"))
    assert current_digest(home) is None
    assert not home.state.exists()


BROKEN = {
    "空.xlsx": (b"", "file_unreadable"),
    "坏.xlsx": (b"PK\x03\x04" + b"\0" * 200, "file_unreadable"),
    "别.xlsx": (b"not a workbook", "table_missing"),
}


def test_broken_files_stop_nobody(waiting, run):
    before = read_manifest(waiting.candidates / current_digest(waiting) / MANIFEST)[0]
    folder = waiting.inbox / "2019-05" / "610204"
    folder.mkdir(parents=True)
    for name, (content, _) in BROKEN.items():
        (folder / name).write_bytes(content)
    result = run(waiting, "refresh")
    assert result.success
    broken = {one.receipt.file: one for one in load_state(waiting).submissions}
    for name, (_, rule) in BROKEN.items():
        assert not broken[name].accepted
        assert [found["rule"] for found in broken[name].findings] == [rule]
        assert not check(result, rule).passed
        (marked,) = (waiting.home / "returned" / "2019-05" / "610204").glob(f"*/{name}")
        assert "问题清单" in openpyxl.load_workbook(marked).sheetnames
    after = read_manifest(waiting.candidates / current_digest(waiting) / MANIFEST)[0]
    assert after.datasets == before.datasets


def launched(store: Store, instance, job: str, config: dict) -> dg.ExecuteInProcessResult:
    definition = build_definitions(store).resolve_job_def(job)
    return definition.execute_in_process(instance=instance, run_config=config, raise_on_error=False)


WRONG_SCOPES = {
    "2019年3月": ("", "认不出来"),
    "1999-01": ("", "早于开始受理的月份"),
    f"{now_in_china().year + 1}-01": ("", "还没有到"),
    "": ("610999", "没有登记。已登记："),
}


def test_a_wrong_scope_is_refused_in_words_before_anything_is_touched(home, instance):
    send_samples(home)
    for period, (unit, words) in WRONG_SCOPES.items():
        config = {"ops": {"inbox_sweep": {"config": {"period": period, "unit": unit}}}}
        result = launched(home, instance, "refresh", config)
        assert not result.success
        assert "启动参数有误，什么也没有做" in failure(result)
        assert words in failure(result)
        assert (unit or period) in failure(result)
    assert not home.receipts.exists()


def test_intake_without_a_partition_says_which_to_choose(home, instance):
    send_samples(home)
    result = launched(home, instance, "intake", {})
    assert not result.success
    assert "没有选分区" in failure(result)
    assert not home.receipts.exists()


def test_row_counts_and_money_are_numbers_that_can_be_drawn(refreshed):
    _, result = refreshed
    (made,) = result.asset_materializations_for_node("lottery_fund")
    exact = Decimal(made.metadata["金额合计（元）"].value.replace(",", ""))
    drawn = made.metadata[PLOTTED_AMOUNT]
    assert isinstance(drawn, dg.FloatMetadataValue)
    assert exact > 0
    assert drawn.value == float(exact / 10000)
    assert isinstance(made.metadata["dagster/row_count"], dg.IntMetadataValue)


def test_stages_of_the_same_money_are_not_added_up(refreshed):
    _, result = refreshed
    (made,) = result.asset_materializations_for_node("fund_flows")
    assert made.metadata["dagster/row_count"].value > 0
    assert not [label for label in made.metadata if "金额合计" in label]


def test_the_judgement_lists_what_is_red(refreshed):
    _, result = refreshed
    (made,) = result.asset_materializations_for_node("judgement")
    listed = made.metadata["没过的检查项"].value.splitlines()
    assert any(
        "unit_missing（judgement）" in line and line.startswith("- 红 1 处：") for line in listed
    )
    assert all(line.startswith(("- 红", "- 黄")) for line in listed)


def test_a_preview_leaves_blank_what_would_name_a_household():
    contract = load_contracts()["annual_plan"]
    raw = pa.table(
        {
            "unit_name": ["示例区", "示例区"],
            **{
                field.name: pa.array([2, 3] if "count" in field.name else [None, None], pa.int64())
                for field in contract.fields
            },
        }
    )
    shown = published_form(contract, raw)
    assert shown.column("household_count").to_pylist() == [None, 3]
    assert shown.column("person_count").to_pylist() == [None, 3]


def test_a_preview_masks_what_a_release_masks():
    contract = load_contracts()["lottery_fund"]
    names = [field.name for field in contract.fields]
    masking = tuple(
        field.model_copy(update={"mask": Mask.MOBILE}) if field.name == "document_title" else field
        for field in contract.fields
    )
    raw = pa.table({"unit_name": ["示例区"], **{name: ["电话13800001234"] for name in names}})
    shown = published_form(contract.model_copy(update={"fields": masking}), raw)
    assert shown.column("document_title").to_pylist() == ["电话138****1234"]


def test_with_a_desk_files_are_links_that_a_browser_opens(waiting, instance):
    made = build_definitions(waiting, desk="http://127.0.0.1:8001/")
    chosen = dg.AssetSelection.assets("returned_workbooks", "candidate")
    job = dg.define_asset_job("linked", chosen, executor_def=dg.in_process_executor)
    definition = dg.Definitions(assets=made.assets, resources=made.resources, jobs=[job])
    result = definition.resolve_job_def("linked").execute_in_process(instance=instance)
    links = [
        value.value.removeprefix("http://127.0.0.1:8001/")
        for asset in ("returned_workbooks", "candidate")
        for event in result.asset_materializations_for_node(asset)
        for value in event.metadata.values()
        if isinstance(value, dg.UrlMetadataValue)
    ]
    assert {link.split("/")[0] for link in links} == {"returned", "review"}
    for link in links:
        # The interface shows an address in full and as it is encoded.
        assert re.fullmatch("[a-zA-Z0-9/-]{1,50}", link)
        assert served_file(waiting, link).is_dir()
        assert link.startswith("review") or returned_book(waiting, link).is_file()
