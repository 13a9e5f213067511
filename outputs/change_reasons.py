"""Why a published value changed: a code with words for every row of a list of changes; 变动原因.

Belongs here: the declared codes, and deriving them from what is known: which files, as hashes,
stand behind the old and the new table, whether a notice of correction or a withdrawal covers the
dataset. Does not belong here: comparing. Where nothing more is known the code says just that: no
motive is guessed. An explanation changes no value, so no code stands for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from outputs.changes import (
    MASKED,
    NEW_COLUMN,
    REWRITTEN,
    SMALL_GROUP,
    SOURCE_FILE,
    UNIT_RENAMED,
)
from sources.contract import Contract

END = "\x1f"


@dataclass(frozen=True)
class Reason:
    """The meaning of a code in two languages."""

    words: str
    words_en: str


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        "first_release": Reason("首次发布", "The first release: there was nothing before."),
        "new_dataset": Reason(
            "新的数据集", "The release before did not have the dataset."
        ),
        "after_withdrawal": Reason(
            "上一版的这个数据集已撤下，无从比较",
            "The dataset of the release before was withdrawn, so nothing can be compared.",
        ),
        "withdrawn": Reason(
            "内容已被撤下，未改正前不公开", "The same content was withdrawn and not yet mended."
        ),
        "correction": Reason(
            "更正，见本版更正公告", "Corrected; see the notice of correction of this release."
        ),
        NEW_COLUMN: Reason(
            "数据规定有变：字段是新增的",
            "The contract changed: a column not published before."
        ),
        MASKED: Reason(
            "按规定脱敏，只写出脱敏后的内容", "Masked by today's rules; shown as masked only."
        ),
        SMALL_GROUP: Reason(
            "户数太少、可能识别到户，改为留空", "Blank now, since so few households would be known."
        ),
        UNIT_RENAMED: Reason(
            "报送单位改了名称，代码不变", "The submitting unit has another name and the same code."
        ),
        REWRITTEN: Reason(
            "数值相同，只是原文的写法不同", "The same amount, written otherwise in the source."
        ),
        "derived": Reason(
            "由其他数据集合成，随之变动", "Made from other datasets, and follows them."
        ),
        "new_submission": Reason(
            "来自新报送的文件", "From a file that the release before did not rest on."
        ),
        "replaced_file": Reason(
            "同一单位、同一月份改用了另一份文件",
            "The same unit and month rests on another file now.",
        ),
        "file_dropped": Reason(
            "所在的文件不再采用", "The file that held the record is no longer in force."
        ),
        "reread": Reason(
            "文件没有变，读法或规则变了", "The same file, read by changed rules or software."
        ),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Circumstances:
    """What is known besides the two tables.

    `is_first`: there is no release before. `was_published`: the release before names the dataset.
    `is_kept_back`: the dataset is empty since the same was withdrawn. `is_corrected`: a notice of
    correction covers the dataset.
    """

    is_first: bool = False
    was_published: bool = True
    is_kept_back: bool = False
    is_corrected: bool = False


def with_reasons(
    contract: Contract,
    rows: pa.Table,
    tables: tuple[pa.Table | None, pa.Table],
    known: Circumstances,
) -> pa.Table:
    """Fill `reason_code` of the result of `changes` for the tables (old, new); add `reason`."""
    position = rows.schema.get_field_index("reason_code")
    if rows.num_rows == 0:
        return rows.add_column(position + 1, "reason", pa.array([], pa.large_string()))
    codes = _codes(contract, rows, tables, known)
    words = pa.array([REASONS[code].words for code in REASONS], pa.large_string())
    found = pc.index_in(codes, value_set=pa.array(list(REASONS), pa.large_string()))
    coded = rows.set_column(position, "reason_code", codes)
    return coded.add_column(position + 1, "reason", words.take(found))


def _codes(
    contract: Contract,
    rows: pa.Table,
    tables: tuple[pa.Table | None, pa.Table],
    known: Circumstances,
) -> pa.ChunkedArray:
    added, removed = pc.equal(rows["change"], "added"), pc.equal(rows["change"], "removed")
    codes = _by_files(rows, tables, added, removed)
    if contract.is_joined:
        codes = pc.if_else(pc.is_valid(codes), "derived", codes)
    if known.is_corrected:
        codes = pc.if_else(added, codes, "correction")
    if known.is_kept_back:
        codes = pc.if_else(removed, "withdrawn", codes)
    nothing_before = _without_before(tables[0], known)
    if nothing_before:
        codes = pc.if_else(added, nothing_before, codes)
    told = pc.not_equal(rows["reason_code"], "")
    return pc.if_else(told, rows["reason_code"], codes).cast(pa.large_string())


def _without_before(old: pa.Table | None, known: Circumstances) -> str:
    """Why there was no table before, "" if there was one."""
    if old is not None:
        return ""
    if known.is_first:
        return "first_release"
    return "after_withdrawal" if known.was_published else "new_dataset"


def _by_files(
    rows: pa.Table,
    tables: tuple[pa.Table | None, pa.Table],
    added: pa.ChunkedArray,
    removed: pa.ChunkedArray,
) -> pa.ChunkedArray:
    """What the files behind the records tell."""
    new = _placed(tables[1])
    old = new.slice(0, 0) if tables[0] is None else _placed(tables[0])
    fresh = pc.invert(_is_in(rows["source_after"], old["file"]))
    gone = pc.invert(_is_in(rows["source_before"], new["file"]))
    places = _joined(rows["unit_code"], rows["period"])
    # The same unit and month had a file that is gone, and has one that was not there.
    lost = old["place"].filter(pc.invert(_is_in(old["file"], new["file"])))
    gained = new["place"].filter(pc.invert(_is_in(new["file"], old["file"])))
    came = pc.if_else(_is_in(places, lost), "replaced_file", "new_submission")
    went = pc.if_else(_is_in(places, gained), "replaced_file", "file_dropped")
    moved = pc.not_equal(rows["source_before"], rows["source_after"])
    changed = pc.if_else(moved, "replaced_file", "reread")
    of_added = pc.if_else(fresh, came, "reread")
    of_removed = pc.if_else(gone, went, "reread")
    return pc.if_else(added, of_added, pc.if_else(removed, of_removed, changed))


def _placed(table: pa.Table) -> pa.Table:
    """The file and the place (unit and month) of every record."""
    place = _joined(table["unit_code"], table["period"])
    file = pc.fill_null(table[SOURCE_FILE].cast(pa.large_string()), "")
    return pa.table({"file": file, "place": place})


def _joined(unit: pa.ChunkedArray, period: pa.ChunkedArray) -> pa.ChunkedArray:
    texts = [pc.fill_null(one.cast(pa.large_string()), "") for one in (unit, period)]
    return pc.binary_join_element_wise(*texts, pa.scalar(END, pa.large_string()))


def _is_in(values: pa.ChunkedArray, known: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.is_in(values, value_set=pc.unique(known.combine_chunks()))
