"""Where things stand on the site; 网址.

Belongs here: addresses under public/ of what several pages link to, each in one place. Does not
belong here: which pages there are.
"""

from hashlib import sha256

PAGE_ROWS = 200
LEDGER_PAGE = "ledger/index.html"
AREAS_PAGE, FUNDS_PAGE, UNITS_PAGE = "areas/index.html", "funds/index.html", "units/index.html"
# A fund that no table names still has its money.
UNNAMED_FUND = "unnamed"
ALL_FUNDS = "all"
# All folders below public/ that hold pages of the site.
OWN_FOLDERS = (
    "datasets",
    "versions",
    "verify",
    "quality",
    "ledger",
    "dictionary",
    "corrections",
    "withdrawals",
    "search",
    "downloads",
    "about",
    "en",
    "map",
    "scoreboard",
    "requests",
    "areas",
    "funds",
    "units",
)


def page_file(number: int) -> str:
    """Return the file name of a table's page, counted from 1."""
    return "index.html" if number == 1 else f"page-{number}.html"


def dataset_page(dataset: str, number: int = 1) -> str:
    """A page of a dataset's table, counted from 1."""
    return f"datasets/{dataset}/{page_file(number)}"


def record_anchor(record_id: str) -> str:
    """The anchor of a record on its page."""
    return f"r-{record_id}"


def area_page(code: str) -> str:
    """The page of an area, by its code in force."""
    return f"areas/{code}/index.html"


def fund_page(fund_key: str) -> str:
    """The page of a fund, by its key in the ledger; "" is money of funds that are not named."""
    return f"funds/{fund_slug(fund_key)}/index.html"


def unit_page(code: str) -> str:
    """The page of a submitting unit."""
    return f"units/{code}/index.html"


def ledger_page(budget_year: int, fund_key: str) -> str:
    """The page of the nodes of one year and fund; "" is all funds of the year together."""
    return f"ledger/{budget_year}/{fund_slug(fund_key) if fund_key else ALL_FUNDS}/index.html"


def fund_slug(fund_key: str) -> str:
    """A fund's key as a file name: names are Chinese, addresses are ASCII."""
    return sha256(fund_key.encode()).hexdigest()[:12] if fund_key else UNNAMED_FUND
