"""Generated rows of an allocation table, the same for the same seed; every name is marked 示例.

Belongs here: headers, rows, and the faults that are put into them. Does not belong here: files.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEED = 20190305
TITLE = "示例区2026年财政衔接推进乡村振兴补助资金项目分配表（示例数据）"
UNIT = "单位：万元"
# Read as fields of fund_allocation, in the order of its contract.
KNOWN = (
    "序号", "资金名称", "资金用途", "乡镇（街道）", "项目类型", "项目名称", "户数", "资金金额",
    "其中：示例产业资金", "建设地点", "建设内容", "责任单位", "备注",
)  # fmt: skip
# Columns that offices add and no contract knows: they are read past and told of.
OTHER = (
    "示例栏目一", "示例栏目二", "示例栏目三", "示例栏目四", "示例栏目五", "示例栏目六",
    "示例栏目七", "示例栏目八", "示例栏目九",
)  # fmt: skip
HEADERS = (*KNOWN, *OTHER)
AREA, AMOUNT = KNOWN.index("乡镇（街道）"), KNOWN.index("资金金额")
FUNDS = ("示例中央财政衔接资金", "示例省级财政衔接资金", "示例市级财政衔接资金")
PURPOSES = ("示例产业发展", "示例基础设施", "示例危房改造", "示例教育资助")
KINDS = ("示例产业项目", "示例基础设施项目", "示例公共服务项目")
OFFICES = ("示例区水务局", "示例区农业农村局", "示例区交通运输局", "示例区住房和城乡建设局")
TENTHS_OF_THOUSANDTHS = 10_000


@dataclass(frozen=True)
class Faults:
    """One row in so many gets an area that is no place, or an amount that is no number; 0: none."""

    odd_area_every: int = 0
    odd_amount_every: int = 0


NO_FAULTS = Faults()
Row = Sequence[object]


def rows(count: int, faults: Faults = NO_FAULTS, seed: int = SEED) -> Iterator[Row]:
    """So many rows of an allocation table, each a list of cells under HEADERS."""
    source = random.Random(seed)  # noqa: S311 generated data must be the same each time
    for number in range(1, count + 1):
        row = _row(number, source)
        if _hits(number, faults.odd_area_every):
            row[AREA] = f"示例第{number}处"
        if _hits(number, faults.odd_amount_every):
            row[AMOUNT] = f"待定{number}"
        yield row


def _hits(number: int, every: int) -> bool:
    return every > 0 and number % every == 0


def _row(number: int, source: random.Random) -> list[object]:
    """Amounts in 万元 to the yuan; the of-which column names all of the money."""
    town, village = source.randint(1, 40), source.randint(1, 30)
    amount = source.randrange(1, 5_000_000) / TENTHS_OF_THOUSANDTHS
    place = f"示例{town}镇示例{village}村"
    return [
        number, source.choice(FUNDS), source.choice(PURPOSES), place, source.choice(KINDS),
        f"示例项目{number:06d}", source.randint(1, 400), amount, amount, place,
        f"示例：新修道路{source.randint(1, 90)}00米，配套排水沟", source.choice(OFFICES), "示例",
        *(f"示例{source.randint(1, 500)}" for _ in OTHER),
    ]  # fmt: skip
