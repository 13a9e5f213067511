"""Records of the ledger's datasets, and the flows and balances made from them."""

from datetime import date

from lifecycle_kit import CONTRACTS, PROJECT, records

from outputs.ledger.balances import balance_table
from outputs.ledger.flows import flow_table
from outputs.ledger.parties import Unit
from outputs.ledger.placing import place
from outputs.ledger.statements import Ledger
from outputs.lifecycle.matching import Stage, match

FLOWS, BALANCES = CONTRACTS["fund_flows"], CONTRACTS["fund_balances"]
CITY, COUNTY = "610100", "610124"
NAMES = {
    "610000": "陕西省", CITY: "西安市", COUNTY: "周至县", "610204": "耀州区", "L01": "示例开发区",
}  # fmt: skip
UNITS = {
    code: Unit(code, name, COUNTY if code == "L01" else code, is_area=code != "L01")
    for code, name in NAMES.items()
}
DAY = date(2019, 12, 31)
FUND = {"fund_name": "财政专项扶贫发展资金", "fund_level": "中央", "budget_year": 2019}
KEY = "中央·扶贫发展资金"


def said(amount, unit=CITY, **more):
    """A row sent by a unit: FUND of 2019 unless told otherwise."""
    sent = {"unit_code": unit, "unit_name": NAMES[unit], "document": f"{unit}表"}
    return {**FUND, **sent, "amount_yuan": amount, **more}


def spent(amount, unit=COUNTY, **more):
    row = said(None, unit, spent_yuan=amount, **more)
    return {name: value for name, value in row.items() if name != "amount_yuan"}


def transfer(payer, payee, amount, unit=CITY, **more):
    parties = {"payer_name": payer, "payee_name": payee}
    return said(amount, unit, **{"document_no": "示财农〔2019〕3号", **parties, **more})


def ledger_of(rows):
    parts = {
        name: Stage(CONTRACTS[name], records(name, rows.get(name, []))) for name in FLOWS.joins
    }
    matched = match([parts[name] for name in PROJECT.joins])
    return Ledger(parts, PROJECT.joins, matched)


def flow_records(**rows):
    ledger = ledger_of(rows)
    return flow_table(FLOWS, ledger, place(ledger, UNITS))


def flows(**rows):
    return flow_records(**rows).to_pylist()


def flow(**rows):
    (row,) = flows(**rows)
    return row


def balances(explanations=(), on=DAY, **rows):
    """Balances by node, fund key (None for all funds together) and year."""
    table = balance_table(BALANCES, flow_records(**rows), explanations, on)
    return {(row["node"], row["fund_key"], row["budget_year"]): row for row in table.to_pylist()}
