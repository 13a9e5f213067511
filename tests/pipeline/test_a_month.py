"""A month in the life of an office, 一个月: 13 units, 40 files, returns, a correction; all 示例.

The calendar is that of June 2026: 5 July is a Sunday, so the month must be public on Friday 3 July.
Each night is the real job; the clock is set by hand. Every number below is worked out by hand:

- 13 units send two tables of allocations and one of lottery funds each, unit 1 one table more:
  13 × 3 + 1 = 40 files. Table k of unit i says 10,000 i + 1,000 k yuan, each lottery table 20,000.
- The lottery tables of units 1 to 9 do not add up: 9 are returned. Units 1 to 7 correct theirs,
  which makes 47 receipts, 38 of them in force, and lottery funds of 11 units.
- Allocations: 2 × 10,000 × (1 + … + 13) + 13 × (1,000 + 2,000) + (10,000 + 4,000) = 1,873,000 yuan.
- On the 9th unit 3 corrects its table 1 from 31,000 to 32,000 yuan: 1,874,000 yuan.
"""

import csv
from collections import Counter
from datetime import datetime
from decimal import Decimal

import pytest
import yaml

from assets import receipts as clock
from assets.audit import entries, trail_faults
from assets.messages.events import look
from assets.messages.review_events import review_events, waiting
from assets.messages.unit_events import unit_events
from assets.mornings.morning import look_at
from assets.receipts import CHINA, read_receipts
from assets.scoring import scores
from assets.stages.correct import Words, correct
from assets.stages.propose import current_digest
from assets.stages.publish import people_of, sign
from assets.stages.settle import load_state
from assets.store import Store, read_json, write_bytes
from expectations.signing import SigningAct
from outputs.chain import read_links
from outputs.verify import verify_public
from pipelines.demo import demo_keys
from pipelines.home import prepare_home
from sources.office import load_office

pytestmark = pytest.mark.slow
PERIOD = "2026-06"
CODES = [f"6101{number:02d}" for number in (2, 3, 4, 11, 12, 13, 14, 15, 16, 17, 18, 22, 24)]
FAULTY, CORRECTED = CODES[:9], CODES[:7]


class Clock(datetime):
    """The time of day as the story has it."""

    told = datetime(2026, 6, 15, 9, tzinfo=CHINA)

    @classmethod
    def now(cls, tz=None):
        return cls.told.astimezone(tz)


def it_is(month: int, day: int, hour: int) -> None:
    Clock.told = datetime(2026, month, day, hour, tzinfo=CHINA)


def table(title: str, heads: str, name: str, amount: str, total: str) -> bytes:
    return f"{title},\n单位：元\n{heads}\n{name},{amount}\n合计,{total}\n".encode()


def allocation(unit: int, number: int, amount: int) -> bytes:
    title = f"2026年第{number}批扶贫资金分配表（示例）"
    name = f"示例{unit}号第{number}水厂"
    return table(title, "项目名称,金额", name, str(amount), str(amount))


def lottery(total: int) -> bytes:
    return table(
        "2026年彩票公益金使用情况（示例）", "项目类别,金额", "助学（示例）", "20000", str(total)
    )


def send(store: Store, code: str, name: str, content: bytes) -> None:
    write_bytes(store.inbox / PERIOD / code / name, content)


@pytest.fixture
def office_home(tmp_path, monkeypatch) -> Store:
    """An office of 13 units, each of which owes allocations and lottery funds."""
    monkeypatch.setattr(clock, "datetime", Clock)
    store = Store(tmp_path / "home")
    prepare_home(store)
    office = yaml.safe_load(store.office.read_text(encoding="utf-8"))
    office["first_period"] = PERIOD
    office["units"] = [
        {
            "code": code,
            "name": f"示例{number}号单位",
            "region": code,
            "provider": f"provider-{code}@example.org",
            "owes": ["fund_allocation", "lottery_fund"],
        }
        for number, code in enumerate(CODES, 1)
    ]
    write_bytes(store.office, yaml.safe_dump(office, allow_unicode=True).encode())
    demo_keys(store, load_office(store.office))
    return store


class Month:
    """The people of the story, each doing what is theirs."""

    def __init__(self, store: Store, run) -> None:
        self.store, self.run = store, run
        self.keys = demo_keys(store, load_office(store.office))

    @property
    def office(self):
        return load_office(self.store.office)

    def night(self, month: int, day: int) -> None:
        it_is(month, day, 2)
        assert self.run(self.store, "nightly").success

    def sign(self, role: str, who: str, decision: str = "approve") -> None:
        people = people_of(self.office, load_state(self.store), read_receipts(self.store))
        note = "请核对第2批（示例）" if decision == "return" else None
        act = SigningAct(role, who, self.keys[role, who], Clock.now(CHINA), decision, note)
        sign(self.store, people, act)

    def reviewer(self, role: str, decision: str = "approve") -> None:
        self.sign(role, f"{role}@example.org", decision)

    def providers(self) -> None:
        for code in CODES:
            self.sign("provider", f"provider-{code}@example.org")

    def total(self, dataset: str) -> Decimal:
        path = self.store.public / "latest" / "data" / f"{dataset}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            return sum((Decimal(row["amount_yuan"]) for row in csv.DictReader(stream)), Decimal(0))

    def messages(self) -> Counter[str]:
        """How many messages of each kind there are to send by now."""
        sight = look(self.store, self.office, Clock.now(CHINA))
        events = [*unit_events(sight), *review_events(waiting(self.store), sight.now)]
        return Counter(one.kind for one in events)

    def tasks(self) -> list[str]:
        told = look_at(self.store, self.office, None, Clock.now(CHINA))
        return [f"{one.who}：{one.what}" for one in told.tasks]


def first_files(store: Store) -> None:
    for number, code in enumerate(CODES, 1):
        for batch in (1, 2, 4) if number == 1 else (1, 2):
            amount = 10_000 * number + 1_000 * batch
            send(store, code, f"第{batch}批.csv", allocation(number, batch, amount))
        send(store, code, "彩票.csv", lottery(19_000 if code in FAULTY else 20_000))


def test_a_month_from_the_first_file_to_the_correction(office_home, run):  # noqa: PLR0915 a story
    store, month = office_home, Month(office_home, run)
    first_files(store)
    month.night(6, 16)
    state = load_state(store)
    assert len(read_receipts(store)) == 40
    back = [one for one in state.open_submissions if not one.accepted]
    assert sorted(one.receipt.unit for one in back) == FAULTY
    marked = {path.parts[-3] for path in store.home.glob(f"returned/{PERIOD}/*/*/彩票*.xlsx")}
    assert marked >= set(FAULTY)
    assert sum("已退回" in one for one in month.tasks()) == 9
    assert (month.messages()["receipt"], month.messages()["returned"]) == (40, 9)

    it_is(6, 17, 10)
    for code in CORRECTED:
        send(store, code, "彩票.csv", lottery(20_000))
    month.night(6, 18)
    assert len(read_receipts(store)) == 47
    assert len(set(load_state(store).in_force.values())) == 38
    candidate = current_digest(store)
    # Of what was returned only that which nobody has replaced is still told; 13 units are to sign.
    told = month.messages()
    assert (told["receipt"], told["returned"], told["to_sign"]) == (47, 2, 13)

    it_is(6, 18, 10)
    month.providers()
    it_is(6, 24, 10)
    month.reviewer("secrecy", "return")
    assert month.messages()["sent_back"] == 2
    month.night(6, 25)
    assert read_links(store.public) == []
    it_is(6, 30, 10)
    month.reviewer("secrecy")
    assert month.messages()["sent_back"] == 0
    it_is(7, 1, 10)
    month.reviewer("deputy", "return")
    assert month.messages()["sent_back"] == 2
    it_is(7, 2, 10)
    month.reviewer("deputy")
    month.reviewer("chief")
    assert current_digest(store) == candidate
    month.night(7, 3)
    assert [one.version for one in read_links(store.public)] == ["2026.7.0"]
    assert month.total("fund_allocation") == Decimal("1873000.00")
    assert month.total("lottery_fund") == Decimal("220000.00")

    # Sunday the 5th is the last day. What never came is no lateness of so many days: it is missing.
    it_is(7, 6, 8)
    assert month.messages()["late"] == 2
    found = scores(store, month.office, Clock.told.date(), PERIOD)
    assert [(one.met, one.owed) for one in found] == [(2, 2)] * 7 + [(1, 2)] * 2 + [(2, 2)] * 4
    assert [one.on_time for one in found] == [2] * 7 + [1] * 2 + [2] * 4
    assert [one.late for one in found] == [0] * 13
    assert [(one.published_on_time, one.publishable) for one in found] == (
        [(2, 2)] * 7 + [(1, 1)] * 2 + [(2, 2)] * 4
    )

    it_is(7, 9, 9)
    send(store, CODES[2], "第1批.csv", allocation(3, 1, 32_000))
    assert run(store, "intake", f"{PERIOD}|{CODES[2]}").success
    correct(store, month.office, Words("少写一千元（示例）", "示例3号单位的补助对象", ()))
    month.sign("provider", f"provider-{CODES[2]}@example.org")
    it_is(7, 9, 11)
    for role in ("secrecy", "deputy", "chief"):
        month.reviewer(role)
    month.night(7, 10)
    assert [one.version for one in read_links(store.public)] == ["2026.7.1", "2026.7.0"]
    assert month.total("fund_allocation") == Decimal("1874000.00")
    notice = read_json(store.public / "releases" / "2026.7.1" / "CORRECTION.json")
    assert "少写一千元（示例）" in str(notice)
    assert list(verify_public(store.public, store.allowed_signers)) == []
    assert trail_faults(store) == ()
    # 13 providers, secrecy, deputy and chief for the first release; one provider and three for the
    # second; each of the two reviewers returned it once.
    told = Counter(one.kind for one in entries(store))
    assert (told["收件"], told["签批同意"], told["签批退回"]) == (48, 16 + 4, 2)
    assert (told["发布"], told["更正公告"]) == (2, 1)
    month.night(7, 11)
    assert len(read_links(store.public)) == 2
