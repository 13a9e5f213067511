"""Where things stand on the site; 网址.

Belongs here: addresses under public/ of what several pages link to, each in one place. Does not
belong here: which pages there are.
"""

PAGE_ROWS = 200
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


def record_anchor(record_id: str) -> str:
    """The anchor of a record on its page."""
    return f"r-{record_id}"
