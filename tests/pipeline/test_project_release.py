"""From four workbooks of one unit to a published row per project, and back to its cells."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.stages.receive import drop
from assets.store import Store
from outputs.tracing import trace
from outputs.verify import verify_public
from pipelines import cli
from pipelines.demo import demo_keys, sign_all
from pipelines.home import prepare_home
from sources.contract import load_contracts
from sources.hashing import sha256_of_file
from sources.office import load_office

WORKBOOKS = Path(__file__).parents[1] / "golden" / "workbooks"
PERIOD, UNIT = "2019-12", "610204"
ROAD, SHEDS, WATER = "示例村产业路", "示例村香菇棚", "示例村水厂"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, run) -> Store:
    """A home that has published the four workbooks, signed with demonstration keys."""
    store = Store(tmp_path_factory.mktemp("lifecycle") / "home")
    prepare_home(store)
    for name in load_contracts()["project"].joins:
        drop(store, WORKBOOKS / f"{name}.xlsx", PERIOD, UNIT)
    assert run(store, "refresh").success
    office = load_office(store.office)
    demo_keys(store, office)
    sign_all(store, office)
    assert run(store, "release").success
    return store


def projects(store: Store) -> dict[str, dict[str, str]]:
    path = store.public / "latest" / "data" / "project.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["project_name"]: row for row in csv.DictReader(file)}


def test_each_project_is_one_row_with_the_words_of_all_its_stages(released):
    rows = projects(released)
    wanted = (
        "life_stage", "project_no", "library_yuan", "amount_yuan", "spent_yuan", "settled_yuan",
        "acceptance_count", "acceptance_result",
    )  # fmt: skip
    assert {name: [row[one] for one in wanted] for name, row in rows.items()} == {
        ROAD: [
            "已验收", "示例-001", "1000000.00", "1200000.00", "955000.00", "995000.00", "2", "合格",
        ],
        SHEDS: [
            "已验收", "示例-002", "500000.00", "300000.00", "200000.00", "480000.50", "1",
            "基本合格",
        ],
        WATER: ["未开工", "示例-003", "", "", "", "", "0", ""],
    }  # fmt: skip
    assert rows[SHEDS]["join_note"] == "实施进度写“在建”，却已通过验收。"
    assert rows[ROAD]["join_note"] == ""
    assert {row["unit_code"] for row in rows.values()} == {UNIT}


@pytest.mark.parametrize(
    ("field", "workbook", "cell", "original"),
    [
        ("project_no", "project_progress", "A4", "示例-001"),
        ("library_yuan", "project_library", "G5;H5", "80；20"),
        ("amount_yuan", "annual_plan", "E4", "120"),
        ("benefit_mechanism", "project_library", "J5", "务工带动"),
        ("spent_yuan", "project_progress", "E4", "95.5"),
        ("settled_yuan", "project_acceptance", "F5", "995000"),
    ],
)
def test_a_value_leads_back_to_its_own_file_and_cell(released, field, workbook, cell, original):
    record = projects(released)[ROAD]
    (found,) = trace(released.public, "project", record["record_id"], field)
    assert (found["cell"], found["original"]) == (cell, original)
    assert found["source_file"] == sha256_of_file(WORKBOOKS / f"{workbook}.xlsx")
    assert (found["source_sheet"], found["value"]) == ("Sheet1", record[field])


@pytest.mark.parametrize(
    ("field", "told"), [("library_yuan", "单元格 G5;H5"), ("life_stage", "没有自己的单元格")]
)
def test_the_command_traces_a_project(released, field, told):
    words = ["trace", "project", projects(released)[ROAD]["record_id"], field]
    home = {"MINGZHANG_HOME": str(released.home)}
    done = CliRunner().invoke(cli.group, words, env=home, prog_name="mingzhang")
    assert done.exit_code == 0, done.output
    assert told in done.output
    assert "None" not in done.output


def test_a_release_with_projects_verifies(released):
    assert list(verify_public(released.public, released.allowed_signers)) == []
