"""What still stands of a release from which files were withdrawn.

Belongs here: the one thing by which such a release differs from what its own lists say, which stay
as they were published: the files that its tombstone names are gone. Does not belong here: judging.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conformance.running import CONFORM

TOMBSTONE = "WITHDRAWN.json"
LISTS = {"datapackage.json": ("resources", "path"), "csv-metadata.json": ("tables", "url")}
SUMS = "SHA256SUMS"


@contextmanager
def standing(file: Path) -> Iterator[Path]:
    """A list of a release; where files were withdrawn, in a copy without the lines of these."""
    tombstone = file.parent / TOMBSTONE
    if not tombstone.is_file():
        yield file
        return
    told = json.loads(tombstone.read_text(encoding="utf-8"))["withdrawals"]
    gone = {name for one in told for name in one["removed"]}
    assert not [name for name in gone if (file.parent / name).exists()]
    with tempfile.TemporaryDirectory(dir=CONFORM) as folder:
        copy = Path(folder) / file.parent.name
        shutil.copytree(file.parent, copy, copy_function=os.link)
        (copy / file.name).unlink()
        (copy / file.name).write_text(_without(file, gone), encoding="utf-8")
        yield copy / file.name


def _without(file: Path, gone: set[str]) -> str:
    text = file.read_text(encoding="utf-8")
    if file.name == SUMS:
        kept = (line for line in text.splitlines(True) if line.rstrip().split("  ")[1] not in gone)
        return "".join(kept)
    members, path = LISTS[file.name]
    document: dict[str, Any] = json.loads(text)
    document[members] = [one for one in document[members] if one[path] not in gone]
    return json.dumps(document, ensure_ascii=False)
