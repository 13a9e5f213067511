"""Every published file is accepted by programs that nobody here wrote, without network."""

import pytest
from conformance.claims import claims, judges_of, published
from conformance.judges import ALONE, TOGETHER, verdict
from conformance.running import PUBLIC, MissingError, not_here

pytestmark = pytest.mark.conform
FILES = published(PUBLIC) if PUBLIC.is_dir() else ()
PAIRS = [
    pytest.param(name, path, marks=pytest.mark.xdist_group(name))
    for path in FILES
    for name in judges_of(path)
]


def test_there_is_something_published():
    assert len(FILES) > 100, f"nothing is published in {PUBLIC}: make conform-setup"


@pytest.mark.parametrize(("name", "path"), PAIRS)
def test_it_is_accepted(name, path):
    try:
        said = verdict(name, PUBLIC, path)
    except MissingError as error:
        not_here(error)
    assert not said, said


def test_every_file_is_claimed():
    assert [path for path in FILES if not judges_of(path)] == []


def test_every_claim_names_a_judge_that_exists():
    named = {name for claim in claims() for name in claim.by}
    assert named == {*ALONE, *TOGETHER}
