"""A generated province: monthly project libraries of thirteen districts; every name is 示例.

Belongs here: which workbooks there are and what their rows say, the same for the same seed. Does
not belong here: files (workbooks), and the home that they are sent to (home).

A district sends its library of the year anew each month, as the notice wants it: the projects stay,
and here and there an amount is adjusted.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEED = 20190305
DATASET = "project_library"
UNITS = {
    "610102": "示例新城区", "610103": "示例碑林区", "610104": "示例莲湖区", "610111": "示例灞桥区",
    "610112": "示例未央区", "610113": "示例雁塔区", "610114": "示例阎良区", "610115": "示例临潼区",
    "610116": "示例长安区", "610117": "示例高陵区", "610118": "示例鄠邑区", "610122": "示例蓝田县",
    "610124": "示例周至县",
}  # fmt: skip
FIRST_YEAR, MONTHS = 2016, 120
HEADERS = (
    "序号", "项目编号", "入库年度", "项目类型", "项目名称", "建设性质", "地区", "资金级次",
    "实施地点", "建设内容", "金额", "资金来源", "实施期限", "责任单位", "责任人", "监督电话",
    "受益对象", "户数", "人数", "绩效目标", "带贫减贫机制", "备注",
)  # fmt: skip
# No contract knows this header; the units have answered what it means.
ANSWERED = {"资金级次": "fund_level"}
KINDS = ("产业发展", "基础设施", "公共服务", "易地搬迁", "教育扶贫")
BUILDS = ("新建", "改建", "扩建")
SOURCES = ("中央财政专项扶贫资金", "省级财政专项扶贫资金", "市级财政专项扶贫资金")
LEVELS = ("中央", "省级", "市级")
OFFICES = ("示例水务局", "示例农业农村局", "示例交通运输局", "示例住房和城乡建设局")
TENTHS_OF_THOUSANDTHS = 10_000
MONTHS_OF_YEAR = 12
ADJUSTED_EVERY = 50
RECORDS_OF_ONE = 641
Row = Sequence[object]


@dataclass(frozen=True)
class Library:
    """One workbook: the library that a unit sends for a month; `number` counts from 0."""

    number: int
    unit: str
    year: int
    month: int
    records: int

    @property
    def period(self) -> str:
        """The month of disclosure."""
        return f"{self.year}-{self.month:02}"

    @property
    def title(self) -> str:
        """The title of the table."""
        return f"{UNITS[self.unit]}{self.year}年县级脱贫攻坚项目库（{self.month}月，示例数据）"


def libraries(records: int) -> Iterator[Library]:
    """The workbooks that hold so many records together, month by month."""
    count = min(max(round(records / RECORDS_OF_ONE), 1), MONTHS * len(UNITS))
    each, more = divmod(records, count)
    units = list(UNITS)
    for number in range(count):
        month, unit = divmod(number, len(units))
        year, month = divmod(month, MONTHS_OF_YEAR)
        held = each + (number < more)
        yield Library(number, units[unit], FIRST_YEAR + year, month + 1, held)


def rows_of(library: Library, changed: int = 0) -> Iterator[Row]:
    """The rows of a workbook. `changed` is how often the unit has sent it anew with other money."""
    projects = random.Random(f"{SEED} {library.unit} {library.year}")  # noqa: S311 the same each time
    months = random.Random(f"{SEED} {library.number} {changed}")  # noqa: S311
    for number in range(1, library.records + 1):
        row = _project(library, number, projects)
        if number % ADJUSTED_EVERY == months.randrange(ADJUSTED_EVERY):
            row[AMOUNT] = months.randrange(1, 5_000_000) / TENTHS_OF_THOUSANDTHS
        yield row


def _project(library: Library, number: int, source: random.Random) -> list[object]:
    town, village = source.randint(1, 40), source.randint(1, 30)
    place = f"示例{town}镇示例{village}村"
    households = source.randint(3, 400)
    length = source.randint(1, 90)
    return [
        number, f"示例{library.year}-{number:04}", library.year,
        source.choice(KINDS), f"{place}示例项目{number:04}", source.choice(BUILDS), place,
        source.choice(LEVELS), place, f"新修道路{length}00米，配套排水沟，示例",
        source.randrange(1, 5_000_000) / TENTHS_OF_THOUSANDTHS, source.choice(SOURCES),
        f"{library.year}年1月至12月", source.choice(OFFICES), f"示例{source.randint(1, 500)}",
        "12317",
        f"{place}脱贫户", households, households * 3,
        f"改善{households}户出行条件，示例", f"务工{source.randint(3, 90)}人，示例", "示例",
    ]  # fmt: skip


AMOUNT = HEADERS.index("金额")
