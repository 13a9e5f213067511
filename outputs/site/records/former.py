"""Projects and documents that only earlier releases speak of: their addresses go on; 历史页面.

Belongs here: finding them, and the page that says where they last stood. Does not belong here: what
they said; that is in the release itself. Of what was withdrawn nothing is left in any release, and
so no page.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from outputs.site.addresses import (
    document_list,
    document_page,
    project_id,
    project_list,
    project_node,
    project_page,
)
from outputs.site.pages import Crumb, Page
from outputs.site.records.dating import Dated
from outputs.site.records.document_facts import ROLES
from outputs.site.records.joining import FLOWS, PROJECT
from outputs.site.records.shelf import Shelf
from outputs.site.releases import Release

Reader = Callable[[Path], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Former:
    """A project or document and the last release that spoke of it."""

    name: str
    path: str
    release: Release


def former_pages(shelf: Shelf) -> Iterator[Page]:
    """A page for each that an earlier release has and the newest has not. Raises OSError."""
    projects = {project_page(one) for one in shelf.joined.projects["id"].to_pylist()}
    yield from _pages(shelf, _all(shelf, _projects, projects), "项目", project_list())
    documents = {document_page(number) for number in shelf.mentions.numbers}
    yield from _pages(shelf, _all(shelf, _documents, documents), "文件", document_list())


def _all(shelf: Shelf, read: Reader, present: set[str]) -> Mapping[str, Former]:
    found: dict[str, Former] = {}
    for release in shelf.releases:
        if release is not shelf.newest:
            for path, name in read(release.folder / "data"):
                if path not in present:
                    found.setdefault(path, Former(name, path, release))
    return found


def _projects(data: Path) -> Iterator[tuple[str, str]]:
    rows = _columns(data / f"{PROJECT}.parquet", ("unit_code", "project_key", "project_name"))
    for row in rows.to_pylist():
        node = project_node(row["unit_code"], row["project_key"])
        yield project_page(project_id(node)), row["project_name"]
    flows = _columns(data / f"{FLOWS}.parquet", ("payee_node", "payee_name", "payee_level"))
    paid = flows.filter(pc.equal(flows["payee_level"], "项目")).group_by(["payee_node"])
    for row in paid.aggregate([("payee_name", "min")]).to_pylist():
        yield project_page(project_id(row["payee_node"])), row["payee_name_min"]


def _documents(data: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(data.glob("*.parquet")):
        names = [name for name in ROLES if name in parquet.read_schema(path).names]
        table = parquet.read_table(path, columns=names) if names else pa.table({})
        for name in names:
            for number in pc.unique(table[name]).drop_null().to_pylist():
                yield document_page(number), number


def _columns(path: Path, names: tuple[str, ...]) -> pa.Table:
    if not path.is_file():
        return pa.schema([(name, pa.string()) for name in names]).empty_table()
    return parquet.read_table(path, columns=list(names))


def _pages(shelf: Shelf, found: Mapping[str, Former], family: str, upper: str) -> Iterator[Page]:
    for path, one in sorted(found.items()):
        context = {
            "newest": shelf.newest,
            "release": one.release,
            "family": family,
            "dated": Dated(one.release.released_at, one.release.released_at),
            "upper": upper,
        }
        crumbs = (Crumb("首页", "index.html"), Crumb(family, upper), Crumb(one.name, None))
        yield Page(path, "former.html", one.name, family, crumbs, context)
