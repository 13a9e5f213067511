"""Every number in a table leads to what proves it: its cells, the list it counts, the rows it sums.

Where the number itself is no link, it is named here with the reason and with what leads on: a link
in its own row, or a file beside the table that was signed with the release.
"""

import re
from dataclasses import dataclass

import pytest
from browser.kinds import kinds
from browser.kit import PUBLIC, pages_of
from browser.proofs import numbers_of

# A fact at the head of a page that counts something; dates, codes and versions count nothing.
COUNTS = re.compile(r"^\s*[1-9][\d,.]*\s*(?:条|个|笔|份|处|项|元|万元|亿元)")


@dataclass(frozen=True)
class Exempt:
    """Numbers of a template, by the heads of their columns, and why they are no links.

    `beside` is the end of a link of the page that proves them; "" is any link in the same row.
    """

    kind: str
    heads: str
    reason: str
    beside: str = ""


EXEMPT = (
    Exempt("area.html", r"报送的记录|项目（个）", "the row leads to the area, which lists them"),
    Exempt("area.html", "笔数", "the row leads to the flows"),
    Exempt("dataset.html", "金额原文", "what the cell says; the row leads to the cell"),
    Exempt("dictionary.html", "字段", "the row leads to the table, which lists its fields"),
    Exempt("documents.html", "记录", "the row leads to the document, which lists them"),
    Exempt("downloads.html", "记录", "the row leads to the dataset and its files"),
    Exempt("fund.html", "占同级", "a share of the amount beside it, which is a link"),
    Exempt("kit.html", ".*", "a text to paste elsewhere; the row leads to the dataset"),
    Exempt("since.html", "新增|删除|修改|只改写法", "the row leads to the changes", ""),
    Exempt("since.html", "增减", "the same as the amount beside it, which is a link"),
    Exempt("since_view.html", "原来|现在", "the list itself; files at", "../index.html"),
    Exempt("version.html", "原来|现在", "the list itself, first rows of a signed file", ".csv"),
    Exempt("correction.html", "错的|对的", "the notice itself, a signed file", "CORRECTION.json"),
    Exempt("search.html", "记录|文件大小", "of the script files that are searched", "words.js"),
    Exempt("quality.html", r"检查了|符合|不符|另有提示", "stated in a signed file", "rules.csv"),
    Exempt("quality.html", r"记录|说明|批准|\d+\.\d+\.\d+", "stated in a signed file", "units.csv"),
    Exempt("quality.html", r"规则", "counted in the tables below", "rules.csv"),
)


def pages(kind):
    """Every page of a kind, with its HTML."""
    return ((path, (PUBLIC / path).read_text(encoding="utf-8")) for path in pages_of(kind))


def unproven(kind, html):
    """The numbers of a page that lead nowhere, and are not exempt."""
    links = re.findall(r'(?:href|src)="([^"]+)"', html)
    for one in numbers_of(html):
        if one.table == "facts" and not COUNTS.match(one.text):
            continue
        if not one.links and not any(_excuses(rule, kind, one, links) for rule in EXEMPT):
            yield f"{one.table} / {one.head}: {one.text.strip()}"


def _excuses(rule, kind, place, links):
    if rule.kind != kind or not re.search(rule.heads, place.head):
        return False
    return any(link.endswith(rule.beside) for link in links) if rule.beside else bool(place.row)


@pytest.mark.parametrize("kind", kinds())
def test_every_number_in_a_table_leads_to_its_proof(kind, site):
    for path, html in pages(kind):
        assert list(unproven(kind, html)) == [], path


def test_every_exemption_is_needed(site):
    """None is left over after a page has become better."""
    needed = set()
    for kind in {rule.kind for rule in EXEMPT}:
        for _, html in pages(kind):
            links = re.findall(r'(?:href|src)="([^"]+)"', html)
            for one in (place for place in numbers_of(html) if not place.links):
                needed |= {rule for rule in EXEMPT if _excuses(rule, kind, one, links)}
    assert [rule for rule in EXEMPT if rule not in needed] == []


TABLE = """<table><caption>示例</caption><thead><tr><th scope="col">名称</th>
<th scope="col" class="number">{head}</th></tr></thead>
<tbody><tr><th scope="row">{name}</th><td class="number">{number}</td></tr></tbody></table>"""


@pytest.mark.parametrize(
    ("kind", "head", "name", "number", "found"),
    [
        ("units.html", "记录", "甲", "5", 1),
        ("units.html", "记录", '<a href="a">甲</a>', "5", 1),
        ("units.html", "记录", "甲", '<a href="a">5</a>', 0),
        ("units.html", "记录", "甲", "—", 0),
        ("documents.html", "记录", '<a href="a">甲</a>', "5", 0),
        ("documents.html", "记录", "甲", "5", 1),
        ("documents.html", "金额", '<a href="a">甲</a>', "5", 1),
    ],
)
def test_a_number_that_leads_nowhere_is_seen(kind, head, name, number, found):
    html = TABLE.format(head=head, name=name, number=number)
    assert len(list(unproven(kind, html))) == found
