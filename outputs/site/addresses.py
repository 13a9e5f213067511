"""Where things stand on the site; 网址.

Belongs here: addresses under public/ of what several pages link to, each in one place. Does not
belong here: which pages there are.
"""

from outputs.oc4ids.values import stable_id

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
    "projects",
    "documents",
    "sources",
    "portal",
    "changes",
)


def page_file(number: int) -> str:
    """Return the file name of a table's page, counted from 1."""
    return "index.html" if number == 1 else f"page-{number}.html"


def dataset_page(dataset: str, number: int = 1) -> str:
    """A page of a dataset's table, counted from 1."""
    return f"datasets/{dataset}/{page_file(number)}"


def release_changes(version: str) -> str:
    """What a release changed, beside the one before it."""
    return f"changes/{version}/index.html"


def since_release(version: str) -> str:
    """What changed from a release to the newest, whichever that is."""
    return f"changes/since-{version}/index.html"


def between_releases(before: str, after: str) -> str:
    """What changed from a release to a later one that is not the newest any more."""
    return f"changes/{after}/since-{before}/index.html"


def record_anchor(record_id: str) -> str:
    """The anchor of a record on its page."""
    return f"r-{record_id}"


def area_page(code: str) -> str:
    """The page of an area, by its code in force."""
    return f"areas/{code}/index.html"


def fund_page(fund_key: str) -> str:
    """The page of a fund, by its key in the ledger; "" is money of funds that are not named."""
    return f"funds/{fund_slug(fund_key)}/index.html"


def correction_page(version: str) -> str:
    """The notice of the correction that a release is."""
    return f"corrections/{version}/index.html"


def flows_place(fund_key: str) -> str:
    """Where the single flows of a fund are listed, each with its own source."""
    return f"{fund_page(fund_key)}#flows"


def records_place(dataset: str) -> str:
    """Where the records of a dataset are listed, each with its own source."""
    return f"{dataset_page(dataset)}#records"


def unit_page(code: str) -> str:
    """The page of a submitting unit."""
    return f"units/{code}/index.html"


def ledger_page(budget_year: int, fund_key: str) -> str:
    """The page of the nodes of one year and fund; "" is all funds of the year together."""
    return f"ledger/{budget_year}/{fund_slug(fund_key) if fund_key else ALL_FUNDS}/index.html"


def fund_slug(fund_key: str) -> str:
    """A fund's key as a file name: names are Chinese, addresses are ASCII."""
    return stable_id(fund_key) if fund_key else UNNAMED_FUND


def value_anchor(record_id: str, field: str) -> str:
    """The anchor of a number of a record on its page of sources."""
    return f"{record_anchor(record_id)}-{field}"


def source_page(dataset: str, number: int = 1) -> str:
    """A page that says where a dataset's records come from, counted from 1."""
    return f"sources/{dataset}/{page_file(number)}"


def project_id(node: str) -> str:
    """The short name of a project, from its node in the flows of funds (`610204/项目/…`).

    It is the end of the project's identifier in OC4IDS, and stays when a project that so far was
    only allocated money enters the library.
    """
    return stable_id(node)


def project_node(unit_code: str, project_key: str) -> str:
    """The node of a row of the dataset `project` in the flows of funds."""
    return f"{unit_code}/项目/{project_key}"


def project_page(project: str) -> str:
    """The page of a project by its short name."""
    return f"projects/{project}/index.html"


def project_list(number: int = 1) -> str:
    """A page of the list of projects, counted from 1."""
    return f"projects/{page_file(number)}"


def document_page(number: str) -> str:
    """The page of a document by its number, such as 示财农〔2019〕3号."""
    return f"documents/{stable_id(number)}/index.html"


def document_list(number: int = 1) -> str:
    """A page of the list of documents, counted from 1."""
    return f"documents/{page_file(number)}"


def kit_page(version: str) -> str:
    """The page of a release's portal kit."""
    return f"portal/{version}/index.html"


def kit_archive(version: str) -> str:
    """The archive of a release's portal kit."""
    return f"portal/{version}/kit.zip"
