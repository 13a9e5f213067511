"""The content of a review pack as one value.

Belongs here: what the reviewers are told. Does not belong here: how it is laid out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

import pyarrow as pa

from outputs.open_warnings import handling_words
from outputs.quality.history import RowCount
from sources.finding import reading_rules

WITHHELD_TITLES = {
    "dataset": "数据集",
    "title": "名称",
    "unit": "单位",
    "unit_code": "单位代码",
    "unit_name": "单位名称",
    "period": "公开月份",
    "field": "字段",
    "record_id": "记录编号",
    "file": "文件",
    "sheet": "工作表",
    "cell": "单元格",
    "channel": "渠道",
    "rows": "行数",
    "count": "数量",
    "rule": "规则",
    "reason": "原因",
    "message": "说明",
}


@dataclass(frozen=True)
class ReviewedDataset:
    """A dataset of the candidate, with counts of records against the last release.

    `amount_yuan` is the sum of the main amount and `difference_yuan` what it changed by, in yuan;
    None where the dataset has no main amount. `new_columns` and `lost_columns` are the titles of
    columns that the last release did not have, or that it had.
    """

    id: str
    title: str
    rows: int
    amount_yuan: Decimal | None
    added: int
    removed: int
    modified: int
    difference_yuan: Decimal | None = None
    new_columns: tuple[str, ...] = ()
    lost_columns: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class ReviewedUnit:
    """A unit with accepted records, and how many."""

    code: str
    name: str
    rows: int


@dataclass(frozen=True)
class ReturnedSubmission:
    """A file that was returned to its unit, and the number of its errors."""

    unit: str
    file: str
    errors: int


@dataclass(frozen=True)
class ReviewPack:
    """Everything the reviewers of one candidate are told.

    `changes` holds the result of `outputs.changes.changes` by dataset id. `findings` are open
    warnings with the keys rule, title, unit, dataset, sheet, cell and message, and what became of
    each (`open_warnings.handling_words`); `alerts` those that compare with the last release.
    `row_counts` are records by dataset and unit over releases. `withheld` are the candidate's
    withheld.json. `previous` is the version compared with, None for the first; `releases` those
    that row counts are given for. `correction` is the candidate's CORRECTION.json, None if there is
    none.
    """

    office: str
    demo: bool
    datasets: tuple[ReviewedDataset, ...]
    units: tuple[ReviewedUnit, ...]
    changes: Mapping[str, pa.Table] = field(default_factory=dict)
    findings: tuple[Mapping[str, Any], ...] = ()
    alerts: tuple[Mapping[str, Any], ...] = ()
    row_counts: tuple[RowCount, ...] = ()
    releases: tuple[str, ...] = ()
    withheld: tuple[Mapping[str, Any], ...] = ()
    returned: tuple[ReturnedSubmission, ...] = ()
    previous: str | None = None
    correction: Mapping[str, Any] | None = None

    @property
    def told(self) -> tuple[ReviewedDataset, ...]:
        """Datasets with records, or whose records all went: the others have nothing to read."""
        return tuple(one for one in self.datasets if one.rows or one.removed)

    @property
    def silent(self) -> tuple[ReviewedDataset, ...]:
        """Datasets without a record, now and before."""
        return tuple(one for one in self.datasets if one not in self.told)

    @property
    def reshaped(self) -> tuple[ReviewedDataset, ...]:
        """Datasets whose columns are not those of the last release."""
        return tuple(one for one in self.datasets if one.new_columns or one.lost_columns)

    def count(self, state: str) -> int:
        """How many warnings are failed (nobody has explained them), explained or waived."""
        return sum(found["state"] == state for found in self.findings)

    @property
    def unit_names(self) -> dict[str, str]:
        """Names of the units by code."""
        return {unit.code: unit.name for unit in self.units}

    @property
    def dataset_titles(self) -> dict[str, str]:
        """Titles of the datasets by id."""
        return {dataset.id: dataset.title for dataset in self.datasets}


@dataclass(frozen=True)
class ShownFinding:
    """A warning with names instead of codes."""

    title: str
    unit: str
    dataset: str
    place: str
    message: str
    handling: str


@dataclass(frozen=True)
class FindingGroup:
    """All warnings of one rule."""

    rule: str
    title: str
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True)
class Sheet:
    """A plain table: column titles and rows of text."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def finding_groups(pack: ReviewPack) -> tuple[FindingGroup, ...]:
    """Group the warnings by rule, unexplained ones first, in the order of units and cells."""
    return _groups(pack, pack.findings)


def alert_groups(pack: ReviewPack) -> tuple[FindingGroup, ...]:
    """Group what moved against the last release in the same way."""
    return _groups(pack, pack.alerts)


def _groups(pack: ReviewPack, findings: Sequence[Mapping[str, Any]]) -> tuple[FindingGroup, ...]:
    ordered = sorted(findings, key=_finding_order)
    groups = []
    for rule, members in groupby(ordered, key=lambda item: _text(item, "rule")):
        shown = tuple(_shown(pack, item) for item in members)
        groups.append(FindingGroup(rule, shown[0].title or rule, shown))
    return tuple(groups)


def unchecked_groups(groups: Sequence[FindingGroup]) -> tuple[FindingGroup, ...]:
    """Those of the warnings that say that something was not read or not compared."""
    rules = reading_rules()
    return tuple(one for one in groups if one.rule in rules and rules[one.rule].unchecked)


def withheld_sheet(pack: ReviewPack) -> Sheet:
    """Lay out what is not published; the columns are the keys that occur."""
    present = {key for item in pack.withheld for key in item}
    known = [key for key in WITHHELD_TITLES if key in present]
    keys = known + sorted(present - set(known))
    rows = tuple(tuple(_withheld_cell(pack, item, key) for key in keys) for item in pack.withheld)
    return Sheet(tuple(WITHHELD_TITLES.get(key, key) for key in keys), rows)


def _finding_order(item: Mapping[str, Any]) -> tuple[str, ...]:
    is_handled = "" if item["state"] == "failed" else "1"
    rest = (_text(item, key) for key in ("unit", "dataset", "sheet", "cell", "message"))
    return (_text(item, "rule"), is_handled, *rest)


def _shown(pack: ReviewPack, item: Mapping[str, Any]) -> ShownFinding:
    unit, dataset = _text(item, "unit"), _text(item, "dataset")
    return ShownFinding(
        title=_text(item, "title"),
        unit=pack.unit_names.get(unit, unit),
        dataset=pack.dataset_titles.get(dataset, dataset),
        place=f"{_text(item, 'sheet')} {_text(item, 'cell')}".strip(),
        message=_text(item, "message"),
        handling=handling_words(item),
    )


def _withheld_cell(pack: ReviewPack, item: Mapping[str, Any], key: str) -> str:
    text = _text(item, key)
    if key == "dataset":
        return pack.dataset_titles.get(text, text)
    if key == "unit":
        return pack.unit_names.get(text, text)
    return text


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    return "" if value is None else str(value)
