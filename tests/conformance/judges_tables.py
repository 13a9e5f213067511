"""Programs that read tables: DuckDB, polars, openpyxl, calamine, csvkit. Many files at once."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from conformance.running import PROGRAMS, ask, complaint, program

TABLES = """
select view_name from duckdb_views() where not internal
union all select table_name from duckdb_tables()
"""
Verdicts = dict[str, str]
UNCONVERTED = "all_varchar = true, header = true, strict_mode = true, delim = ','"


def csvclean(public: Path, paths: tuple[str, ...]) -> Verdicts:
    """csvkit finds no ragged or empty row."""
    return {path: said["error"] for path, said in _ask("clean", public, paths).items()}


def duckdb_csv(public: Path, paths: tuple[str, ...]) -> Verdicts:
    return {path: _told(lambda p=path: measured_csv(public / p)) for path in paths}


def duckdb_parquet(public: Path, paths: tuple[str, ...]) -> Verdicts:
    return {path: _told(lambda p=path: measured_parquet(public / p)) for path in paths}


def polars_csv(public: Path, paths: tuple[str, ...]) -> Verdicts:
    """polars reads as many rows and the same fen as DuckDB."""
    return _compared("csv", public, paths, measured_csv)


def polars_parquet(public: Path, paths: tuple[str, ...]) -> Verdicts:
    """polars reads as many rows and the same fen as DuckDB reads from the CSV beside it, if any."""
    return _compared("parquet", public, paths, _twin_of_parquet)


def openpyxl(public: Path, paths: tuple[str, ...]) -> Verdicts:
    return {path: _told(lambda p=path: fen_by_openpyxl(public / p)) for path in paths}


def calamine(public: Path, paths: tuple[str, ...]) -> Verdicts:
    """calamine reads the same cells as openpyxl; no cell is a formula."""
    return {path: _calamine(public / path) for path in paths}


def duckdb_file(public: Path, path: str) -> str:
    """A database opens read-only, and each of its tables can be counted."""
    import duckdb

    with duckdb.connect(str(public / path), read_only=True) as base:
        names = [name for (name,) in base.sql(TABLES).fetchall()]
        for name in names:
            base.sql(f'select count(*) from "{name}"').fetchall()
    return "" if names else "no table"


def duckdb_sql(public: Path, path: str) -> str:
    """The script of a release makes its tables, views and comments."""
    import duckdb

    folder = (public / path).parents[1]
    script = (public / path).read_text(encoding="utf-8")
    with duckdb.connect(config={"threads": 1}) as base:
        base.execute(f"SET file_search_path = '{folder}'")
        try:
            base.execute(script)
        except duckdb.Error as error:
            return str(error)
        return "" if base.execute(TABLES).fetchall() else "no table"


def measured_csv(file: Path) -> dict[str, object]:
    return _measured(f"read_csv('{file}', {UNCONVERTED})")


def measured_parquet(file: Path) -> dict[str, object]:
    return _measured(f"read_parquet('{file}')")


@cache
def _engine() -> Any:
    """One database for all files: opening one costs more than reading a small table."""
    import duckdb

    return duckdb.connect(config={"threads": 1})


def _measured(source: str) -> dict[str, object]:
    """Rows, and the sum of each column of fen."""
    with _engine().cursor() as base:
        names = [row[0] for row in base.sql(f"describe select * from {source}").fetchall()]
        fen = sorted(name for name in names if name.endswith("_fen"))
        sums = "".join(f', coalesce(sum(cast("{name}" as bigint)), 0)' for name in fen)
        found = base.sql(f"select count(*){sums} from {source}").fetchall()[0]
    return {"rows": found[0], "fen": {n: int(v) for n, v in zip(fen, found[1:], strict=True)}}


def _twin_of_parquet(file: Path) -> dict[str, object]:
    twin = file.with_suffix(".csv")
    return measured_csv(twin) if twin.exists() else measured_parquet(file)


def _compared(
    kind: str, public: Path, paths: tuple[str, ...], measured: Callable[[Path], dict[str, object]]
) -> Verdicts:
    verdicts = {}
    for path, said in _ask(kind, public, paths).items():
        if error := said.pop("error"):
            verdicts[path] = error
            continue
        ours = measured(public / path)
        verdicts[path] = "" if said == ours else f"polars reads {said}, DuckDB {ours}"
    return verdicts


def _ask(kind: str, public: Path, paths: tuple[str, ...]) -> dict[str, dict[str, object]]:
    done = ask([program("data", "python"), str(PROGRAMS / "tables.py"), kind, *paths], public)
    if complaint(done):
        raise RuntimeError(complaint(done))
    return json.loads(done.stdout)


def _told(read: Callable[[], object]) -> str:
    try:
        read()
    except Exception as error:  # noqa: BLE001 - whatever a reader raises is its verdict
        return f"{type(error).__name__}: {error}"[:2000]
    return ""


def fen_by_openpyxl(file: Path) -> list[list[list[object]]]:
    """Cells of every sheet. Raises ValueError for a formula."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    raise ValueError(f"a live formula in {sheet.title}!{cell.coordinate}")
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


def _calamine(file: Path) -> str:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(file)
        read = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        ours = fen_by_openpyxl(file)
    except Exception as error:  # noqa: BLE001 - whatever a reader raises is its verdict
        return f"{type(error).__name__}: {error}"[:2000]
    return "" if _numbers(read) == _numbers(ours) else "calamine and openpyxl read other numbers"


def _numbers(sheets: list[list[list[object]]]) -> list[list[int]]:
    """Each number as hundredths, in order: equal to the fen."""
    return [
        [
            round(v * 100)
            for row in sheet
            for v in row
            if isinstance(v, int | float) and not isinstance(v, bool)
        ]
        for sheet in sheets
    ]
