"""Correcting and withdrawing on the command line, in a home that has published."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from address_kit import SITE, dead, given_out
from cli_kit import PERIOD, SAMPLE, UNIT, answer_of, mingzhang, refusal_of

from expectations.signatures import make_key
from expectations.statement import ROLES
from expectations.withdrawal import NAMESPACE
from outputs.chain import read_links
from sources.hashing import sha256_of_file

PEOPLE = {role.value: f"{role.value}@example.org" for role in ROLES}
REASON, AFFECTED = "金额少写了一位（示例）", "领取补助的村（示例）"


def prepare(home: Path) -> None:
    (home / "keys").mkdir(parents=True)
    lines = []
    for role in ROLES:
        make_key(home / "keys" / role.value, role.value)
        public = (home / "keys" / f"{role.value}.pub").read_text(encoding="utf-8").split()
        names = f"{role.namespace},{NAMESPACE}"
        lines.append(f'{PEOPLE[role.value]} namespaces="{names}" {public[0]} {public[1]}\n')
    (home / "allowed_signers").write_text("".join(lines), encoding="utf-8")
    office = Path(home / "office.yaml")
    assert mingzhang(home, "status").exit_code == 0
    text = office.read_text(encoding="utf-8")
    named = text.replace("site_url: null", f"site_url: {SITE}")
    office.write_text(named.replace(f"provider-{UNIT}@example.org", PEOPLE["provider"]), "utf-8")


def send(home: Path, path: Path) -> None:
    done = mingzhang(home, "submit", path, "--unit", UNIT, "--period", PERIOD)
    assert done.exit_code == 0, done.output
    assert mingzhang(home, "run").exit_code == 0


def sign(home: Path, *roles: str) -> None:
    for role in roles or PEOPLE:
        done = mingzhang(home, "sign", role, "--as", PEOPLE[role], "--key", home / "keys" / role)
        assert done.exit_code == 0, done.output


def publish(home: Path) -> str:
    sign(home)
    return str(answer_of(home, "publish")["version"])


def corrected_copy(folder: Path) -> Path:
    """The sample with one amount ten times as high, under the sample's own name."""
    path = Path(shutil.copy(SAMPLE, folder / SAMPLE.name))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float) and cell.value > 50:
                cell.value = cell.value * 10
                book.save(path)
                return path
    raise AssertionError("no amount in the sample")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A home with one release."""
    home = tmp_path_factory.mktemp("corrected") / "home"
    prepare(home)
    send(home, SAMPLE)
    publish(home)
    return home


@pytest.fixture(scope="module")
def changed(published, tmp_path_factory):
    """The same with a corrected workbook in force, and a candidate that waits."""
    folder = tmp_path_factory.mktemp("changed")
    home = shutil.copytree(published, folder / "home")
    send(home, corrected_copy(folder))
    return home


@pytest.fixture(scope="module")
def corrected(changed, tmp_path_factory):
    """The same with a notice of correction, published."""
    home = shutil.copytree(changed, tmp_path_factory.mktemp("notice") / "home")
    answer_of(home, "correct", "--reason", REASON, "--affected", AFFECTED)
    publish(home)
    return home


def copy(home: Path, folder: Path) -> Path:
    return shutil.copytree(home, folder / "home")


def words(*more: str) -> tuple[str, ...]:
    return ("correct", "--reason", REASON, "--affected", AFFECTED, *more)


def two(home: Path) -> list[object]:
    keys = home / "keys"
    return [
        "--as", PEOPLE["secrecy"], "--key", keys / "secrecy",
        "--as", PEOPLE["chief"], "--key", keys / "chief",
    ]  # fmt: skip


def versions(home: Path) -> list[str]:
    return [link.version for link in read_links(home / "public")]


def page(home: Path, address: str) -> str:
    return (home / "public" / address).read_text(encoding="utf-8")


def test_a_notice_is_derived_from_the_changes_and_the_chain(changed, tmp_path):
    home = copy(changed, tmp_path)
    before = answer_of(home, "candidate")
    answered = answer_of(home, *words())
    notice = answered["correction"]
    assert answered["digest"] != before["digest"]
    assert (notice["reason"], notice["affected"]) == (REASON, AFFECTED)
    assert notice["corrects"] == [notice["since"]["version"]] == versions(home)
    dataset = notice["datasets"]["fund_allocation"]
    amounts = [one for one in dataset["changes"] if one["field"] == "amount_yuan"]
    assert len(amounts) == 1
    assert float(amounts[0]["new"]) == 10 * float(amounts[0]["old"])
    assert amounts[0]["unit_name"]


def test_a_run_keeps_the_notice_and_drop_takes_it_out(changed, tmp_path):
    home = copy(changed, tmp_path)
    plain = answer_of(home, "candidate")["digest"]
    noticed = answer_of(home, *words())["digest"]
    assert answer_of(home, "run")["candidate"] == noticed
    assert answer_of(home, "candidate")["manifest"]["correction"]["reason"] == REASON
    assert answer_of(home, "correct", "--drop") == {"digest": plain, "correction": None}


def test_a_notice_voids_the_offices_signatures_and_keeps_the_providers(changed, tmp_path):
    home = copy(changed, tmp_path)
    sign(home)
    answer_of(home, *words())
    missing = [one["role"] for one in answer_of(home, "candidate")["missing"]]
    assert missing == ["secrecy", "deputy", "chief"]
    sign(home, "secrecy", "deputy", "chief")
    answer_of(home, "publish")


def test_a_changed_notice_is_not_published(changed, tmp_path):
    home = copy(changed, tmp_path)
    digest = answer_of(home, *words())["digest"]
    sign(home)
    notice = home / "candidates" / digest / "CORRECTION.json"
    notice.write_text(notice.read_text(encoding="utf-8").replace("少写", "多写"), "utf-8")
    assert "更正公告 CORRECTION.json" in refusal_of(home, "publish")


def test_a_correction_without_words_or_changes_is_refused(changed, published, tmp_path):
    home = copy(changed, tmp_path)
    assert "--affected" in refusal_of(home, "correct", "--reason", REASON)
    assert "没有可更正的" in refusal_of(home, *words("--dataset", "budget"))
    assert "没有可更正的" in refusal_of(published, *words())


def test_the_review_pack_shows_the_notice(changed, tmp_path):
    home = copy(changed, tmp_path)
    digest = answer_of(home, *words())["digest"]
    review = (home / "candidates" / digest / "review" / "index.html").read_text(encoding="utf-8")
    assert REASON in review
    assert AFFECTED in review


def test_a_correction_is_published_with_both_values_and_linked_from_both_versions(corrected):
    new, old = versions(corrected)
    folder = corrected / "public" / "releases" / new
    document = json.loads((folder / "RELEASE.json").read_bytes())
    assert document["correction"]["corrects"] == [old]
    assert document["correction"]["sha256"] == sha256_of_file(folder / "CORRECTION.json")
    assert "更正公告" in (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    told = page(corrected, f"corrections/{new}/index.html")
    dataset = json.loads((folder / "CORRECTION.json").read_bytes())["datasets"]["fund_allocation"]
    (amount,) = [one for one in dataset["changes"] if one["field"] == "amount_yuan"]
    values = (f"{Decimal(amount[side]):,.2f}" for side in ("old", "new"))
    for text in (REASON, AFFECTED, *values, PEOPLE["chief"]):
        assert text in told
    for version in (new, old):
        assert f"corrections/{new}/index.html" in page(corrected, f"versions/{version}/index.html")
    assert f"corrections/{new}/index.html" in page(corrected, "index.html")


def test_the_index_tells_the_correction(corrected):
    new, old = versions(corrected)
    entries = json.loads((corrected / "public" / "releases.json").read_bytes())["releases"]
    assert [(one["version"], one["status"]) for one in entries] == [
        (new, "current"), (old, "corrected"),
    ]  # fmt: skip
    assert entries[0]["correction"]["reason"] == REASON
    assert entries[1]["corrected_by"] == [new]
    assert answer_of(corrected, "verify") == {"ok": True, "problems": []}


def test_a_notice_that_is_taken_away_or_changed_is_found(corrected, tmp_path):
    home = copy(corrected, tmp_path)
    notice = home / "public" / "releases" / versions(home)[0] / "CORRECTION.json"
    content = notice.read_bytes()
    notice.write_bytes(content.replace(REASON.encode(), REASON[::-1].encode()))
    found = {one["code"] for one in answer_of(home, "verify", status=1)["problems"]}
    assert "changed_correction" in found
    notice.unlink()
    found = {one["code"] for one in answer_of(home, "verify", status=1)["problems"]}
    assert {"missing_file", "changed_correction"} <= found


def test_a_withdrawn_dataset_is_nowhere_and_its_address_says_so(corrected, tmp_path):
    home = copy(corrected, tmp_path)
    new, old = versions(home)
    done = answer_of(
        home, "withdraw", new, "fund_allocation", "--reason", "误含（示例）", *two(home)
    )
    assert done["still_published"]["fund_allocation"] == [old]
    assert f"releases/{new}/CORRECTION.json" in done["removed"]
    left = {
        path.relative_to(home / "public").as_posix()
        for path in (home / "public").rglob("*")
        if path.is_file() and "fund_allocation." in path.name
    }
    assert all(name.startswith(f"releases/{old}/") for name in left)
    for address in ("datasets/fund_allocation/index.html", f"withdrawals/{done['id']}/index.html"):
        told = page(home, address)
        assert "误含（示例）" in told
        assert PEOPLE["secrecy"] in told
    assert "数值已随有关数据撤下" in page(home, f"corrections/{new}/index.html")
    assert answer_of(home, "verify") == {"ok": True, "problems": []}


def test_after_a_withdrawal_only_other_values_are_published(published, corrected, tmp_path):
    home = copy(corrected, tmp_path)
    new = versions(home)[0]
    answer_of(home, "withdraw", new, "fund_allocation", "--reason", "误含（示例）", *two(home))
    assert answer_of(home, "run")["candidate"] is None
    send(home, SAMPLE)
    sign(home, "secrecy", "deputy", "chief")
    answer_of(home, "publish")
    assert "撤下公告" in page(home, "datasets/fund_allocation/index.html")
    assert answer_of(home, "verify") == {"ok": True, "problems": []}
    assert_no_address_is_dead(home, published, corrected)


def assert_no_address_is_dead(home: Path, *earlier: Path) -> None:
    """All that pages, feed, map and catalogues of earlier times name leads somewhere today."""
    for one in (*earlier, home):
        found = given_out(one / "public")
        assert {"feed.xml", "sitemap.xml", "catalog.jsonld", "index.html"} <= found.keys()
        named = {*found, *(address for addresses in found.values() for address in addresses)}
        assert dead(home / "public", named) == []


def test_after_a_whole_release_is_withdrawn_the_one_before_is_shown(corrected, tmp_path):
    home = copy(corrected, tmp_path)
    new, old = versions(home)
    alone = ("--reason", "误发（示例）", *two(home)[:4])
    assert "只有一个人的签字" in refusal_of(home, "withdraw", new, *alone)
    assert (home / "public" / "releases" / new / "data").is_dir()
    done = answer_of(home, "withdraw", new, *two(home)[4:])
    assert [one["role"] for one in done["signed_by"]] == ["secrecy", "chief"]
    assert json.loads(page(home, "latest/RELEASE.json"))["version"] == old
    assert "全部数据" in page(home, f"versions/{new}/index.html")
    assert "误发（示例）" in page(home, "index.html")
    answer_of(home, "withdraw", old, "--reason", "误发（示例）", *two(home))
    assert not (home / "public" / "latest").exists()
    assert not list((home / "public").rglob("*.csv"))
    assert answer_of(home, "verify") == {"ok": True, "problems": []}


def test_withdrawing_is_refused_with_the_reason(published):
    said = refusal_of(published, "withdraw", "2019.1.0", "--reason", "示例", *two(published))
    assert "没有版本 2019.1.0" in said
    odd = (*two(published), "--as", PEOPLE["deputy"])
    assert "每个 --as 要配一个 --key" in refusal_of(published, "withdraw", "2019.1.0", *odd)
