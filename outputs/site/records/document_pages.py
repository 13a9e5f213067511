"""The page of every document that has a number, and the list of them; 文件.

Belongs here: which pages there are and what each is given. Does not belong here: finding documents
(document_facts), HTML.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from outputs.site.addresses import PAGE_ROWS, document_list, document_page
from outputs.site.pages import Crumb, Page, page_steps
from outputs.site.records.document_facts import FUND, OWN, ROLES, WHAT, WHO, Mention
from outputs.site.records.shelf import Shelf
from outputs.site.records.words import day_words

TITLE = "文件"
# What a row about the document itself says of it; 政务公开 asks for all of these.
OWN_FIELDS = (
    ("文件名称", "document_name"), ("发文机关", "issuing_body"), ("文件类别", "document_kind"),
    ("规划类别", "plan_kind"), ("发文日期", "issued_on"), ("公开日期", "published_on"),
    ("效力状态", "validity_status"), ("规划期", "plan_period"), ("落实情况", "plan_progress"),
)  # fmt: skip
DAYS = ("issued_on", "published_on", "plan_period")


@dataclass(frozen=True)
class Line:
    """A record that names the document: to whom, for what, how much (yuan, None if untold)."""

    payer: str
    who: str
    what: str
    yuan: Decimal | None
    project: str | None
    record: str | None
    source: str | None


@dataclass(frozen=True)
class Group:
    """The records of one dataset that name a document in one way; `total` of them."""

    dataset: str
    title: str
    role: str
    total: int
    has_payer: bool
    has_amount: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Stated:
    """What the document's own row says."""

    facts: tuple[tuple[str, str], ...]
    link: str
    interpretation: str
    interpreting: tuple[Mapping[str, Any], ...]
    record: str | None
    source: str | None


@dataclass(frozen=True)
class ListedDocument:
    """A line of the list of documents."""

    number: str
    name: str
    issued: str
    records: int
    page: str


def document_pages(shelf: Shelf) -> Iterator[Page]:
    """A page per number of a document, sorted by number."""
    for number in shelf.mentions.numbers:
        yield _page(shelf, number, shelf.mentions.by_number[number])


def _page(shelf: Shelf, number: str, mentions: Sequence[Mention]) -> Page:
    newest = shelf.newest
    own = [one for one in mentions if one.field == OWN]
    spoken = ((one.dataset, one.row["record_id"]) for one in mentions)
    units = dict.fromkeys(one.row["unit_name"] for one in mentions if one.row["unit_name"])
    context = {
        "newest": newest,
        "release": newest,
        "number": number,
        "stated": tuple(_stated(shelf, one) for one in own),
        "groups": tuple(_groups(shelf, [one for one in mentions if one.field != OWN])),
        "shown_rows": PAGE_ROWS,
        "units": "、".join(units) or newest.office,
        "dated": shelf.dates.over(spoken, newest),
    }
    crumbs = (Crumb("首页", "index.html"), Crumb(TITLE, document_list()), Crumb(number, None))
    return Page(document_page(number), "document.html", number, TITLE, crumbs, context)


def _stated(shelf: Shelf, mention: Mention) -> Stated:
    row = mention.row
    facts = tuple(
        (label, day_words(row[name]) if name in DAYS else str(row[name]))
        for label, name in OWN_FIELDS
        if row.get(name)
    )
    return Stated(
        facts=facts,
        link=_address(row.get("link_url")),
        interpretation=_address(row.get("interpretation_url")),
        interpreting=shelf.mentions.interpreting(row),
        record=shelf.known.record(mention.dataset, row["record_id"]),
        source=shelf.known.source_of(mention.dataset, row["record_id"]),
    )


def _address(text: str | None) -> str:
    """An address that a browser may follow: the pattern of a contract is only a warning."""
    return text if text and text.startswith(("https://", "http://")) else ""


def _groups(shelf: Shelf, mentions: Sequence[Mention]) -> Iterator[Group]:
    titles = {facts.id: facts.title for facts in shelf.newest.datasets}
    found: dict[tuple[str, str], list[Mention]] = {}
    for one in mentions:
        found.setdefault((one.dataset, one.field), []).append(one)
    for (dataset, field), members in found.items():
        lines = tuple(_line(shelf, one) for one in members[:PAGE_ROWS])
        yield Group(
            dataset=dataset,
            title=titles.get(dataset, dataset),
            role=ROLES[field],
            total=len(members),
            has_payer=any(line.payer for line in lines),
            has_amount=any(line.yuan is not None for line in lines),
            lines=lines,
        )


def _line(shelf: Shelf, mention: Mention) -> Line:
    row, dataset = mention.row, mention.dataset
    amount = row.get("amount_yuan")
    return Line(
        payer=row.get("payer_name") or "",
        who=_first(row, WHO),
        what=_first(row, WHAT),
        yuan=amount,
        project=shelf.known.project(dataset, row["record_id"]),
        record=shelf.known.record(dataset, row["record_id"]),
        source=shelf.known.source_of(
            dataset, row["record_id"], "amount_yuan" if amount is not None else ""
        ),
    )


def _first(row: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(row[name]) for name in names if row.get(name)), "")


def document_lists(shelf: Shelf) -> Iterator[Page]:
    """The list of all documents, in pages."""
    rows = tuple(_listed(shelf))
    last = max(1, -(-len(rows) // PAGE_ROWS))
    for number in range(1, last + 1):
        context = {
            "newest": shelf.newest,
            "release": shelf.newest,
            "rows": rows[(number - 1) * PAGE_ROWS : number * PAGE_ROWS],
            "first": (number - 1) * PAGE_ROWS + 1,
            "total": len(rows),
            "number": number,
            "page_count": last,
            "steps": page_steps(number, last),
        }
        title = TITLE if number == 1 else f"{TITLE}（第 {number} 页）"
        crumbs = (Crumb("首页", "index.html"), Crumb(title, None))
        yield Page(document_list(number), "documents.html", title, TITLE, crumbs, context)


def _listed(shelf: Shelf) -> Iterator[ListedDocument]:
    for number in shelf.mentions.numbers:
        mentions = shelf.mentions.by_number[number]
        own = [one.row for one in mentions if one.field == OWN]
        others = [one.row for one in mentions if one.field == FUND]
        titles = [row.get("document_name") for row in own]
        titles += [row.get("document_title") for row in others]
        yield ListedDocument(
            number=number,
            name=next((title for title in titles if title), ""),
            issued=next((day_words(row["issued_on"]) for row in own if row.get("issued_on")), ""),
            records=len(mentions),
            page=document_page(number),
        )
