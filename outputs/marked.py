"""The clerk's own workbook back, with every fault marked and explained; 退回的表.

Belongs here: the way from a received file to the returned one. Does not belong here: which faults
there are, and the marks themselves (marking). An .xlsx or .xlsm is edited in place: what is not
marked stays byte for byte. A package that cannot be edited is first saved anew by openpyxl; of any
other format an .xlsx copy of the cells is made. All ways end in the same marks.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

from outputs.folding import Fold, folded
from outputs.marking.copying import copy_cells
from outputs.marking.in_package import Base, mark_package
from outputs.marking.package import OddPackageError
from outputs.marking.sheets import is_workbook
from sources.collecting import collector_paused
from sources.finding import Finding
from sources.opening import Sheet, UnreadableFileError, open_file

MACRO_SUFFIX = ".xlsm"
BINARY_MAGICS = (b"PK", b"\xd0\xcf\x11\xe0")
# What openpyxl raises on workbooks that others can read; SyntaxError is that of its XML parser.
OPENPYXL_GIVES_UP = (
    AttributeError,
    BadZipFile,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)
FOREIGN, ODD = "不是 .xlsx 格式", "内部写法特殊，不能直接加标记"
COPY_NOTE = (
    "您报的文件{why}，这里是另存成 .xlsx 的副本："
    "文字、数字、日期、合并单元格和隐藏的行列都在；"
    "公式只留结果，颜色、字体、图片和隐藏的工作表没有带过来。改好后直接报这个副本就行。"
)
UNREADABLE_NOTE = "您报的文件打不开，所以这里只有问题清单，没有您的表。"
SAVED_ANEW_NOTE = (
    "您这个文件的内部写法少见，这里另存过一次：图片、图形、数据透视表可能没有带过来；"
    "公式要用 Excel 或 WPS 打开、保存一次才有结果。改您自己的原表再报也可以。"
)


@collector_paused()
def write_marked(source: Path, findings: Sequence[Finding], target: Path) -> None:
    """Write the marked copy of a received file; one that cannot be opened gives the list only.

    Marks of an earlier return are replaced. A target that ends in .xlsm keeps its programs.
    """
    content = _marked(source, folded(findings), keeps_programs(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def marked_name(file: str) -> str:
    """The name of the marked copy: the file's own, as .xlsx; one with programs keeps its suffix."""
    path = Path(file)
    return file if keeps_programs(path) else f"{path.stem}.xlsx"


def keeps_programs(path: Path) -> bool:
    """True for the one suffix under which a workbook may hold programs."""
    return path.suffix.lower() == MACRO_SUFFIX


def _marked(source: Path, problems: Sequence[Fold], programs: bool) -> bytes:
    # Ours opens it first, for it refuses what is hostile, which we would unpack.
    try:
        sheets = open_file(source)
    except UnreadableFileError:
        empty = copy_cells([], typed=True).content
        return mark_package(Base(empty, [], {}, (UNREADABLE_NOTE,)), problems, programs)
    content = source.read_bytes()
    if not is_workbook(content):
        return mark_package(_copied(content, sheets, FOREIGN), problems, programs)
    names = {sheet.name: sheet.name for sheet in sheets}
    try:
        return mark_package(Base(content, sheets, names), problems, programs)
    except OddPackageError:
        return mark_package(_saved_anew(content, sheets), problems, programs)


def _copied(content: bytes, sheets: Sequence[Sheet], why: str) -> Base:
    """A copy of the cells; what is text in a text file may be a number."""
    copy = copy_cells(sheets, typed=content.startswith(BINARY_MAGICS))
    return Base(copy.content, sheets, copy.names, (COPY_NOTE.format(why=why),))


def _saved_anew(content: bytes, sheets: Sequence[Sheet]) -> Base:
    """The workbook as openpyxl understands it, or a copy of its cells."""
    import openpyxl

    sink = io.BytesIO()
    try:
        book = openpyxl.load_workbook(io.BytesIO(content))
        book.save(sink)
    except OPENPYXL_GIVES_UP:
        return _copied(content, sheets, ODD)
    if not {sheet.name for sheet in sheets} <= set(book.sheetnames):
        return _copied(content, sheets, ODD)
    names = {sheet.name: sheet.name for sheet in sheets}
    return Base(sink.getvalue(), sheets, names, (SAVED_ANEW_NOTE,))
