"""One browser and one server for all tests of a worker."""

import pytest
from browser.kit import PUBLIC, Reader, launched, pages_of, served
from conformance.running import MissingError, not_here

HERE = __file__.rpartition("/")[0]


def pytest_collection_modifyitems(items):
    for item in items:
        if str(item.path).startswith(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site():
    """The folder of the site. Skips, or fails in CI, where it is not made."""
    try:
        pages_of("")
    except MissingError as error:
        not_here(error)
    return PUBLIC


@pytest.fixture(scope="session")
def browser(site):
    try:
        with launched() as found:
            yield found
    except MissingError as error:
        not_here(error)


@pytest.fixture(scope="session")
def server(site):
    with served(site) as address:
        yield address


@pytest.fixture
def reading(browser, server):
    """A function that gives a reader a window; all windows are closed at the end."""
    readers = []

    def read(place=server, **options):
        readers.append(Reader(browser, place, **options))
        return readers[-1]

    yield read
    for one in readers:
        one.context.close()


@pytest.fixture
def reader(reading):
    """Somebody at a wide window, over the network."""
    return reading()
