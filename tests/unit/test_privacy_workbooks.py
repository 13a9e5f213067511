"""What people forget in a workbook is found, with its place in words, and never shown in full.

All numbers are 示例: generated with a good check digit, of nobody.
"""

import contextlib
import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from privacy_corpus import Maker

from expectations.privacy.arriving import scan_file
from expectations.privacy.hits import Kind
from expectations.privacy.parts import part_texts
from expectations.privacy.remains import binary_texts
from sources.limits import Limits
from sources.refusal import UnreadableFileError

ID = Maker(7).id18(ends_in_x=False)  # 示例
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def book():
    made = openpyxl.Workbook()
    made.active.title = "资金"
    for row in (["项目名称", "金额（万元）", "备注"], ["水厂", 1.5, "示例"], ["合计", 1.5, None]):
        made.active.append(row)
    return made


def hidden_row(made):
    made["资金"]["C2"] = ID
    made["资金"].row_dimensions[2].hidden = True


def hidden_column(made):
    made["资金"]["C2"] = f"身份证 {ID}"
    made["资金"].column_dimensions["C"].hidden = True


def figure(made):
    made["资金"]["C2"] = int(ID)


def hidden_sheet(state):
    def put(made):
        made.create_sheet("附表").append(["姓名", ID])
        made["附表"].sheet_state = state

    return put


def comment(made):
    made["资金"]["C2"].comment = Comment(f"证号{ID}", "示例")


def defined_name(made):
    made.defined_names["示例"] = DefinedName("示例", attr_text=f'"{ID}"')


def properties(field):
    def put(made):
        setattr(made.properties, field, f"示例人{ID}")

    return put


def custom_property(made):
    made.custom_doc_props.append(StringProperty(name="经办", value=ID))


def header(made):
    made["资金"].oddHeader.center.text = f"经办 {ID}"


def footer(made):
    made["资金"].evenFooter.left.text = ID


def choices(made):
    rule = DataValidation(type="list", formula1=f'"示例,{ID}"')
    made["资金"].add_data_validation(rule)
    rule.add("C2")


def hint(made):
    rule = DataValidation(type="whole", formula1="1", prompt=f"填{ID}一类", showInputMessage=True)
    made["资金"].add_data_validation(rule)
    rule.add("C2")


def formula(made):
    made["资金"]["C2"] = f'=IF(B2>0,"{ID}","")'


def sheet_name(made):
    made.create_sheet(f"名单{ID}")


def link(made):
    made["资金"]["C2"].hyperlink = f"https://a.example/?no={ID}"


FORGOTTEN = [
    (hidden_row, "工作表“资金” C2"),
    (hidden_column, "工作表“资金” C2"),
    (figure, "工作表“资金” C2"),
    (hidden_sheet("hidden"), "工作表“附表”（隐藏） B1"),
    (hidden_sheet("veryHidden"), "工作表“附表”（隐藏） B1"),
    (comment, "工作表“资金” 批注 C2"),
    (defined_name, "名称管理器 示例"),
    (properties("creator"), "文档属性 作者"),
    (properties("lastModifiedBy"), "文档属性 最后修改人"),
    (properties("description"), "文档属性 备注"),
    (properties("keywords"), "文档属性 关键词"),
    (custom_property, "文档属性 自定义属性"),
    (header, "工作表“资金” 页眉"),
    (footer, "工作表“资金” 页脚"),
    (choices, "工作表“资金” 数据验证或条件格式"),
    (hint, "工作表“资金” 提示或链接"),
    (formula, "工作表“资金” 公式"),
    (sheet_name, "工作表名称"),
    (link, "链接地址"),
]


def saved(made):
    sink = io.BytesIO()
    made.save(sink)
    return sink.getvalue()


def with_part(name, text):
    sink = io.BytesIO(saved(book()))
    with zipfile.ZipFile(sink, "a") as archive:
        archive.writestr(name, text)
    return sink.getvalue()


SPLIT = f"<a:r><a:t>{ID[:7]}</a:t></a:r><a:r><a:t>{ID[7:]}</a:t></a:r>"
PARTS = [
    (
        "xl/threadedComments/threadedComment1.xml",
        (f'<ThreadedComments xmlns="x"><threadedComment ref="C5"><text>{ID}</text>'
        "</threadedComment></ThreadedComments>"),
        "批注 C5",
    ),
    ("xl/persons/person.xml", f'<p xmlns="x"><person displayName="{ID}"/></p>', "批注作者"),
    (
        "xl/pivotCache/pivotCacheRecords1.xml",
        f'<pivotCacheRecords xmlns="{SPREADSHEET}"><r><s v="{ID}"/></r></pivotCacheRecords>',
        "数据透视表缓存",
    ),
    (
        "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{SPREADSHEET}"><cell r="A1"><v>{ID}</v></cell></externalLink>',
        "外部链接缓存",
    ),
    (
        "xl/drawings/drawing1.xml",
        f'<d xmlns:a="{DRAWING}"><pic><cNvPr name="图" descr="{ID}"/></pic></d>',
        "图形、图片说明或文本框",
    ),
    (
        "xl/drawings/drawing2.xml",
        f'<d xmlns:a="{DRAWING}"><a:p>{SPLIT}</a:p></d>',
        "图形、图片说明或文本框",
    ),
    (
        "xl/drawings/vmlDrawing9.vml",
        f"<xml><br><div>{ID}</div></xml>",
        "批注或控件",
    ),
    ("customXml/item1.xml", f"<root>{ID}</root>", "自定义数据"),
    ("xl/printerSettings/x.bin", ID.encode("utf-16-le"), "文件内部"),
    ("docProps/custom2.xml", f"<P><lpwstr>{ID}</lpwstr></P>", "文档属性 自定义属性"),
]  # fmt: skip


def scanned(folder, content, name="示例.xlsx"):
    path = folder / "received"
    path.write_bytes(content)
    return scan_file(path, name=name)


@pytest.mark.parametrize(("put", "place"), FORGOTTEN, ids=lambda one: getattr(one, "__name__", one))
def test_what_is_forgotten_in_a_workbook_is_found_where_it_is(tmp_path, put, place):
    made = book()
    put(made)
    hits = scanned(tmp_path, saved(made))
    assert place in [hit.place for hit in hits]
    assert {hit.kind for hit in hits} <= {Kind.ID_NUMBER, Kind.ID_LIKELY}
    assert ID not in repr(hits)


@pytest.mark.parametrize(("part", "text", "place"), PARTS, ids=[part for part, _, _ in PARTS])
def test_what_lies_in_other_parts_of_a_package_is_found(tmp_path, part, text, place):
    (hit,) = scanned(tmp_path, with_part(part, text))
    assert (hit.place, hit.masked) == (place, f"{ID[:4]}**********{ID[-4:]}")
    assert ID not in repr(hit)


def test_a_string_that_no_cell_uses_any_more_is_found(tmp_path):
    text = f'<sst xmlns="{SPREADSHEET}"><si><t>水厂</t></si><si><t>{ID}</t></si></sst>'
    (hit,) = scanned(tmp_path, with_part("xl/sharedStrings.xml", text))
    assert hit.place == "没有单元格使用的文字"


def test_a_workbook_inside_a_workbook_is_opened_too(tmp_path):
    inner = book()
    inner["资金"]["C2"] = ID
    hits = scanned(tmp_path, with_part("xl/embeddings/inner.xlsx", saved(inner)))
    assert [hit.place for hit in hits] == ["嵌入的文件：工作表“资金” C2"]


def test_the_name_of_a_file_is_looked_at(tmp_path):
    (hit,) = scanned(tmp_path, saved(book()), f"{ID}的表.xlsx")
    assert hit.place == "文件名"


def test_a_clean_workbook_has_no_hit(tmp_path):
    assert scanned(tmp_path, saved(book())) == []


def test_the_same_number_in_two_files_has_two_digests_and_in_two_cells_two_ids(tmp_path):
    made = book()
    made["资金"]["C2"] = made["资金"]["C3"] = ID
    one, other = scanned(tmp_path, saved(made))
    made["资金"]["A5"] = "再来一份"
    third, _ = scanned(tmp_path, saved(made))
    assert one.value_digest == other.value_digest != third.value_digest
    assert len({one.id, other.id, third.id}) == 3


def test_a_list_of_names_under_a_poor_header_is_one_hit(tmp_path):
    made = book()
    page = made.create_sheet("附表2")
    for row in (["户主姓名", "联系方式"], ["张示例", ""], ["李示例", ""], ["王示例", ""]):
        page.append(row)
    (hit,) = scanned(tmp_path, saved(made))
    assert (hit.kind, hit.cell, hit.masked) == (Kind.HOUSEHOLD_NAME, "A2:A4", "张** 等 3 处")


def test_illness_beside_names_is_a_hit_and_in_a_count_it_is_none(tmp_path):
    made = book()
    people, counts = made.create_sheet("一"), made.create_sheet("二")
    for page, rows in (
        (people, (["姓名", "健康状况"], ["张示例", "肢体残疾"])),
        (counts, (["病种", "户数"], ["大病", 12])),
    ):
        for row in rows:
            page.append(row)
    hits = scanned(tmp_path, saved(made))
    assert [(hit.kind, hit.cell) for hit in hits] == [(Kind.HEALTH, "B2")]


def test_a_digit_string_under_an_account_header_is_a_hit_whatever_its_check_digit(tmp_path):
    made = book()
    made["资金"]["D1"], made["资金"]["D2"] = "一卡通账号", "2700123456789"
    (hit,) = scanned(tmp_path, saved(made))
    assert (hit.kind, hit.cell) == (Kind.BANK_CARD, "D2")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04cut", b"%PDF-1.4"])
def test_a_file_that_cannot_be_opened_is_refused_or_has_no_hit(tmp_path, content):
    hits = []
    with contextlib.suppress(UnreadableFileError):
        hits = scanned(tmp_path, content)
    assert hits == []


def test_a_hostile_file_does_not_hang_the_guard(tmp_path):
    path = tmp_path / "示例.csv"
    path.write_text("1 " * 5_000_000 + "\n", encoding="utf-8")
    with pytest.raises(UnreadableFileError):
        scan_file(path, Limits(seconds=0.05))


def test_text_between_tags_is_seen_wherever_it_stands():
    (one,) = [one for one in part_texts(f"<a>x<b/>{ID}</a>".encode(), "p") if ID in one.text]
    assert one.spot.words == "p"


@pytest.mark.parametrize("encoding", ["utf-16-le", "ascii"])
@pytest.mark.parametrize("before", [b"", b"\x01"])
def test_numbers_in_binary_parts_are_read_in_the_encodings_of_old_workbooks(encoding, before):
    content = b"\x08\x02" + before + f"abc {ID} ".encode(encoding) + b"\xff"
    assert any(ID in one.text for one in binary_texts(content, "p"))
