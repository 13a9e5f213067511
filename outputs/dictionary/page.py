"""dictionary/index.html: the dictionary as a page that opens from a folder, without a script.

Belongs here: rendering it into a release. Does not belong here: the site's own page of the same
content (site), and what it says (files, wording).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outputs.dictionary.wording import FieldLine, field_line

SITE = Path(__file__).parent.parent / "site"
STYLE = "site.css"
PRINT = "print.css"


@dataclass(frozen=True)
class ShownDictionary:
    """A table of the dictionary, as a page shows it."""

    id: str
    title: str
    title_en: str
    description: str
    description_en: str
    kind: str
    owner: str
    basis: str
    path: str
    fields: tuple[FieldLine, ...]


def shown_tables(dictionary: Mapping[str, Any]) -> tuple[ShownDictionary, ...]:
    """The tables in words, in the dictionary's order."""
    return tuple(
        ShownDictionary(
            **{name: table[name] for name in ("id", "title", "title_en", "basis", "path")},
            description=table["description"],
            description_en=table["description_en"],
            kind=dictionary["kinds"][table["kind"]],
            owner=table["owner"] or "",
            fields=tuple(field_line(dictionary, field) for field in table["fields"]),
        )
        for table in dictionary["tables"]
    )


def write_page(dictionary: Mapping[str, Any], path: Path) -> None:
    """Write the page, and beside it one style sheet of the site's for screen and paper."""
    environment = Environment(
        loader=FileSystemLoader(SITE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template("dictionary_file.html")
    html = template.render(dictionary=dictionary, tables=shown_tables(dictionary), style=STYLE)
    path.write_bytes(html.encode())
    screen, paper = ((SITE / "static" / name).read_text("utf-8") for name in (STYLE, PRINT))
    path.with_name(STYLE).write_bytes(f"{screen}@media print {{\n{paper}}}\n".encode())
