"""prov.json: which submitted files a release was derived from, for whom and when; PROV-JSON.

Belongs here: entities, agent and relations of W3C PROV. Does not belong here: the cells that single
values come from (`provenance/`). A file of its own and no part of RELEASE.json, for a reader of
PROV-JSON reads nothing else in it. A submitted file is named by its hash, as RFC 6920 does.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from expectations.documents import document_bytes

PROV = "prov.json"
NAMED_BY_HASH = "nih:sha-256;"
GENERATED, USED = "prov:generatedEntity", "prov:usedEntity"


def prov_document(
    document: Mapping[str, Any], package: str, sources: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """The provenance of a release and of each of its tables.

    `document`: RELEASE.json's value; `package`: the URI that identifies the office's data;
    `sources`: SHA-256 in hex of the source files, by dataset.
    """
    release = f"release:{document['version']}"
    tables = {name: f"table:{document['version']}/{name}" for name in sorted(document["datasets"])}
    generated = {"prov:entity": release, "prov:time": document["released_at"]}
    return {
        "prefix": {
            "file": NAMED_BY_HASH,
            "release": f"{package}#",
            "table": f"{package}#table/",
            "office": f"{package}#office/",
        },
        "entity": _entities(document, release, tables, sources),
        "agent": {
            "office:publisher": {
                "prov:type": _qualified("prov:Organization"),
                "prov:label": document["office"],
            }
        },
        "wasGeneratedBy": {"_:generated": generated},
        "wasAttributedTo": {
            "_:attributed": {"prov:entity": release, "prov:agent": "office:publisher"}
        },
        "hadMember": {
            f"_:member-{name}": {"prov:collection": release, "prov:entity": table}
            for name, table in tables.items()
        },
        "wasDerivedFrom": {**_revision(document, release), **_derivations(tables, sources)},
    }


def write_prov(
    folder: Path,
    document: Mapping[str, Any],
    package: str,
    sources: Mapping[str, tuple[str, ...]],
) -> None:
    """Write prov.json into the release folder."""
    (folder / PROV).write_bytes(document_bytes(prov_document(document, package, sources)))


def _entities(
    document: Mapping[str, Any],
    release: str,
    tables: Mapping[str, str],
    sources: Mapping[str, tuple[str, ...]],
) -> dict[str, Any]:
    files = sorted({digest for digests in sources.values() for digest in digests})
    entities: dict[str, Any] = {
        release: {
            "prov:type": _qualified("prov:Collection"),
            "prov:label": f"{document['title']} {document['version']}",
        }
    }
    for name, table in tables.items():
        entities[table] = {"prov:label": document["datasets"][name]["title"]}
    for digest in files:
        entities[f"file:{digest}"] = {"prov:label": f"报送文件 SHA-256 {digest}"}
    if document["previous"]:
        entities[_previous(document)] = {"prov:type": _qualified("prov:Collection")}
    return entities


def _revision(document: Mapping[str, Any], release: str) -> dict[str, Any]:
    """A release is a revision of the one before it."""
    if not document["previous"]:
        return {}
    kind = {"prov:type": _qualified("prov:Revision")}
    return {"_:revision": {GENERATED: release, USED: _previous(document), **kind}}


def _derivations(
    tables: Mapping[str, str], sources: Mapping[str, Iterable[str]]
) -> dict[str, dict[str, str]]:
    return {
        f"_:derived-{name}-{number}": {GENERATED: table, USED: f"file:{digest}"}
        for name, table in tables.items()
        for number, digest in enumerate(sources.get(name, ()), 1)
    }


def _previous(document: Mapping[str, Any]) -> str:
    return f"release:{document['previous']['version']}"


def _qualified(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
