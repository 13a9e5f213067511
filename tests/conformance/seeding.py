"""Seeded defects: read from defects.yaml, made in a copy of an accepted sample."""

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "shared" / "reference" / "samples"


@dataclass(frozen=True)
class Defect:
    """One change to one sample; `change` holds the keys of defects.yaml."""

    sample: str
    file: str
    name: str
    seen: tuple[str, ...]
    blind: tuple[str, ...]
    change: dict[str, Any] = field(hash=False)

    @property
    def title(self) -> str:
        return f"{self.sample}: {self.name}"


@cache
def defects() -> tuple[Defect, ...]:
    groups = yaml.safe_load((HERE / "defects.yaml").read_text(encoding="utf-8"))
    return tuple(
        Defect(
            group["sample"],
            group["file"],
            line["name"],
            tuple(line["seen"]),
            tuple(line["blind"]),
            line,
        )
        for group in groups
        for line in group["defects"]
    )


def seeded(defect: Defect, folder: Path) -> Path:
    """A copy of the sample with the defect. Raises ValueError if it changes nothing."""
    shutil.copytree(SAMPLES / defect.sample, folder)
    change = defect.change
    if "text" in change:
        _replace(folder / change.get("in", defect.file), change)
    if "set" in change:
        _edit(folder / defect.file, change["set"][0], change["set"][1:])
    if "drop" in change:
        _edit(folder / defect.file, change["drop"], [])
    if defect.sample == "datapackage-v2" and change.get("hashes") != "kept":
        _count_anew(folder / defect.file)
    return folder


def _replace(file: Path, change: dict[str, Any]) -> None:
    before = file.read_bytes().decode()
    for old, new in (change["text"], change.get("either", change["text"])):
        if old in before:
            file.write_bytes(before.replace(old, new, 1).encode())
            return
    raise ValueError(f"{file.name} does not hold {change['text'][0]!r}")


def _edit(file: Path, path: str, value: list[Any]) -> None:
    """Set what lies at a path, or drop it if there is no value."""
    document = json.loads(file.read_text(encoding="utf-8"))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = document
    for step in way:
        place = place[step]
    if value:
        place[last] = value[0]
    else:
        del place[last]
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")


def _count_anew(package: Path) -> None:
    document = json.loads(package.read_text(encoding="utf-8"))
    for resource in document["resources"]:
        content = (package.parent / resource["path"]).read_bytes()
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    package.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")


def page() -> str:
    """docs/conformance.md: which program sees which defect."""
    lines = [
        f"| {d.title} | {', '.join(d.seen)} | {', '.join(d.blind) or '—'} |" for d in defects()
    ]
    return (HERE / "page.md").read_text(encoding="utf-8") + "\n".join(lines) + "\n"
