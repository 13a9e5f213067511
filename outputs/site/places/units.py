"""The pages of submitting units: what each owed, what it published, what is doubtful in it; 单位.

Belongs here: what stands on one unit's page. Does not belong here: counting (`facts.py`), scores
and findings (`scores.py`). A unit's telephone is not in a release, so none is printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outputs.open_warnings import PATH as FINDINGS
from outputs.open_warnings import handling_words
from outputs.site.addresses import UNITS_PAGE, dataset_page, records_place, unit_page
from outputs.site.format import moment
from outputs.site.front import SCORES, score_of
from outputs.site.grid import Cell, Column, Grid, number, with_grids
from outputs.site.known import Known
from outputs.site.pages import Crumb, Page
from outputs.site.places.facts import Count, PlaceFacts
from outputs.site.places.senders import UnitState
from outputs.site.releases import Listed
from sources.contract import load_contracts

TITLE = "报送单位"
Row = Mapping[str, Any]
MONTHS = (
    Column("月份", "short"), Column("期限", "short"), Column("应报", "number", "项"),
    Column("已报", "number", "项"), Column("签字", "number", "项"), Column("按期", "number", "项"),
    Column("晚于期限", "number", "项"), Column("晚了", "number", "个工作日"),
    Column("应公开", "number", "项"), Column("已公开", "number", "项"), Column("情况", "text"),
    Column("单位的说明", "long"),
)  # fmt: skip
# The fields of the scoreboard in these columns, from 应报 to 已公开.
COUNTED = (
    "owed_count", "met_count", "signed_count", "on_time_count", "late_count", "late_workdays",
    "publishable_count", "published_count",
)  # fmt: skip
PUBLISHED = (Column("数据集", "text"), Column("记录", "number", "条"), Column("最近月份", "short"))
SIGNED = (Column("版本", "short"), Column("签字确认时间", "short"), Column("签字人", "text"))
DOUBTS = (
    Column("数据集", "text"), Column("月份", "short"), Column("疑点", "long"),
    Column("说明或豁免", "long"), Column("哪一条", "short"),
)  # fmt: skip
UNITS = (
    Column("单位", "text"), Column("代码", "short"), Column("记录", "number", "条"),
    Column("最近月份", "short"), Column("签字确认时间", "short"),
    Column("最近一次评分的月份", "short"), Column("当月公开情况", "text"),
    Column("疑点，没有说明", "number", "处"),
)  # fmt: skip


@dataclass(frozen=True)
class UnitSource:
    """All that the pages of units are made from."""

    facts: PlaceFacts
    known: Known
    state: UnitState
    scored: Sequence[Row]
    findings: Sequence[Mapping[str, str]] | None
    listing: tuple[Listed, ...]
    common: Mapping[str, Any]


def unit_names(facts: PlaceFacts, scored: Sequence[Row]) -> dict[str, str]:
    """Every unit with records or a score, by code; a score is told of those that sent nothing."""
    scores = {row["scored_unit_code"]: row.get("scored_unit_name") or "" for row in scored[::-1]}
    found = {code: name or code for code, name in scores.items()} | dict(facts.unit_names)
    return dict(sorted(found.items()))


def unit_pages(source: UnitSource) -> Iterator[Page]:
    """The list of units, and a page for each."""
    names = unit_names(source.facts, source.scored)
    if not names:
        return
    counts = source.facts.unit_counts
    crumbs: tuple[Crumb, ...] = (Crumb("首页", "index.html"), Crumb(TITLE, None))
    page = Page(UNITS_PAGE, "units.html", TITLE, TITLE, crumbs, source.common)
    yield from with_grids(page, [_units_grid(source, names, counts)])
    findings = _by(source.findings or (), "unit_code")
    scored = _by(source.scored, "scored_unit_code")
    for code, name in names.items():
        context = {
            **source.common,
            "code": code,
            "area": source.known.area(code),
            "records": sum(one.records for one in counts.get(code, ())),
            "signed_at": source.state.signed.get(code, ""),
            "latest": source.state.scores.get(code, ()),
            "findings_file": _findings_file(source),
            "doubts": None if source.findings is None else findings.get(code, ()),
        }
        crumbs = (Crumb("首页", "index.html"), Crumb(TITLE, UNITS_PAGE), Crumb(name, None))
        page = Page(unit_page(code), "unit.html", name, TITLE, crumbs, context)
        grids = (
            _months_grid(name, scored.get(code, ()), source.known),
            _published_grid(name, counts.get(code, ())),
            _signed_grid(name, code, source),
            _doubts_grid(name, findings.get(code, ()), source.known),
        )
        yield from with_grids(page, grids)


def _findings_file(source: UnitSource) -> str:
    release = source.facts.release
    return "" if source.findings is None else f"{release.path}{FINDINGS.as_posix()}"


def _units_grid(
    source: UnitSource, names: Mapping[str, str], counts: Mapping[str, Sequence[Count]]
) -> Grid:
    rows = []
    for code, name in names.items():
        own = counts.get(code, ())
        signed = source.state.signed.get(code, "")
        scores = source.state.scores.get(code, ())
        counted = source.state.open_findings
        rows.append(
            (
                Cell(name, source.known.unit(code)),
                Cell(code),
                number(sum(one.records for one in own), source.known.unit(code)),
                Cell(max((one.period for one in own), default="")),
                Cell(moment(signed) if signed else ""),
                Cell(scores[0][0] if scores else ""),
                Cell(scores[0][1].state if scores else ""),
                number(None if counted is None else counted.get(code, 0), source.known.unit(code)),
            )
        )
    return Grid("units", "各报送单位", "本版所含的各报送单位", UNITS, tuple(rows))


def _months_grid(name: str, scored: Sequence[Row], known: Known) -> Grid:
    rows = []
    for row in scored:
        score = score_of(row)
        counted = (
            number(row.get(field), known.origin(SCORES, row["record_id"], field))
            for field in COUNTED
        )
        rows.append(
            (
                Cell(row["scored_period"]), Cell(score.due_on), *counted,
                Cell(score.state), Cell(score.reasons),
            )
        )  # fmt: skip
    note = "每月 5 日前应公开上月情况，遇节假日顺延。这里只列事实，没有报齐的原因由单位自己说明。"
    return Grid("months", "各月应报和已报", f"{name}各月的公开情况", MONTHS, tuple(rows), note)


def _published_grid(name: str, counts: Sequence[Count]) -> Grid:
    titles = {code: one.title for code, one in load_contracts().items()}
    rows = tuple(
        (
            Cell(titles[dataset], dataset_page(dataset)),
            number(sum(one.records for one in own), records_place(dataset)),
            Cell(max(one.period for one in own)),
        )
        for dataset, own in sorted(_by_dataset(counts).items())
    )
    return Grid("published", "公开了什么", f"{name}在本版的记录", PUBLISHED, rows)


def _signed_grid(name: str, code: str, source: UnitSource) -> Grid:
    rows = tuple(
        (
            Cell(line.version, f"versions/{line.version}/index.html"),
            Cell(moment(one.signed_at)),
            Cell(one.principal),
        )
        for line in source.listing
        if line.release is not None
        for one in line.release.signatures
        if one.role == "provider" and one.unit == code
    )
    note = "报送单位对每一版所含本单位的内容签字确认，谁提供、谁审核、谁负责。"
    return Grid("signed", "签字确认", f"{name}对各版本的签字", SIGNED, rows, note)


def _doubts_grid(name: str, findings: Sequence[Mapping[str, str]], known: Known) -> Grid:
    titles = {code: one.title for code, one in load_contracts().items()}
    rows = tuple(
        (
            Cell(titles.get(row["dataset"], row["dataset"]), dataset_page(row["dataset"])),
            Cell(row["period"]),
            Cell(row["message"]),
            Cell(handling_words(row)),
            _record(row, known),
        )
        for row in findings
    )
    note = "检查时发现、但不足以退回的疑点，原样公开；说明和豁免以签字为准。"
    return Grid("doubts", "疑点和说明", f"{name}各条记录的疑点", DOUBTS, rows, note)


def _record(row: Mapping[str, str], known: Known) -> Cell:
    href = known.record(row["dataset"], row["record_id"]) if row["record_id"] else None
    return Cell("记录" if href else f"{row['sheet']} {row['cell']}".strip(), href)


def _by_dataset(counts: Sequence[Count]) -> dict[str, list[Count]]:
    found: dict[str, list[Count]] = {}
    for one in counts:
        found.setdefault(one.dataset, []).append(one)
    return found


def _by(rows: Sequence[Row], name: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found
