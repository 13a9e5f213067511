"""A file too big to be taken apart whole is looked at piece by piece, and hides nothing in it."""

import json

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from privacy_corpus import Maker, innocent, planted
from slice_kit import sliced

from expectations.privacy import pieces
from expectations.privacy.leaving import scan_bytes, scan_folder
from expectations.privacy.markup import json_hits
from outputs.release import scan_staged
from outputs.slices.checking import cut_from_whole
from sources.limits import Limits

ID, MOBILE = Maker(5).id18(ends_in_x=False), Maker(5).mobile()  # 示例
FEN = 13812345678


@pytest.fixture
def big(monkeypatch):
    """Every JSON file and every package is big, and a piece holds a few texts."""
    monkeypatch.setattr(pieces, "BIG_JSON", 0)
    monkeypatch.setattr(pieces, "PIECE", 200)
    monkeypatch.setattr(pieces, "DEFAULT_LIMITS", Limits(expanded=0))


def lines(*records):
    text = ",\n".join(json.dumps(one, ensure_ascii=False) for one in records)
    return f'{{"title":"示例","records":[\n{text}\n]}}\n'


def kinds(hits):
    return {hit.kind for hit in hits}


def test_a_big_json_file_has_the_hits_of_a_small_one(tmp_path, big):
    texts = [text for *_, text in planted(10)] + [text for _, text in innocent(10)]
    content = lines(*({"remark": text, "number": 7} for text in texts))
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    expected = {(one.kind, one.value) for one, _ in json_hits(content.encode())}
    assert {(one.kind, one.value) for one, _ in pieces.big_hits(path)} == expected
    assert len(expected) > 100


@pytest.mark.parametrize(
    "record",
    [
        {"remark": f"他说\"好\"\n{ID}"}, {f"键{ID}": 1}, {"deep": [{"inner": [[ID]]}]},
        {"number": int(ID[:17] + "0") if ID.endswith("X") else int(ID)}, {"list": [1, int(ID)]},
        {"text": f":{MOBILE},"}, {"figure": FEN},
    ],
)  # fmt: skip
def test_wherever_it_stands_in_json(tmp_path, big, record):
    path = tmp_path / "x.json"
    path.write_text(lines({"a": "示例"}, record, {"b": None}), encoding="utf-8")
    assert scan_bytes(path) != []
    path.write_text(lines({"a": "示例"}, {"b": [1.5, True, "2019-03-05"]}), encoding="utf-8")
    assert scan_bytes(path) == []


def test_a_letter_that_is_written_as_a_code_hides_nothing(tmp_path, big):
    path = tmp_path / "x.json"
    path.write_text(json.dumps([ID]).replace(ID[3], f"\\u003{ID[3]}"), encoding="utf-8")
    assert scan_bytes(path) != []


def test_an_amount_is_no_telephone_number(tmp_path, big):
    path = tmp_path / "x.json"
    path.write_text(lines({"amount_fen": FEN, "total_fen": FEN}), encoding="utf-8")
    assert scan_bytes(path) == []


def in_cell(book):
    book.active["C3"] = f"示例&{ID}"


def in_figure(book):
    book.active["C3"] = FEN


def in_card(book):
    book.active["C3"] = 6296000000006038


def in_runs(book):
    bold = TextBlock(InlineFont(b=True), ID[9:])
    book.active["C3"] = CellRichText(TextBlock(InlineFont(), ID[:9]), bold)


def in_comment(book):
    book.active["C3"].comment = Comment(f"示例{ID}", "示例")


def in_header(book):
    book.active.oddHeader.center.text = f"示例{ID}"


def in_title(book):
    book.properties.title = f"示例{ID}"


def in_hidden_sheet(book):
    book.create_sheet("示例")["A1"] = ID
    book["示例"].sheet_state = "hidden"


def in_name_of_sheet(book):
    book.create_sheet(f"示例{MOBILE}")


@pytest.mark.parametrize(
    "put",
    [in_cell, in_figure, in_card, in_runs, in_comment, in_header, in_title, in_hidden_sheet,
     in_name_of_sheet],
)  # fmt: skip
def test_wherever_it_stands_in_a_workbook(tmp_path, big, put):
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    # As text no number of a card, for its last digit is wrong; as a figure it may have been lost.
    book.active.append(["示例", 1, 2.5, "6296000000006038"])
    book.save(path)
    assert scan_bytes(path) == []
    put(book)
    book.save(path)
    (hit, *_) = scan_bytes(path)
    assert ID not in repr(hit)


def test_only_what_is_too_big_is_looked_at_in_pieces(tmp_path):
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK")
    assert not any(map(pieces.is_big, tmp_path.iterdir()))


def test_of_a_file_made_of_scanned_lines_only_the_name_is_looked_at(tmp_path):
    for name in ("a.json", f"{ID}.json"):
        (tmp_path / name).write_text(json.dumps([ID]), encoding="utf-8")
    found = scan_folder(tmp_path, rests={"a.json": b"", f"{ID}.json": b""})
    assert list(found) == [f"{ID}.json"]


def test_a_slice_passes_only_as_lines_of_the_whole(tmp_path):
    sliced(tmp_path)
    forged = tmp_path / "by-area" / "610124" / "fund_allocation.csv"
    assert scan_staged(tmp_path) == ()
    assert forged.relative_to(tmp_path).as_posix() in cut_from_whole(tmp_path)
    forged.write_bytes(forged.read_bytes() + ID.encode() + b"\r\n")
    (reason,) = scan_staged(tmp_path)
    assert "by-area/610124/fund_allocation.csv" in reason.message
