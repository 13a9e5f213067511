"""Programs that judge descriptors: Data Package, CSVW, OC4IDS, PROV, JSON Schema, licences."""

import json
import tempfile
from pathlib import Path
from typing import Any

from conformance.running import (
    CONFORM,
    PROGRAMS,
    ImpossibleError,
    ask,
    complaint,
    program,
    standard,
)
from conformance.standing import standing


def frictionless(public: Path, path: str) -> str:
    """The package, its hashes and every row of every table against its schema and keys."""
    with standing(public / path) as file:
        return complaint(ask([program("data", "frictionless"), "validate", file.name], file.parent))


def dp_profile(public: Path, path: str) -> str:
    """The descriptor against the official profile of Data Package 2.0."""
    return _schema(standard("dp-2.0/datapackage.json"), public / path)


def check_datapackage(public: Path, path: str) -> str:
    """The descriptor by a second program, where a Python 3.12 is."""
    if not (CONFORM / "descriptor" / "bin").exists():
        raise ImpossibleError("check-datapackage: not possible here, no Python 3.12")
    file = public / path
    command = [program("descriptor", "check-datapackage"), "check", file.name, "--strict"]
    return complaint(ask(command, file.parent))


def csvw(public: Path, path: str) -> str:
    with standing(public / path) as file:
        command = [program("data", "csvwvalidate"), "-v", "--lax", file.name]
        return complaint(ask(command, file.parent))


def oc4ids(public: Path, path: str) -> str:
    """The AGPL checker as a program of its own; a field it does not know is a failure too."""
    command = [program("oc4ids", "python"), standard("oc4ids_offline.py")]
    done = ask([*command, standard("oc4ids-0.9.5"), str(public / path)])
    if complaint(done):
        return complaint(done)
    counted = json.loads(done.stdout).get("additional_fields_count")
    return "" if counted == 0 else f"additional_fields_count is {counted}"


def flattentool(public: Path, path: str) -> str:
    """Projects to tables and back are the same projects; their order is that of the last table."""
    flatten, schema = program("flat", "flatten-tool"), standard("oc4ids-0.9.5/project-schema.json")
    shape = ["--root-list-path", "projects", "--root-id", ""]
    with tempfile.TemporaryDirectory() as folder:
        there = [flatten, "flatten", str(public / path), "-f", "csv", "-o", "flat", *shape]
        done = ask([*there, "-s", schema, "--main-sheet-name", "projects"], Path(folder))
        if complaint(done):
            return complaint(done)
        back = [flatten, "unflatten", "flat", "-f", "csv", "-o", "back.json", *shape]
        done = ask([*back, "-s", schema], Path(folder))
        if complaint(done):
            return complaint(done)
        again = _by_id(Path(folder) / "back.json")
    return "" if again == _by_id(public / path) else "projects differ after the round trip"


def _by_id(file: Path) -> list[dict[str, Any]]:
    projects = json.loads(file.read_text(encoding="utf-8"))["projects"]
    return sorted(projects, key=lambda project: str(project["id"]))


def prov(public: Path, path: str) -> str:
    return complaint(
        ask([program("data", "prov-convert"), "-f", "provn", str(public / path), "/dev/null"])
    )


def metaschema(public: Path, path: str) -> str:
    """A schema is a schema."""
    return complaint(
        ask([program("data", "check-jsonschema"), "--check-metaschema", str(public / path)])
    )


def ajv(public: Path, path: str) -> str:
    """A schema compiles in a second engine."""
    command = [program("node", "ajv"), "compile", "--spec=draft2020", "--strict=false"]
    known = ["-c", str(CONFORM / "node/node_modules/ajv-formats/dist/index.js")]
    return complaint(ask([*command, *known, "-s", str(public / path)]))


def own_schema(public: Path, path: str) -> str:
    """A JSON file against the schema published for it."""
    file = public / path
    here = file.with_suffix(".schema.json")
    schema = here if here.exists() else file.parent.parent / "schema" / here.name
    if not schema.exists():
        return "" if _unfinished(public) else f"no schema is published for {path}"
    return _schema(str(schema), file)


def _unfinished(public: Path) -> bool:
    """Releases made before JSON Schemas were published have none at all."""
    return not any(public.glob("releases/*/schema/*.schema.json"))


def licence(public: Path, path: str) -> str:
    """Licence names are SPDX expressions."""
    command = [program("data", "python"), str(PROGRAMS / "licences.py"), str(public / path)]
    return complaint(ask(command))


def _schema(schema: str, file: Path) -> str:
    command = [program("data", "check-jsonschema"), "--schemafile", schema, str(file)]
    return complaint(ask(command))
