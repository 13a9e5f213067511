"""An answer about headers holds for its unit and exactly those headers, and is shown first."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from pydantic import ValidationError

from pipelines.cli import group
from sources.memory import Layout, load_memory

TABLE = """示例县2020年项目资金表,,,
单位：万元,,,
序号,名称,本年投入,位置
1,示例水厂,5,甲村
2,示例路,6,乙村
3,示例桥,7,丙村
"""
UNIT = "610204"
ANSWERS = ("--column", "B3=project_name", "--column", "C3=amount_yuan", "--column", "D3=location")
WHO = ("--by", "示例", "--reason", "电话核实")


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("MINGZHANG_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "表.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(group, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


def table(file: Path, *more: str) -> dict:
    return json.loads(run("inspect", file, "--json", *more))["files"][0]["tables"][0]


def test_a_file_that_nobody_knows_is_asked_about_with_what_it_may_be(home, file):
    asked = run("learn", file, "--unit", UNIT, code=2)
    assert "C3  本年投入" in asked
    assert "本年投入（内容像数字，可能是“金额”）" in asked
    assert not (home / "layouts").exists()


def test_after_the_answer_the_same_unit_is_read(home, file):
    shown = run("learn", file, "--unit", UNIT, *ANSWERS, *WHO)
    assert "+  本年投入: amount_yuan" in shown
    read = table(file, "--unit", UNIT)
    assert read["dataset"] == "fund_allocation"
    values = [record["values"] for record in read["records"]]
    assert [one["amount_yuan"] for one in values] == ["50000.00", "60000.00", "70000.00"]
    assert [one["project_name"] for one in values] == ["示例水厂", "示例路", "示例桥"]


def test_the_answer_holds_for_no_other_unit_and_no_other_headers(home, file):
    run("learn", file, "--unit", UNIT, *ANSWERS, *WHO)
    assert table(file)["dataset"] is None
    assert table(file, "--unit", "430511")["dataset"] is None
    file.write_text(TABLE.replace("位置", "方位"), encoding="utf-8")
    assert table(file, "--unit", UNIT)["dataset"] is None


def test_a_submission_that_was_returned_is_read_again_after_the_answer(home, file):
    run("submit", file, "--unit", UNIT, "--period", "2020-03", code=2)
    assert json.loads(run("run", "--json"))["returned"][0]["unit"] == UNIT
    run("learn", file, "--unit", UNIT, *ANSWERS, *WHO)
    after = json.loads(run("run", "--json"))
    assert (after["returned"], after["read"]) == ([], 1)
    assert after["candidate"] is not None


def test_a_second_answer_shows_what_it_changes(home, file):
    run("learn", file, "--unit", UNIT, "--column", "C3=amount_yuan", *WHO)
    shown = run("learn", file, "--unit", UNIT, "--column", "B3=project_name", *WHO)
    assert "+  名称: project_name" in shown


@pytest.mark.parametrize(
    ("answer", "said"),
    [("C9=amount_yuan", "不是“表头单元格=字段”"), ("C3", "不是"), ("C3=nothing", "unknown fields")],
)
def test_an_answer_that_names_no_header_or_no_field_is_refused(home, file, answer, said):
    assert said in run("learn", file, "--unit", UNIT, "--column", answer, *WHO, code=2)
    assert not (home / "layouts").exists()


def test_a_file_without_unknown_columns_needs_no_learning(home, tmp_path):
    path = tmp_path / "表.csv"
    path.write_text("项目名称,金额(元)\n水厂,1\n", encoding="utf-8")
    assert "不需要学" in run("learn", path, "--unit", UNIT, code=2)


def test_a_remembered_layout_that_was_spoiled_is_refused(home, file):
    run("learn", file, "--unit", UNIT, *ANSWERS, *WHO)
    (path,) = (home / "layouts" / UNIT).glob("*.yaml")
    spoiled = yaml.safe_load(path.read_text(encoding="utf-8"))
    spoiled["columns"]["没有的列"] = "amount_yuan"
    path.write_text(yaml.safe_dump(spoiled, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ValidationError, match="headers not in the table"):
        load_memory(path.parent)


def test_the_same_headers_have_the_same_name_however_they_are_spaced():
    facts = {
        "unit": UNIT,
        "dataset": "fund_allocation",
        "columns": {},
        "learned_from": "0" * 64,
        "answered_by": "示例",
        "answered_on": "2026-01-01",
        "reason": "示例",
    }
    one = Layout.model_validate({**facts, "headers": ("名 称", "金额（万元）")})
    other = Layout.model_validate({**facts, "headers": ("名称", "金额(万元)")})
    assert one.fingerprint == other.fingerprint
