"""One DuckDB file of each release, `databases/<name>-<version>.duckdb`, for those who ask in SQL.

Belongs here: making, replacing and removing these files, and whether one holds the release's
tables. Does not belong here: the script that makes the tables (`formats/duckdb_script.py`), which
lies in the release. The bytes of a database are not promised: DuckDB writes a random identifier,
and bytes that it never set. So the file stands outside of the release, and a process of its own
makes it, which has seen nothing but published files. Where anything was withdrawn there is none.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.durable import sync_file, sync_folder
from outputs.archives import BEING_MADE, stem_of
from outputs.chain import RELEASES, UNFINISHED, Link
from outputs.formats.duckdb_script import SCRIPT
from outputs.problem import Problem
from outputs.withdrawals import Withdrawn, touching

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DATABASES = "databases"
SUFFIX = ".duckdb"
# Which release a file was made from.
MARK = "mingzhang_release"
LONGEST = 1800.0


def renew_databases(public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> None:
    """Remove databases of anything else than these releases, then make those that are missing.

    Raises OSError, subprocess.CalledProcessError or TimeoutExpired if one cannot be made.
    """
    folder = public / DATABASES
    wanted = _wanted(links, withdrawals)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        link = wanted.get(path.name)
        if link is None or _digest_in(path) != link.digest:
            path.unlink()
    for name, link in wanted.items():
        if not (folder / name).exists():
            _make(folder, name, link)


def _wanted(links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> dict[str, Link]:
    """File name → release; one of earlier software has no script."""
    return {
        f"{stem_of(link)}{SUFFIX}": link
        for link in links
        if (link.folder / SCRIPT).is_file() and not touching(withdrawals, link.version)
    }


def _make(folder: Path, name: str, link: Link) -> None:
    folder.mkdir(exist_ok=True)
    beside = folder / f"{name}{BEING_MADE}"
    beside.unlink(missing_ok=True)
    words = [str(beside.absolute()), str(link.folder.absolute()), link.digest]
    command = [sys.executable, "-m", "outputs.database", *words]
    subprocess.run(command, check=True, timeout=LONGEST)  # noqa: S603 our own program and paths
    sync_file(beside)
    beside.rename(folder / name)
    sync_folder(folder)


def database_problems(
    public: Path, links: Sequence[Link], withdrawals: Sequence[Withdrawn]
) -> Iterator[Problem]:
    """What is wrong in databases/: a stranger, or tables that are not those of the release.

    That there is no database is no fault. While a publication or withdrawal is being finished they
    are not judged. Raises OSError.
    """
    folder = public / DATABASES
    if not folder.is_dir() or (public / RELEASES / UNFINISHED).is_file():
        return
    wanted = _wanted(links, withdrawals)
    for path in sorted(folder.iterdir()):
        where = f"{DATABASES}/{path.name}"
        if path.name not in wanted or path.is_symlink() or not path.is_file():
            yield Problem("extra_file", where, "这里不该有这个文件。")
        elif not _holds(path, wanted[path.name].folder):
            yield Problem("changed_database", where, "数据库的表与发布文件夹里的不同。")


def _digest_in(path: Path) -> str | None:
    """The release that a database says it was made from; None if it does not say or is none."""
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute(f"SELECT digest FROM {MARK}").fetchall()  # noqa: S608 our name
    except duckdb.Error:
        return None
    return str(found[0][0]) if found else None


def _holds(path: Path, folder: Path) -> bool:
    """Whether the database has the tables of the release, row by row, in whatever order."""
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            listed = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
            names = {str(name) for (name,) in listed} - {MARK}
            files = {one.stem: one for one in (folder / "data").glob("*.parquet")}
            return names == set(files) and all(
                _rows(connection, f'"{name}"') == _rows(connection, "read_parquet(?)", [str(one)])
                for name, one in files.items()
            )
    except duckdb.Error:
        return False


def _rows(
    connection: "DuckDBPyConnection", source: str, given: Sequence[str] = ()
) -> list[tuple[object, ...]]:
    """Number of rows and a sum over the hashes of all, which no order changes."""
    query = f"SELECT count(*), sum(hash(one)::HUGEINT) FROM {source} AS one"  # noqa: S608 our names
    return connection.execute(query, list(given)).fetchall()
