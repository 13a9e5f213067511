"""The commands by which a unit declares nothing or explains lateness, and what status shows."""

from datetime import date

import pytest
import yaml
from cli_kit import PERIOD, SAMPLE, UNIT, answer_of, mingzhang, refusal_of, submit
from home_kit import SAMPLE_OFFICE

from assets.store import Store
from expectations.signatures import make_key
from sources.contract import read_yaml

PROVIDER = f"provider-{UNIT}@example.org"
PLACE = ("--unit", UNIT, "--period", PERIOD, "--as", PROVIDER)


@pytest.fixture
def home(tmp_path):
    """A sample office whose first unit owes two datasets."""
    folder = tmp_path / "home"
    folder.mkdir()
    raw = read_yaml(SAMPLE_OFFICE) | {"first_period": PERIOD}
    raw["units"][0]["owes"] = ["fund_allocation", "lottery_fund"]
    (folder / "office.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    return folder


@pytest.fixture
def key(home, tmp_path):
    kind, blob, *_ = make_key(tmp_path / "provider", "示例").read_text(encoding="utf-8").split()
    line = f'{PROVIDER} namespaces="mingzhang-provider" {kind} {blob}\n'
    (home / "allowed_signers").write_text(line, encoding="utf-8")
    return tmp_path / "provider"


def shown(home):
    units = answer_of(home, "status", "--period", PERIOD)["units"]
    (one,) = [one for one in units if one["unit"] == UNIT]
    return one


def test_a_signed_nothing_is_a_state_of_the_month(home, key):
    assert shown(home)["state"] == "late"
    done = mingzhang(home, "nothing", *PLACE, "--reason", "没有新增（示例）", "--key", key)
    assert done.exit_code == 0, done.output
    assert "未签字" not in done.stdout
    assert (shown(home)["state"], shown(home)["words"]) == ("nothing", "零报告")
    assert {one["state"] for one in shown(home)["owed"]} == {"nothing"}


def test_an_unsigned_nothing_is_labelled_so(home):
    done = mingzhang(home, "nothing", *PLACE, "--reason", "没有新增（示例）")
    assert "未签字" in done.stdout
    assert shown(home)["words"] == "零报告，未签字"
    assert answer_of(home, "scoreboard", "--period", PERIOD)["scores"][0]["met"] == 0


def test_a_reason_for_lateness_is_shown(home):
    mingzhang(home, "explain-late", *PLACE, "--reason", "等上级下达（示例）")
    assert shown(home)["late_reason"] == "等上级下达（示例）"
    assert "等上级下达（示例）（未签字）" in mingzhang(home, "status").stdout


def test_status_keeps_its_keys_and_adds_what_is_owed(home):
    present = {
        "period", "unit", "unit_name", "due", "files", "received_at", "on_time", "state", "words",
    }  # fmt: skip
    assert present <= set(shown(home))
    assert [one["dataset"] for one in shown(home)["owed"]] == ["fund_allocation", "lottery_fund"]


def test_status_says_who_should_hold_the_material_today(home):
    plan = answer_of(home, "status")["plan"]
    assert date.fromisoformat(plan["due"]).day == 5
    assert plan["calendar"] in ("known", "unknown")
    assert plan["holder_words"] in mingzhang(home, "status").stdout


def test_nothing_cannot_be_declared_of_what_was_sent(home):
    submit(home, SAMPLE)
    mingzhang(home, "run")
    words = ("nothing", *PLACE, "--reason", "示例")
    assert "不能声明全部为零报告" in refusal_of(home, *words)
    assert "已有接收的数据" in refusal_of(home, *words, "--dataset", "fund_allocation")
    assert mingzhang(home, *words, "--dataset", "lottery_fund").exit_code == 0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("--unit", "999999"), "没有登记"),
        (("--period", "2019"), "认不出来"),
        (("--period", "2099-01"), "还没有开始"),
        (("--dataset", "no_such"), "no_such"),
        (("--reason", " "), "必须写明原因"),
        (("--as", "two words"), "declared_by"),
        (("--key", "nowhere"), "没有登记"),
    ],
)
@pytest.mark.parametrize("command", ["nothing", "explain-late"])
def test_a_declaration_that_cannot_be_is_refused(home, key, command, change, word):
    words = (command, *PLACE, "--reason", "示例", "--key", key, *change)
    assert word in refusal_of(home, *words)
    assert not Store(home).declarations.exists()


def test_a_strangers_key_is_refused(home, key, tmp_path):
    make_key(tmp_path / "stranger", "示例")
    words = ("nothing", *PLACE, "--reason", "示例", "--key", tmp_path / "stranger")
    assert "allowed_signers" in refusal_of(home, *words)


def test_the_scoreboard_is_written_once(home, tmp_path):
    path = tmp_path / "scoreboard.csv"
    assert mingzhang(home, "scoreboard", "--period", PERIOD, "-o", path).exit_code == 0
    assert path.read_text(encoding="utf-8-sig").startswith("公开月份,")
    assert "不覆盖" in refusal_of(home, "scoreboard", "-o", path)
    assert ".csv" in refusal_of(home, "scoreboard", "-o", tmp_path / "scoreboard.txt")


def test_an_office_without_duties_is_told_why_it_has_no_scores(tmp_path):
    assert "没有应报项" in mingzhang(tmp_path / "other", "scoreboard").stdout
