"""Areas side by side: what each of them received, passed on or spent; 各地区的金额.

Belongs here: which amounts of areas may be compared, and the picture of them. Does not belong here:
where the amounts come from (`places/compared.py`), the drawing (bars). Only amounts of one year,
one fund, one measure and one stage stand side by side, and none is added to another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from outputs.site.format import count, yuan
from outputs.site.pictures.bars import Bar, bars_drawing
from outputs.site.pictures.picture import Picture, readable

LARGEST = 20
TWO = 2
# Where as many areas tell it, the one that tells most of where the money is.
MEASURES = ("收到", "付出", "支出")
STAGES = ("拨付", "分配", "到位", "预算", "支出")


@dataclass(frozen=True)
class Scope:
    """What amounts must share to be compared; `fund` in words."""

    year: int
    fund: str
    measure: str
    stage: str

    @property
    def words(self) -> str:
        """Measure and stage: 收到的资金（拨付）."""
        beside = "" if self.stage == self.measure else f"（{self.stage}）"
        return f"{self.measure}的资金{beside}"


@dataclass(frozen=True)
class Told:
    """An amount of one area, and the address below public/ where it can be checked."""

    scope: Scope
    name: str
    yuan: Decimal
    proof: str | None


def areas_picture(name: str, whose: str, of: int, told: Iterable[Told]) -> Picture | None:
    """The areas in the newest year that two of them tell of, by the scope that most of them tell.

    `whose` is what they are called (各区县), `of` how many there are. None where no two compare.
    """
    groups: dict[Scope, list[Told]] = {}
    for one in told:
        groups.setdefault(one.scope, []).append(one)
    usable = [scope for scope, group in groups.items() if _compares(group)]
    if not usable:
        return None
    scope = min(usable, key=lambda one: _preference(one, len(groups[one])))
    return _picture(name, whose, of, scope, groups[scope])


def _compares(group: Sequence[Told]) -> bool:
    return len({one.name for one in group}) >= TWO and all(one.yuan >= 0 for one in group)


def _preference(scope: Scope, areas: int) -> tuple[int, int, int, int, str]:
    measure, stage = MEASURES.index(scope.measure), STAGES.index(scope.stage)
    return (-scope.year, -areas, measure, stage, scope.fund)


def _picture(name: str, whose: str, of: int, scope: Scope, group: Sequence[Told]) -> Picture:
    ordered = sorted(group, key=lambda one: (-one.yuan, one.name))
    shown = ordered[:LARGEST]
    return Picture(
        name=name,
        title=f"{scope.year} 年{whose}{scope.words}：{scope.fund}",
        sentence=_sentence(whose, of, scope, ordered),
        heads=(whose.removeprefix("各"), "金额（元）"),
        rows=tuple((one.name, yuan(one.yuan)) for one in shown),
        drawing=bars_drawing([Bar(one.name, one.yuan) for one in shown]),
        proofs=tuple(one.proof for one in shown),
    )


def _sentence(whose: str, of: int, scope: Scope, ordered: Sequence[Told]) -> str:
    most, least = ordered[0], ordered[-1]
    told = (
        f"{count(len(ordered))} 个写明的{whose.removeprefix('各')}里，{scope.measure}最多的是"
        f"{most.name}，{readable(most.yuan)}；最少的是{least.name}，{readable(least.yuan)}。"
    )
    some = f"只列最多的 {LARGEST} 个。" if len(ordered) > LARGEST else ""
    left = of - len({one.name for one in ordered})
    silent = f"另有 {count(left)} 个没有这样的数，不在图中。" if left > 0 else ""
    return f"{told}{some}{silent}同一年度、同一资金、同一环节的才放在一起比，没有相加。"
