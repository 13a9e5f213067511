"""What a page says of one project, from the records that speak of it; 项目信息.

Belongs here: which item is taken from which record, and in which order. Does not belong here:
finding the records (joining), HTML. What the life cycle states is taken from there; else all that
the records say, each writing once. Amounts stay apart: stages of one sum are never added.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from outputs.site.known import Known
from outputs.site.records.joining import PROJECT
from outputs.site.records.words import day_words

Row = Mapping[str, Any]
ALLOCATION, PROCUREMENT, TARGET = "fund_allocation", "procurement", "performance_target"
ACCEPTANCE = "project_acceptance"
# 市扶办发〔2019〕5号 三 (the first nine); 国开办发〔2018〕11号 (what a project library says). They
# always stand on the card: what nobody wrote is missing for all to see. FURTHER only if told.
ITEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("项目名称", ("project_name",)),
    ("资金来源", ("fund_source", "fund_name")),
    ("实施期限", ("implementation_period",)),
    ("预期目标", ("performance_goal", "annual_goal")),
    ("实施结果", ("implementation_result",)),
    ("实施单位", ("responsible_unit",)),
    ("责任人", ("responsible_person",)),
    ("举报电话", ("supervision_phone",)),
    ("实施地点", ("location", "area_name")),
    ("建设任务", ("construction_task",)),
    ("补助标准", ("subsidy_standard",)),
    ("带贫减贫机制", ("benefit_mechanism",)),
)
FURTHER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("受益对象", ("beneficiary",)),
    ("受益户数", ("household_count",)),
    ("受益人数", ("person_count",)),
    ("项目类型", ("project_type",)),
    ("建设性质", ("construction_kind",)),
    ("项目编号", ("project_no",)),
)
ACCEPTED = "检查验收结果"
PHONE = "举报电话"
# In the order of a project's life; what the row of the life cycle says, else single records.
MONEY = (
    ("列入项目库", PROJECT, "library_yuan"),
    ("列入年度计划", PROJECT, "amount_yuan"),
    ("绩效目标表所列", TARGET, "fund_total_yuan"),
    ("资金分配", ALLOCATION, "amount_yuan"),
    ("资金到位", PROJECT, "arrived_yuan"),
    ("采购预算", PROCUREMENT, "procurement_budget_yuan"),
    ("采购合同", PROCUREMENT, "amount_yuan"),
    ("已支出", PROJECT, "spent_yuan"),
    ("验收结算", PROJECT, "settled_yuan"),
)
# A step from single records stands even where no day is written: the record itself says it.
DATED = (
    ("列入项目库", "project_library", "library_year", ()),
    ("列入年度计划", "annual_plan", "approved_on", ("plan_version", "approval_no")),
    ("资金分配", ALLOCATION, "allocated_on", ("fund_name", "document_no")),
    ("签订采购合同", PROCUREMENT, "contracted_on", ("procurement_item", "supplier")),
    ("开工", PROJECT, "started_on", ()),
    ("实施进度", "project_progress", "as_of", ("progress_state", "physical_progress")),
    ("完工", PROJECT, "completed_on", ()),
    (
        "验收", ACCEPTANCE, "accepted_on",
        ("acceptance_level", "acceptance_body", "acceptance_result"),
    ),
)  # fmt: skip
NUMBERS = (
    ("approval_no", "项目（计划）批复"),
    ("own_document_no", "文件"),
    ("document_no", "资金或计划文件"),
)
BESIDE_AMOUNT = ("fund_name", "fund_level", "document_no", "supplier")


@dataclass(frozen=True)
class Told:
    """What one record says; `source` leads to its cell, None where there is no such page."""

    text: str
    source: str | None


@dataclass(frozen=True)
class Item:
    """One item of the card; nothing told means that no table says it."""

    label: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Amount:
    """An amount of one stage in yuan, what it is for, and where it stands."""

    stage: str
    yuan: Decimal
    beside: str
    source: str | None


@dataclass(frozen=True)
class Step:
    """A step of the life cycle; `on` is "" where no day is written."""

    title: str
    on: str
    words: str
    source: str | None


@dataclass(frozen=True)
class Numbered:
    """The number of a document that a record names, and its page."""

    number: str
    role: str
    page: str | None


@dataclass(frozen=True)
class SpokenOf:
    """A record that speaks of the project."""

    dataset: str
    title: str
    period: str
    document: str
    unit: str
    by_name: bool
    page: str | None
    source: str | None


@dataclass(frozen=True)
class ProjectFacts:
    """All that the page of a project shows."""

    state: str
    note: str
    items: tuple[Item, ...]
    steps: tuple[Step, ...]
    amounts: tuple[Amount, ...]
    documents: tuple[Numbered, ...]
    targets: tuple[Row, ...]
    records: tuple[SpokenOf, ...]


class Telling:
    """The records of one project, `by_dataset`, and what can be told from them."""

    def __init__(
        self, by_dataset: Mapping[str, Sequence[Row]], titles: Mapping[str, str], known: Known
    ) -> None:
        self.by_dataset = by_dataset
        self.titles = titles
        self.known = known
        self.whole = next(iter(by_dataset.get(PROJECT, ())), None)

    def facts(self) -> ProjectFacts:
        """All that the page shows."""
        whole = self.whole or {}
        return ProjectFacts(
            state=whole.get("life_stage") or "",
            note=whole.get("join_note") or "",
            items=tuple(self._items()),
            steps=tuple(self._steps()),
            amounts=tuple(self._amounts()),
            documents=tuple(self._documents()),
            targets=tuple(self.by_dataset.get(TARGET, ())),
            records=tuple(self._records()),
        )

    def _rows(self) -> Iterator[tuple[str, Row]]:
        """Every record with its dataset, the life cycle first, those of the same name last."""
        for by_name in (False, True):
            for dataset, rows in self.by_dataset.items():
                yield from ((dataset, row) for row in rows if row["by_name"] is by_name)

    def _source(self, dataset: str, row: Row, name: str = "") -> str | None:
        return self.known.source_of(dataset, row["record_id"], name)

    def _items(self) -> Iterator[Item]:
        for label, names in ITEMS:
            yield Item(label, self._told(names))
            if label == PHONE:
                yield Item(ACCEPTED, tuple(self._acceptances()))
        for label, names in FURTHER:
            told = self._told(names)
            if told:
                yield Item(label, told)

    def _told(self, names: Sequence[str]) -> tuple[Told, ...]:
        if self.whole is not None:
            text = _text(self.whole, names)
            if text:
                return (Told(text, self._source(PROJECT, self.whole)),)
        found: dict[str, Told] = {}
        for dataset, row in self._rows():
            text = _text(row, names)
            if text and text not in found:
                found[text] = Told(text, self._source(dataset, row))
        return tuple(found.values())

    def _acceptances(self) -> Iterator[Told]:
        single = _by_day(self.by_dataset.get(ACCEPTANCE, ()), "accepted_on")
        rows = [(ACCEPTANCE, row) for row in single] or [
            (PROJECT, row) for row in self.by_dataset.get(PROJECT, ())
        ]
        for dataset, row in rows:
            if row.get("acceptance_result"):
                day = day_words(row.get("accepted_on") or "")
                beside = (row.get("acceptance_level"), row.get("acceptance_body"), day)
                words = "，".join(word for word in beside if word)
                text = row["acceptance_result"] + (f"（{words}）" if words else "")
                yield Told(text, self._source(dataset, row))

    def _steps(self) -> Iterator[Step]:
        shown: set[tuple[str, str, str]] = set()
        for title, dataset, day, beside in DATED:
            for row in _by_day(self.by_dataset.get(dataset, ()), day):
                on = day_words(str(row.get(day) or ""))
                words = "　".join(str(row[name]) for name in beside if row.get(name))
                is_told = on or dataset != PROJECT
                if is_told and (title, on, words) not in shown:
                    shown.add((title, on, words))
                    yield Step(title, on, words, self._source(dataset, row))

    def _amounts(self) -> Iterator[Amount]:
        for stage, dataset, name in MONEY:
            shown: set[tuple[Any, ...]] = set()
            for row in self.by_dataset.get(dataset, ()):
                yuan = row.get(name)
                # The rows of a form repeat the form's own amount.
                cell = (yuan, row["source_file"], row["source_sheet"]) if dataset == TARGET else ()
                if yuan is None or (cell and cell in shown):
                    continue
                shown.add(cell)
                beside = "　".join(row[one] for one in BESIDE_AMOUNT if row.get(one))
                yield Amount(stage, yuan, beside, self._source(dataset, row, name))

    def _documents(self) -> Iterator[Numbered]:
        shown: set[str] = set()
        for name, role in NUMBERS:
            for _, row in self._rows():
                number = row.get(name)
                if number and number not in shown:
                    shown.add(number)
                    yield Numbered(number, role, self.known.document(number))

    def _records(self) -> Iterator[SpokenOf]:
        for dataset, row in self._rows():
            yield SpokenOf(
                dataset=dataset,
                title=self.titles.get(dataset, dataset),
                period=row.get("period") or "",
                document=row.get("document_title") or "",
                unit=row.get("unit_name") or "",
                by_name=row["by_name"],
                page=self.known.record(dataset, row["record_id"]),
                source=self._source(dataset, row),
            )


def _text(row: Row, names: Sequence[str]) -> str:
    """The first of these fields that the record has; the place may need both of its own."""
    found = [str(row[name]) for name in names if row.get(name) is not None]
    if names[0] == "location":
        return "　".join(reversed(found))
    return day_words(found[0]) if found else ""


def _by_day(rows: Sequence[Row], day: str) -> list[Row]:
    return sorted(rows, key=lambda row: str(row.get(day) or ""))
