"""What becomes of the demonstration's home: two releases more, a correction, withdrawals; 续编.

Belongs here: a site on which every kind of page has something to say, made once for all tests in
a browser by the program's own commands, and what was remembered while it grew. All that is added is
invented (示例) and stays there.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import openpyxl
from browser.invented import (
    FEW,
    FUND,
    LATER_FUND,
    LEFT_YUAN,
    MANY,
    PASSED_FUND,
    PASSED_LEVEL,
    PASSED_YEAR,
    allocation,
    spending,
    transfers,
)
from browser.kinds import pages_by_kind

from assets.receipts import now_in_china, read_receipts
from assets.stages.publish import people_of, sign
from assets.stages.settle import load_state
from assets.store import Store
from expectations.signing import SigningAct, SignoffRefused
from outputs.chain import read_links
from outputs.site.render import render_site
from pipelines.demo import demo_keys
from sources.contract import load_contracts
from sources.office import load_office

ROOT = Path(__file__).parents[2]
WORKBOOKS = ROOT / "tests" / "golden" / "workbooks"
UNIT, MONTH, DAY = "610204", "2019-12", "2018-10"
# A county under its new name, which its old code leads to; it sends what is invented.
RENAMED, RENAMED_MONTH = "610118", "2018-12"
NEW_UNIT = """units:
  - {code: "610118", name: 西安市鄠邑区, region: "610118", provider: provider-610118@example.org}
"""
# What the scoreboard of that month is about; all of it comes years late, and some never.
OWES = {
    UNIT: "fund_transfer, fund_expenditure",
    RENAMED: "fund_allocation",
    "430281": "fund_allocation",
}
# Beside the stages of projects: what else has a page of its own kind.
MORE = (
    "procurement", "policy_document", "plan_document", "information_request",
    "disclosure_scoreboard",
)  # fmt: skip
# Of the first release and of the newest.
WITHDRAWN, WITHDRAWN_NOW = "three_public", "lottery_fund"
# Above the ordinal numbers of the sample: an amount.
ORDINALS = 50
SITE_URL = "https://www.example.org/fupin/"
SITE = f"""
site_url: {SITE_URL}
site:
  sponsor: 示例市扶贫开发办公室（示例）
  address: 示例市示例路1号（示例）
"""


def main(demo: Path, home: Path) -> None:
    """Copy the demonstration's home and go on with it."""
    shutil.copytree(demo, home, ignore=shutil.ignore_patterns("dagster", ".ready"))
    (home / "given").mkdir()
    settle_office(home / "office.yaml")
    remember(home)
    first = read_links(home / "public")[-1].version
    second_release(home)
    remember(home)
    third_release(home)
    remember(home)
    withdraw(home, first, WITHDRAWN)
    withdraw(home, read_links(home / "public")[0].version, WITHDRAWN_NOW)
    mingzhang(home, "verify")
    (home / "before").mkdir()
    render_site(home / "before")
    write_json(home / "pages.json", pages_by_kind(home / "public"))


def settle_office(office: Path) -> None:
    """Give the office an address of its site, an imprint, one unit more, and what units owe."""
    text = office.read_text(encoding="utf-8").replace("site_url: null\n", "")
    text = text.replace("units:\n", NEW_UNIT)
    for unit, owed in OWES.items():
        provider = f"provider-{unit}@example.org"
        text = text.replace(f"{provider}}}", f"{provider}, owes: [{owed}]}}")
    office.write_text(text + SITE, encoding="utf-8")


def second_release(home: Path) -> None:
    """More of everything: the life cycle of projects, a county with a long list, a gap explained.

    With the office's own scoreboard of that month.
    """
    for name in (*load_contracts()["project"].joins, *MORE):
        submit(home, WORKBOOKS / f"{name}.xlsx", UNIT, MONTH)
    submit(home, allocation(home / "given" / "示例.xlsx", MANY, FUND), RENAMED, RENAMED_MONTH)
    submit(home, transfers(home / "given" / "下达（示例）.xlsx"), UNIT, MONTH)
    submit(home, spending(home / "given" / "支出（示例）.xlsx"), UNIT, MONTH)
    mingzhang(home, "run")
    explain(home)
    scoreboard = home / "given" / "公开情况评分.csv"
    mingzhang(home, "scoreboard", "--period", MONTH, "-o", scoreboard)
    submit(home, scoreboard, UNIT, MONTH)
    publish(home)


def explain(home: Path) -> None:
    """Give the reasons of the county: why it was late, and for the money that it has left."""
    provider = f"provider-{UNIT}@example.org"
    demo_keys(Store(home), load_office(Store(home).office))
    signing = ("--as", provider, "--key", home / "demo-keys" / provider)
    late = ("--unit", UNIT, "--period", MONTH, "--reason", "等上级下达（示例）")
    mingzhang(home, "explain-late", *late, *signing)
    gap = (
        "--unit", UNIT, "--node", UNIT, "--fund", f"{PASSED_LEVEL}·{PASSED_FUND}",
        "--year", str(PASSED_YEAR), "--category", "结转", "--amount", LEFT_YUAN,
        "--until", "2099-12-31", "--reason", "年底下达，结转使用（示例）",
    )  # fmt: skip
    mingzhang(home, "explain-gap", *gap, *signing)


def third_release(home: Path) -> None:
    """One amount corrected, by a notice; most of the long list gone, and its fund another."""
    (sample,) = (ROOT / "sources" / "samples" / DAY / UNIT).iterdir()
    submit(home, corrected(sample, home / "given"), UNIT, DAY)
    submit(home, allocation(home / "given" / "示例.xlsx", FEW, LATER_FUND), RENAMED, RENAMED_MONTH)
    mingzhang(home, "run")
    mingzhang(home, "correct", "--reason", "金额录错（示例）", "--affected", "示例村（示例）")
    publish(home)


def withdraw(home: Path, version: str, dataset: str) -> None:
    """Take a dataset of a release down."""
    people = ("deputy@example.org", "chief@example.org")
    signing = [word for one in people for word in ("--as", one, "--key", home / "demo-keys" / one)]
    mingzhang(home, "withdraw", version, dataset, "--reason", "附件有误（示例）", *signing)


def remember(home: Path) -> None:
    """Write down which addresses the newest release's site gave out."""
    public, folder = home / "public", home / "given-out"
    paths = sorted(path.relative_to(public).as_posix() for path in public.rglob("*.*"))
    folder.mkdir(exist_ok=True)
    write_json(folder / f"{read_links(public)[0].version}.json", paths)


def write_json(path: Path, value: object) -> None:
    """Write what the tests will ask for."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")


def submit(home: Path, path: Path, unit: str, period: str) -> None:
    """Put a workbook into the inbox."""
    mingzhang(home, "submit", path, "--unit", unit, "--period", period)


def publish(home: Path) -> None:
    """Run, sign in every role with the demonstration's keys, publish."""
    mingzhang(home, "run")
    store = Store(home)
    office = load_office(store.office)
    people = people_of(office, load_state(store), read_receipts(store))
    for (role, principal), key in demo_keys(store, office).items():
        act = SigningAct(role=role, principal=principal, key=key, signed_at=now_in_china())
        # Who has no values in it, or signed the same values before, is not asked again.
        with suppress(SignoffRefused):
            sign(store, people, act)
    mingzhang(home, "publish")


def corrected(sample: Path, folder: Path) -> Path:
    """The sample with one amount changed, under its own name."""
    path = Path(shutil.copy(sample, folder / sample.name))
    book = openpyxl.load_workbook(path)
    cells = (cell for row in book.active.iter_rows() for cell in row)
    cell = next(one for one in cells if isinstance(one.value, int | float) and one.value > ORDINALS)
    cell.value = cell.value * 10
    book.save(path)
    return path


def mingzhang(home: Path, *words: str | Path) -> None:
    """Run a command of ours. Raises subprocess.CalledProcessError if it refuses."""
    program = Path(sys.executable).with_name("mingzhang")
    told = os.environ | {"MINGZHANG_HOME": str(home)}
    subprocess.run([program, *words], env=told, check=True, timeout=300)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
