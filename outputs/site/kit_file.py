"""The archive of a portal kit: texts to paste, workbooks to attach, a checklist.

Belongs here: its members and its bytes. Does not belong here: what the texts say (templates). Its
path is ASCII, the names inside are Chinese. It is made for the newest release only: an older one is
announced already, and its workbooks lie in the release.
"""

import hashlib
import io
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from jinja2 import Environment

from outputs.site.kit import Kit, KitLine
from outputs.site.tables import read_table

ANNOUNCEMENT, WECHAT, CHECKLIST = "公告正文.html", "微信稿.txt", "发布清单.txt"
TABLES, ATTACHMENTS = "正文表格", "附件"
# A portal's editor takes no attachment beyond some ten megabytes; what is left out is linked.
LARGEST = 50_000_000
READABLE = 0o644 << 16
PIECE = 1 << 20


def kit_bytes(environment: Environment, kit: Kit, there: Path) -> bytes | None:
    """The archive of a kit; None if the one that is there says the same. Raises OSError."""
    texts = {f"{kit.folder}/{name}": text for name, text in _texts(environment, kit)}
    files = {f"{kit.folder}/{name}": path for name, path in _workbooks(kit)}
    seal = _seal(kit, texts, files)
    if _sealed(there) == seal:
        return None
    # China's time on the wall, as it was signed: ZIP knows no zones.
    at = datetime.fromisoformat(kit.release.released_at)
    wall = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        archive.comment = seal
        for name, text in texts.items():
            archive.writestr(_member(name, wall, ZIP_DEFLATED), text.encode())
        for name, source in files.items():
            with (
                source.open("rb") as file,
                archive.open(_member(name, wall, ZIP_STORED), "w") as content,
            ):
                shutil.copyfileobj(file, content, PIECE)
    return made.getvalue()


def _texts(environment: Environment, kit: Kit) -> Iterator[tuple[str, str]]:
    """Name and content of what is pasted; a text for Windows begins with a mark of its encoding."""
    attached = {line.facts.id for line in _fitting(kit)}
    context = {"kit": kit, "release": kit.release, "attached": attached, "is_file": True}
    for name, source in (
        (ANNOUNCEMENT, "kit_fragment.html"),
        (WECHAT, "kit_wechat.txt"),
        (CHECKLIST, "kit_checklist.txt"),
    ):
        text = environment.get_template(source).render(context)
        yield name, text if name.endswith("html") else "\ufeff" + text.replace("\n", "\r\n")
    template = environment.get_template("kit_table.html")
    for line in kit.lines:
        path = kit.release.folder / "data" / f"{line.facts.id}.parquet"
        if line.facts.rows and path.is_file():
            shown = read_table(path).page(1)
            named = line.name.removesuffix(".xlsx")
            yield f"{TABLES}/{named}.html", template.render(context, line=line, shown=shown)


def _fitting(kit: Kit) -> tuple[KitLine, ...]:
    """The workbooks that go along, the smallest first until the archive is full."""
    found, size = [], 0
    for line in sorted(kit.attached, key=lambda line: (line.size, line.facts.id)):
        size += line.size
        if size <= LARGEST:
            found.append(line)
    return tuple(found)


def _workbooks(kit: Kit) -> Iterator[tuple[str, Path]]:
    for line in _fitting(kit):
        yield f"{ATTACHMENTS}/{line.name}", kit.release.folder / f"xlsx/{line.facts.id}.xlsx"


def _seal(kit: Kit, texts: Mapping[str, str], files: Mapping[str, Path]) -> bytes:
    """A digest of all that is in it: a release's workbooks follow from the release's digest."""
    digest = hashlib.sha256(kit.release.digest.encode())
    for name, text in texts.items():
        digest.update(f"\0{name}\0{text}".encode())
    for name, source in files.items():
        digest.update(f"\0{name}\0{source.stat().st_size}".encode())
    return digest.hexdigest().encode()


def _sealed(path: Path) -> bytes | None:
    if not path.is_file():
        return None
    try:
        with ZipFile(path) as archive:
            return archive.comment
    except BadZipFile:
        return None


def _member(name: str, wall: tuple[int, int, int, int, int, int], packing: int) -> ZipInfo:
    member = ZipInfo(name, wall)
    member.compress_type = packing
    member.external_attr = READABLE
    # The same on every system.
    member.create_system = 3
    return member
