"""A board's sheet as a page that prints on A3 by itself; 公示单网页.

Belongs here: the page. Does not belong here: its content (sheets) and the PDF (document).
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outputs.boards.sheets import BoardSheet, Posting

TEMPLATES = Path(__file__).parents[1] / "templates"
WIDE = 7


def chinese_day(day: object) -> str:
    """A day as 2026年11月24日."""
    return f"{day:%Y}年{day:%-m}月{day:%-d}日"


def board_page(sheet: BoardSheet, posting: Posting, hotline: str, *, demo: bool) -> str:
    """The page as HTML in one file, with its style inside: it opens and prints from a folder."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = chinese_day
    template = environment.get_template("board.html")
    is_wide = len(sheet.columns) > WIDE
    return template.render(sheet=sheet, posting=posting, hotline=hotline, demo=demo, wide=is_wide)
