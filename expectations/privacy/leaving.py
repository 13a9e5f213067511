"""The guard over every byte that leaves: the files of a release before it is in place; 发布审查.

Belongs here: looking at a file or a folder of ours that is to be published. Does not belong here:
received files (arriving) and who may allow a hit (allowances). A file that cannot be taken apart is
looked at as bytes, one that is too big for that piece by piece (pieces): nothing leaves unseen.
"""

import csv
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from expectations.privacy.arriving import Seen, scan_bytes_of, spoken_hits
from expectations.privacy.detecting import detect
from expectations.privacy.hits import Found, Hit, Kind, Spot, seal
from expectations.privacy.markup import json_hits, page_texts, plain_texts
from expectations.privacy.parts import Spoken
from expectations.privacy.pieces import big_hits, is_big
from expectations.privacy.remains import binary_texts
from expectations.privacy.stored import StoredColumns
from expectations.privacy.tables import (
    RECORD_ID,
    Columnar,
    Excuse,
    columns_of,
    nothing_excused,
    scan_table,
    suspects,
)
from expectations.reasons import Reason, reason
from sources.contract import Contract, load_contracts
from sources.finding import Severity
from sources.hashing import sha256_of_file
from sources.limits import DEFAULT_LIMITS
from sources.refusal import UnreadableFileError

SHOWN_FILES = 20  # with personal data; whoever must repair one repairs all
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PDF_TEXT = re.compile(rb"\(((?:[^()\\]|\\.)*)\)")
Placed = tuple[Found, Spot]
Known = frozenset[tuple[str, str]]
NOTHING: Known = frozenset()


def scan_bytes(path: Path, known: Known = NOTHING, excused: Excuse = nothing_excused) -> list[Hit]:
    """The hits of a file that is to leave, by its name's ending; OSError if it cannot be read.

    `known` are kinds and values that stand in columns whose role permits or only asks about them:
    the same values in another file of the release are no news. `excused` is what was allowed.
    """
    digest = sha256_of_file(path)
    hits = _scan_name(path, known, excused)
    table = _table(path)
    if table is not None:
        contract = load_contracts().get(path.stem)
        return hits + scan_table(
            contract, table, digest, lambda one: excused(one) or _key(one) in known
        )
    return hits + [seal(found, spot, digest) for found, spot in _new(_texts(path), known, excused)]


def _scan_rest(path: Path, known: Known, excused: Excuse, rest: bytes) -> list[Hit]:
    """The hits of the name, and of what such a file holds beside what is looked at elsewhere."""
    placed = READERS.get(path.suffix, _in_text)(rest) if rest else iter(())
    found = [seal(*one, sha256_of_file(path)) for one in _new(placed, known, excused)]
    return _scan_name(path, known, excused) + found


def _scan_name(path: Path, known: Known, excused: Excuse) -> list[Hit]:
    named = _new(spoken_hits([Spoken(path.name, Spot("文件名"))]), known, excused)
    return [seal(found, spot, sha256_of_file(path)) for found, spot in named]


def _new(placed: Iterable[Placed], known: Known, excused: Excuse) -> Iterator[Placed]:
    seen = Seen()
    return (
        (found, spot)
        for found, spot in placed
        if _key(found) not in known and not excused(found) and seen.is_new(found, spot)
    )


def _key(found: Found) -> tuple[str, str]:
    return found.kind.value, found.value


def _table(path: Path) -> Columnar | None:
    """The table of a Parquet or CSV file; None if it is neither, or none that can be read."""
    import pyarrow.csv as pv

    try:
        if path.suffix == ".parquet":
            return StoredColumns(path)
        if path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                names = next(csv.reader(file), [])
            texts = pv.ConvertOptions(column_types={name: pa.string() for name in names})
            parse = pv.ParseOptions(newlines_in_values=True)
            table: Columnar = pv.read_csv(path, parse_options=parse, convert_options=texts)
            return table
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    return None


def _texts(path: Path) -> Iterator[Placed]:
    """What any other file holds; one that is not what its name says is looked at as bytes."""
    try:
        if is_big(path):
            yield from big_hits(path)
        else:
            yield from READERS.get(path.suffix, _in_text)(path.read_bytes())
    except (UnreadableFileError, ValueError):
        yield from spoken_hits(binary_texts(path.read_bytes(), "文件内部"))


def _in_package(content: bytes) -> Iterator[Placed]:
    return scan_bytes_of(content, "", DEFAULT_LIMITS, Seen())


def _in_page(content: bytes) -> Iterator[Placed]:
    return spoken_hits(page_texts(content.decode("utf-8-sig")))


def _in_text(content: bytes) -> Iterator[Placed]:
    return spoken_hits(plain_texts(content.decode("utf-8-sig")))


def _in_pdf(content: bytes) -> Iterator[Placed]:
    return spoken_hits(_pdf_texts(content))


READERS: Mapping[str, Callable[[bytes], Iterator[Placed]]] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".ods"), _in_package),
    **dict.fromkeys((".html", ".htm", ".xml", ".svg"), _in_page),
    **dict.fromkeys((".json", ".jsonld"), json_hits),
    ".pdf": _in_pdf,
}


def _pdf_texts(content: bytes) -> Iterator[Spoken]:
    """Plain texts of a PDF's streams; a text in a font's own codes is not read."""
    for number, match in enumerate(PDF_STREAM.finditer(content), 1):
        try:
            stream = zlib.decompress(match[1])
        except zlib.error:
            stream = match[1]
        joined = b"".join(PDF_TEXT.findall(stream))
        yield Spoken(joined.decode("latin-1"), Spot(f"PDF 第 {number} 段"))
    yield from binary_texts(content, "文件内部")


def scan_folder(
    folder: Path,
    excused: Excuse = nothing_excused,
    clean: frozenset[str] = frozenset(),
    known: Known | None = None,
    rests: Mapping[str, bytes] | None = None,
) -> Mapping[str, list[Hit]]:
    """Hits by path below a folder of a release; only files that have some.

    What a role permits in `data/` may stand in every other file, and so may the signers' addresses,
    which a stranger needs to verify with: `known`, computed if not given. Files whose SHA-256 is in
    `clean` are passed over. `rests` are files that were found to say what other files of the folder
    say: of those their name is looked at, and the file that is left without it, b"" for none.
    """
    known = frozenset(permitted_values(folder)) if known is None else known
    found = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        if clean and sha256_of_file(path) in clean:
            continue
        name = path.relative_to(folder).as_posix()
        rest = None if rests is None else rests.get(name)
        if rest is None:
            hits = scan_bytes(path, known, excused)
        else:
            hits = _scan_rest(path, known, excused, rest)
        if hits:
            found[name] = hits
    return found


def permitted_values(folder: Path) -> Iterator[tuple[str, str]]:
    """What roles of columns permit or only ask about, ids, signers' addresses: kinds and values."""
    contracts = load_contracts()
    for path in sorted((folder / "data").glob("*.parquet")):
        table = _table(path)
        if table is not None:
            yield from _permitted(contracts.get(path.stem), table)
    for path in sorted((folder / "changes").glob("*.csv")):
        yield from _permitted(None, _ids(path))
    for path in folder.rglob("allowed_signers"):
        for one in detect(path.read_text(encoding="utf-8")):
            if one.kind is Kind.EMAIL:
                yield _key(one)


def _ids(path: Path) -> pa.Table:
    """The ids of a list of changes: those of records that are gone stand nowhere in `data/`."""
    import pyarrow.csv as pv

    parse = pv.ParseOptions(newlines_in_values=True)
    convert = pv.ConvertOptions(
        column_types={RECORD_ID: pa.string()},
        include_columns=[RECORD_ID],
        include_missing_columns=True,
    )
    return pv.read_csv(path, parse_options=parse, convert_options=convert)


def _permitted(contract: Contract | None, table: Columnar) -> Iterator[tuple[str, str]]:
    for column in columns_of(contract, table):
        for found, _ in suspects(column):
            if column.weigh(found) is not Severity.ERROR:
                yield _key(found)


def privacy_reasons(found: Mapping[str, Sequence[Hit]]) -> tuple[Reason, ...]:
    """Why a folder may not leave: one reason for each file with a hit that blocks."""
    blocked = {
        name: errors
        for name, hits in found.items()
        if (errors := [hit for hit in hits if hit.severity is Severity.ERROR])
    }
    return tuple(
        reason("privacy", detail=f"{name}，{hits[0].place}，{hits[0].masked}，共 {len(hits)} 处")
        for name, hits in list(blocked.items())[:SHOWN_FILES]
    )
