"""The tables of a release as every descriptor tells of them: columns, words, keys; 表的说明.

Belongs here: which CSV files of a release are described, and by what. Does not belong here: the
form of a descriptor (Data Package, CSVW).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outputs.areas import (
    AREAS,
    AREAS_FILE,
    AREAS_TITLE,
    AREAS_TITLE_EN,
    AREAS_WORDS,
    AREAS_WORDS_EN,
)
from outputs.areas import COLUMNS as AREA_COLUMNS
from outputs.change_files import CHANGE_COLUMNS, change_list
from outputs.columns import PublishedColumn, published_columns
from outputs.descriptors.origins import source_files
from outputs.formats.table_schema import RECORD_KEY
from outputs.ledger.files import LEVELS, LEVELS_NAME, LEVELS_TITLE
from outputs.ledger.levels import COLUMNS as LEVEL_COLUMNS
from outputs.open_warnings import PATH as WARNINGS
from outputs.open_warnings import SCHEMA as WARNING_SCHEMA
from outputs.quality.files import KEYS, SCHEMAS, TITLES
from outputs.quality.history import QUALITY
from outputs.quality.words import columns_in_words
from sources.contract import Contract

DERIVED = "由资金流向（fund_flows）推算，可以重新得出；各环节的金额不能相加。"
CHECKED = "检查结果；与数据一同签署。"


@dataclass(frozen=True)
class ForeignKey:
    """Every value of a column stands in the key of a table, which may be the same one."""

    column: str
    table: str
    key: str


@dataclass(frozen=True)
class DescribedTable:
    """One CSV file of a release. `name` never changes from release to release.

    `key` identifies a row, `foreign_keys` hold in every release, `sources` are the SHA-256 of the
    submitted files that its records come from, `basis` what obliges to publish it.
    """

    name: str
    path: str
    title: str
    description: str
    columns: tuple[PublishedColumn, ...]
    title_en: str = ""
    description_en: str = ""
    key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    sources: tuple[str, ...] = ()
    basis: str = ""


def described_tables(folder: Path, contracts: Sequence[Contract]) -> tuple[DescribedTable, ...]:
    """The tables of a release folder: its datasets, then what else lies in it.

    Raises FileNotFoundError if a dataset's file is missing. What is made beside the datasets may be
    absent, as in a release of an earlier version of this software.
    """
    has_areas = (folder / AREAS_FILE).exists()
    datasets = [_dataset(folder, contract, has_areas=has_areas) for contract in contracts]
    beside = (*_others(), *(_changes(contract) for contract in contracts))
    return (*datasets, *(one for one in beside if (folder / one.path).exists()))


def _dataset(folder: Path, contract: Contract, *, has_areas: bool) -> DescribedTable:
    columns = published_columns(contract)
    return DescribedTable(
        name=contract.dataset,
        path=f"data/{contract.dataset}.csv",
        title=contract.title,
        description=contract.description,
        columns=columns,
        title_en=contract.title_en,
        description_en=contract.description_en,
        key=RECORD_KEY,
        foreign_keys=_area_keys(columns) if has_areas else (),
        sources=source_files(folder, contract.dataset),
        basis=contract.basis,
    )


def _area_keys(columns: Sequence[PublishedColumn]) -> tuple[ForeignKey, ...]:
    return tuple(
        ForeignKey(column.name, AREAS, AREA_COLUMNS[0].name)
        for column in columns
        if column.refers_to == AREAS
    )


def _others() -> Iterator[DescribedTable]:
    yield DescribedTable(
        name=AREAS,
        path=AREAS_FILE,
        title=AREAS_TITLE,
        description=AREAS_WORDS,
        columns=AREA_COLUMNS,
        title_en=AREAS_TITLE_EN,
        description_en=AREAS_WORDS_EN,
        key=(AREA_COLUMNS[0].name,),
        foreign_keys=_area_keys(AREA_COLUMNS),
    )
    for file, title in TITLES.items():
        columns = columns_in_words(SCHEMAS[file])
        yield DescribedTable(
            _quality_name(file), f"{QUALITY}/{file}", title, CHECKED, columns, key=KEYS[file]
        )
    warnings = columns_in_words(WARNING_SCHEMA)
    yield DescribedTable(
        _quality_name(WARNINGS.name), WARNINGS.as_posix(), "存疑与说明", CHECKED, warnings
    )
    yield DescribedTable(
        LEVELS_NAME.replace("_", "-"), LEVELS, LEVELS_TITLE, DERIVED, LEVEL_COLUMNS
    )


def _changes(contract: Contract) -> DescribedTable:
    """What changed since the release before: it speaks of records and units that are gone, too."""
    return DescribedTable(
        name=f"changes-{contract.dataset}",
        path=change_list(contract.dataset),
        title=f"{contract.title}：与上一版相比的改动",
        description="与上一版逐条、逐字段相比；与数据一同签署。",
        columns=CHANGE_COLUMNS,
    )


def _quality_name(file: str) -> str:
    return f"{QUALITY}-{Path(file).stem.replace('_', '-')}"
