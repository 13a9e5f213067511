"""What balances and flows tell of areas, for pictures that compare these; 地区之间.

Belongs here: from rows of the release to amounts with their scope and proof. Does not belong here:
which of them are compared (`pictures/placed.py`).
"""

from collections.abc import Iterable, Iterator, Sequence

from outputs.ledger.parties import LEVELS
from outputs.site.addresses import flows_place
from outputs.site.known import Known
from outputs.site.ledger import ALL_FUNDS
from outputs.site.pictures.picture import Picture
from outputs.site.pictures.placed import Scope, Told, areas_picture
from outputs.site.places.money import BALANCES, UNNAMED, Row
from outputs.slices.places import areas_by_code
from sources.regions import Level, Region
from sources.succession import code_in_force

SPENT = "支出"
# The measures of a balance, and the field that says of which stage each is.
MEASURES = {
    "received_yuan": ("收到", "received_stage"),
    "passed_on_yuan": ("付出", "passed_on_stage"),
    "spent_yuan": (SPENT, None),
}
COMPARED = (Level.PROVINCE, Level.CITY, Level.COUNTY)


def balances_picture(
    name: str, whose: str, areas: Sequence[tuple[Region, Sequence[Row]]], known: Known
) -> Picture | None:
    """The areas by their balances; None where no two compare."""
    told = (one for region, rows in areas for row in rows for one in _told(region.name, row, known))
    return areas_picture(name, whose, len(areas), told)


def level_pictures(
    areas: Sequence[tuple[Region, Sequence[Row]]], known: Known
) -> Iterator[Picture]:
    """Provinces, cities and counties, each level by itself: upper amounts hold the lower ones."""
    for level in COMPARED:
        own = [one for one in areas if one[0].level == level]
        picture = balances_picture(f"areas-{level.value}", f"各{LEVELS[level]}", own, known)
        if picture is not None:
            yield picture


def _told(name: str, row: Row, known: Known) -> Iterator[Told]:
    for field, (measure, stage) in MEASURES.items():
        if row[field] is None or row["budget_year"] is None:
            continue
        scope = Scope(
            year=row["budget_year"],
            fund=row["fund_key"] or ALL_FUNDS,
            measure=measure,
            stage=row[stage] if stage else measure,
        )
        yield Told(scope, name, row[field], known.origin(BALANCES, row["record_id"], field))


def shares_pictures(key: str, rows: Iterable[Row]) -> Iterator[Picture]:
    """What areas got of one fund, a picture for each level."""
    by_level: dict[str, list[Row]] = {}
    for row in rows:
        by_level.setdefault(row["payee_level"], []).append(row)
    for number, (level, own) in enumerate(by_level.items(), start=1):
        told = [_share(key, row) for row in own if row["budget_year"] is not None]
        of = len({row["payee_code"] for row in own})
        picture = areas_picture(f"shares-{number}", f"各{level}", of, told)
        if picture is not None:
            yield picture


def area_name(row: Row) -> str:
    """The name of the area that was paid; else of the body that took the money for it."""
    region = areas_by_code().get(code_in_force(row["payee_code"]))
    name: str = region.name if region else row["payee_name"] or row["payee_code"]
    return name


def _share(key: str, row: Row) -> Told:
    """A share of a fund; the flows that it adds up are listed on the fund's own page."""
    scope = Scope(
        year=row["budget_year"],
        fund=key or UNNAMED,
        measure=SPENT if row["stage"] == SPENT else "收到",
        stage=row["stage"],
    )
    return Told(scope, area_name(row), row["amount_yuan"], flows_place(key))
