"""A public folder with one release of invented money: from the centre down to a town, and a unit.

The flows and balances are made by the ledger itself; 示例.
"""

from decimal import Decimal

import pyarrow as pa
from ledger_kit import BALANCES, CITY, COUNTY, DAY, FLOWS, KEY, flow_records, said, spent, transfer
from public_sample import list_releases, release, statement
from published_sample import record

from outputs.canonical import canonical_table
from outputs.columns import arrow_schema
from outputs.disclosure import published_table
from outputs.formats.parquet_file import write_parquet
from outputs.ledger.balances import balance_table
from outputs.ledger.explanations import Category, GapExplanation
from sources.contract import load_contracts

SCOREBOARD = load_contracts()["disclosure_scoreboard"]
VERSION, EARLIER = "2026.11.0", "2026.10.0"
# What an earlier release told of: an area that is told of still, one that is not, and a unit.
GONE = "code,name,level\n610124,周至县,区县\n430281,醴陵市,区县\nL99,示例单位,单位\n"
OLD_TOWN, TOWN = "610125", "610118001"
ALLOCATED = (
    record(1, area_code=COUNTY, area_name="周至县", budget_year=2019),
    record(2, unit_code="610100", unit_name="西安市", area_code=OLD_TOWN, area_name="户县",
           budget_year=2015, period="2015-03"),
    record(3, unit_code="610100", unit_name="西安市", area_code=TOWN, area_name="甘亭街道"),
    record(4, unit_code="L01", unit_name="示例开发区", area_code=None),
)  # fmt: skip
SCORES = [
    {"scored_period": "2019-03", "scored_unit_code": COUNTY, "scored_unit_name": "周至县",
     "due_on": "2019-04-08", "owed_count": 7, "met_count": 6, "on_time_count": 6,
     "late_reasons": "系统升级", "record_id": "a"},
    {"scored_period": "2019-03", "scored_unit_code": "610122", "scored_unit_name": "蓝田县",
     "due_on": "2019-04-08", "owed_count": 7, "met_count": 0, "on_time_count": 0,
     "late_reasons": None, "record_id": "b"},
]  # fmt: skip
FINDINGS = (
    "finding_id,dataset,unit_code,unit_name,period,record_id,sheet,cell,message,state,explanation,"
    "explained_by,waiver_reason,waived_by,waived_until\n"
    "f1,fund_allocation,610124,周至县,2026-11,r0001,表1,B1,疑点甲,failed,,,,,\n"
    "f2,fund_allocation,610124,周至县,2026-11,,表1,B2,疑点乙,explained,已核对,x@example.org,,,\n"
)
SAID = {
    "fund_transfer": [
        transfer("中央财政", "陕西省财政厅", "100000000.00", unit="610000"),
        transfer("陕西省财政厅", "西安市财政局", "30000000.00", unit="610000"),
        transfer("西安市财政局", "周至县财政局", "5000000.00"),
        transfer("西安市财政局", "鄠邑区财政局", "2000000.00"),
    ],
    "fund_allocation": [said("100.00", project_name="项目1", area_code=COUNTY)],
    "fund_expenditure": [spent("4200000.00")],
}
EXPLAINED = GapExplanation(
    unit=COUNTY, node=COUNTY, fund=KEY, year=2019, category=Category.CARRIED_OVER,
    amount_yuan=Decimal("800000.00"), reason="示例：跨年度结转", until=DAY,
    explained_by="provider@example.org", is_signed=True,
)  # fmt: skip


def ledgers():
    """The published flows and balances."""
    flows = flow_records(**SAID)
    balances = balance_table(BALANCES, flows, [EXPLAINED], DAY)
    return published_table(FLOWS, flows), published_table(BALANCES, balances)


def scores():
    """The scoreboard that the city published."""
    sent = dict.fromkeys(("period", "source_file", "source_cells"), "示例")
    city = {"unit_code": CITY, "unit_name": "西安市"}
    rows = [sent | city | row for row in SCORES]
    return pa.Table.from_pylist(rows, schema=arrow_schema(SCOREBOARD))


def publish(public, more=()):
    """One release; `more` are further allocations."""
    rows = [*ALLOCATED, *more]
    others = [
        (contract, canonical_table(contract, data))
        for contract, data in (
            (SCOREBOARD, scores()),
            *zip((FLOWS, BALANCES), ledgers(), strict=True),
        )
    ]
    facts = {
        contract.dataset: {
            "title": contract.title,
            "title_en": contract.title_en,
            "rows": data.num_rows,
            "amount_yuan": None,
        }
        for contract, data in others
    }
    stated = statement(VERSION, rows)["datasets"] | facts
    release(public, VERSION, rows, datasets=stated)
    release(public, EARLIER, [ALLOCATED[0]])
    earlier = public / "releases" / EARLIER / "reference" / "admin_units.csv"
    earlier.parent.mkdir()
    earlier.write_text(GONE, encoding="utf-8")
    list_releases(public, VERSION, EARLIER)
    folder = public / "releases" / VERSION
    for one in (VERSION, EARLIER):
        (public / "releases" / one / "provenance" / "fund_allocation.parquet").unlink()
    for contract, data in others:
        write_parquet(contract, data, folder / "data" / f"{contract.dataset}.parquet")
    (folder / "quality" / "findings.csv").write_text(FINDINGS, encoding="utf-8")
    return public
