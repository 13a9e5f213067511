"""oc4ids/projects.json: all projects of a release as one package; 项目信息公开标准文件.

Belongs here: the package around the projects, writing it, and its line in datapackage.json. Does
not belong here: a project. It follows from the published tables and RELEASE.json alone, so it needs
no signature of its own: the verifier makes it again.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from outputs.oc4ids.gathering import gather
from outputs.oc4ids.project import project_of
from outputs.oc4ids.writing import json_text
from outputs.publisher import LICENCE_URL

PROJECTS = "oc4ids/projects.json"
TITLE = "项目（OC4IDS 0.9.5）"
VERSION = "0.9"
# What the standard's own documentation uses until a prefix is registered.
PLACEHOLDER = "xxxxxx"
DERIVED = (
    "由公开的项目、资金、绩效、采购和文件数据推算，可以重新得出。"
    f"项目标识以 oc4ids-{PLACEHOLDER} 开头的，前缀是占位，没有登记。"
)
# The page of the site that tells how to use the data, and what is not in it.
GUIDE = "about/index.html"


def projects_text(data: Path, document: Mapping[str, Any]) -> Iterator[str]:
    """The file piece by piece, one project a line; nothing at all if there is no project.

    `data`: the folder of canonical CSVs; `document`: RELEASE.json. A package without projects is
    not valid, so none is written. Raises OSError, duckdb.Error, KeyError, InvalidOperation.
    """
    prefix = document.get("oc4ids_prefix") or PLACEHOLDER
    before = json_text(_package(document)).removesuffix("}") + ',"projects":[\n'
    for one in gather(data):
        yield before + json_text(project_of(one, prefix))
        before = ",\n"
    if before == ",\n":
        yield "\n]}\n"


def write_projects(folder: Path, document: Mapping[str, Any]) -> None:
    """Write the file into a release folder whose data/*.csv are in place, if it has projects."""
    path = folder / PROJECTS
    pieces = projects_text(folder / "data", document)
    first = next(pieces, None)
    if first is None:
        return
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(chain((first,), pieces))


def projects_digest(data: Path, document: Mapping[str, Any]) -> str:
    """SHA-256 in hex of what `write_projects` writes."""
    digest = hashlib.sha256()
    for piece in projects_text(data, document):
        digest.update(piece.encode())
    return digest.hexdigest()


def projects_resource(folder: Path) -> list[dict[str, Any]]:
    """What datapackage.json says of the file, without its size and hash; empty without a file."""
    if not (folder / PROJECTS).exists():
        return []
    return [
        {
            "name": "oc4ids-projects",
            "title": TITLE,
            "description": DERIVED,
            "path": PROJECTS,
            "format": "json",
            "mediatype": "application/json",
        }
    ]


def _package(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the standard asks of a package; addresses only where the office has a site."""
    site = document.get("site_url")
    place = f"releases/{document['version']}/{PROJECTS}"
    publisher: dict[str, Any] = {"name": document["office"]}
    if site:
        publisher["uri"] = site
    guide = {"publicationPolicy": f"{site.rstrip('/')}/{GUIDE}"} if site else {}
    return {
        "uri": f"{site.rstrip('/')}/{place}" if site else f"urn:uuid:{_uuid(document)}",
        "publishedDate": document["released_at"],
        "version": VERSION,
        "license": LICENCE_URL,
        **guide,
        "publisher": publisher,
    }


def _uuid(document: Mapping[str, Any]) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{document['office']}/{document['version']}/{PROJECTS}")
