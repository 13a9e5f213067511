"""Every published file is accepted by programs that nobody here wrote, without network."""

import os

import pytest
from conformance.claims import changed, claims, judges_of, published
from conformance.judges import ALONE, TOGETHER
from conformance.running import LATER, PUBLIC, MissingError, not_here

pytestmark = pytest.mark.conform
FILES = {PUBLIC: published(PUBLIC) if PUBLIC.is_dir() else ()}
# A folder that somebody names is judged alone.
if "CONFORM_PUBLIC" not in os.environ:
    FILES[LATER] = changed(LATER, PUBLIC) if LATER.is_dir() else ()


def files_of(public, judge):
    return tuple(path for path in FILES[public] if judge in judges_of(path))


def named(public, *words):
    return pytest.param(public, *words, id="-".join((public.parent.name, *words)))


every_folder = pytest.mark.parametrize("public", FILES, ids=lambda public: public.parent.name)


@every_folder
def test_there_is_something_published(public):
    assert len(FILES[public]) > 100, f"nothing is published in {public}: make conform-setup"


@pytest.mark.parametrize(
    ("public", "judge"),
    [named(public, judge) for public in FILES for judge in TOGETHER if files_of(public, judge)],
)
def test_all_files_of_a_kind_are_accepted(public, judge):
    """Programs that take many files at once are started once."""
    try:
        verdicts = TOGETHER[judge](public, files_of(public, judge))
    except MissingError as error:
        not_here(error)
    assert set(verdicts) == set(files_of(public, judge))
    assert {path: said for path, said in verdicts.items() if said} == {}


@pytest.mark.parametrize(
    ("public", "judge", "path"),
    [
        named(public, judge, path)
        for public in FILES
        for judge in ALONE
        for path in files_of(public, judge)
    ],
)
def test_it_is_accepted(public, judge, path):
    try:
        said = ALONE[judge](public, path)
    except MissingError as error:
        not_here(error)
    assert not said, said


@every_folder
def test_every_file_is_claimed(public):
    assert [path for path in FILES[public] if not judges_of(path)] == []


def test_every_claim_names_a_judge_that_exists():
    assert {name for claim in claims() for name in claim.by} == {*ALONE, *TOGETHER}


@pytest.mark.skipif("CONFORM_PUBLIC" in os.environ, reason="a folder was named")
def test_every_judge_is_asked():
    """The demonstration has no address, so no site map, and nothing in it is withdrawn."""
    asked = {name for files in FILES.values() for path in files for name in judges_of(path)}
    assert asked == {*ALONE, *TOGETHER}
