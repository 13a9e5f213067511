"""The review pack: what a leader reads in ten minutes before signing.

Belongs here: the pack's page and its digest. Does not belong here: the pack's content
(review_pack.py), its workbook (review_book.py), judging or signing anything. The folder opens
without a server; the same content gives the same bytes.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outputs.change_files import KINDS
from outputs.review_book import write_review_book
from outputs.review_pack import (
    ReviewPack,
    alert_groups,
    finding_groups,
    unchecked_groups,
    withheld_sheet,
)
from outputs.site import format as writing

TEMPLATES = Path(__file__).parent / "templates"
SHOWN_CHANGES = 100
# Who signs on the form, and what each decides; the chain of 市扶办发〔2019〕5号 四(三).
FORM_ROLES = (
    ("综合处保密审查", "经审查，上列内容不含国家秘密、工作秘密、商业秘密和个人隐私"),
    ("分管领导审核", "内容、时机、方式妥当"),
    ("主要领导审定", "同意公开"),
)
SHOWN_FINDINGS = 50
SHOWN_COUNTS = 100


@dataclass(frozen=True)
class ShownChanges:
    """The first changes of one dataset, and how many rows there are in all."""

    title: str
    total: int
    rows: tuple[dict[str, str], ...]


def write_review_pack(folder: Path, pack: ReviewPack) -> None:
    """Write the pages, style.css and review.xlsx into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    groups = finding_groups(pack)
    html = (
        _environment()
        .get_template("review.html")
        .render(
            pack=pack,
            groups=groups,
            alerts=alert_groups(pack),
            unchecked=unchecked_groups(groups),
            withheld=withheld_sheet(pack),
            changes=[_shown(pack, name) for name in sorted(pack.changes)],
            words=KINDS,
            shown_findings=SHOWN_FINDINGS,
            shown_counts=SHOWN_COUNTS,
        )
    )
    (folder / "index.html").write_bytes(html.encode())
    forms = _environment().get_template("forms.html").render(pack=pack, people=FORM_ROLES)
    (folder / "forms.html").write_bytes(forms.encode())
    (folder / "style.css").write_bytes((TEMPLATES / "review.css").read_bytes())
    write_review_book(pack, folder / "review.xlsx")


def pack_digest(folder: Path) -> str:
    """Return SHA-256 in hex over the sorted lines `<sha256>  <path>` of the folder's files.

    Paths are relative with `/`; every line ends in LF, as sha256sum writes it.
    """
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in folder.rglob("*")
        if path.is_file()
    ]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def _shown(pack: ReviewPack, dataset: str) -> ShownChanges:
    table: pa.Table = pack.changes[dataset]
    rows = tuple(table.slice(0, SHOWN_CHANGES).to_pylist())
    return ShownChanges(pack.dataset_titles.get(dataset, dataset), table.num_rows, rows)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(yuan=writing.yuan, wan=writing.wan, count=writing.count)
    return environment
