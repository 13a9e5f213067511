"""The list of problems that we put in front of a returned workbook; 问题清单.

Belongs here: its words, and telling it from a sheet of the unit's own. Does not belong here: how it
is filled (outputs). A clerk corrects the returned workbook and sends it back, perhaps saved in
another format and under another name of the sheet: the list must not be read as a table of hers.
"""

from sources.opening import Sheet

LIST_SHEET = "问题清单"
LIST_MARK = "〖明账〗问题清单"
LIST_HEADER = (
    "序号",
    "性质",
    "工作表",
    "单元格",
    "问题",
    "原来写的",
    "应为",
    "相差",
    "怎么改",
    "例如",
    "规则",
)
# She may have deleted columns, or the lines above the header.
ENOUGH_HEADERS = 6
LOOKED_AT = 20


def is_problem_list(sheet: Sheet) -> bool:
    """True for a sheet that we wrote, by what stands in it; its name may have been changed."""
    for row in sheet.rows[:LOOKED_AT]:
        texts = [str(value).strip() for value in row if value not in (None, "")]
        if any(text.startswith(LIST_MARK) for text in texts):
            return True
        if len(set(LIST_HEADER) & set(texts)) >= ENOUGH_HEADERS:
            return True
    return False
