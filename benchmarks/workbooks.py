"""Generated rows as .xlsx files, laid out as offices do: title, unit line, header, rows.

Belongs here: writing them. Does not belong here: what the rows say (generated).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from benchmarks.generated import HEADERS, TITLE, UNIT, Row


def write_workbook(
    path: Path, body: Iterable[Row], title: str = TITLE, headers: Sequence[str] = HEADERS
) -> None:
    """Write one workbook. Texts are shared between cells, as office programs store them."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("示例")
        sheet.merge_range(0, 0, 0, len(headers) - 1, title)
        sheet.write_string(1, len(headers) - 1, UNIT)
        sheet.write_row(2, 0, headers)
        for number, row in enumerate(body, start=3):
            sheet.write_row(number, 0, row)
