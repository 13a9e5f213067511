"""Each program is seen to refuse what it is there for, and known for what it does not see."""

import json
import shutil
from pathlib import Path

import pytest
from conformance.judges import ALONE
from conformance.own import OWN
from conformance.running import LATER, PUBLIC, ROOT, MissingError, not_here
from conformance.seeding import SAMPLES, defects, page, seeded
from conformance.standing import standing

PACKAGES = sorted(PUBLIC.glob("releases/*/datapackage.json")) if PUBLIC.is_dir() else []
OF_PACKAGES = (
    "fen_match", "no_formula", "only_defused", "no_mark", "second_version", "unique_keys",
)  # fmt: skip
# Of a release from which something was withdrawn the package still names what is gone.
GROWN = sorted(LATER.glob("releases/*/datapackage.json")) if LATER.is_dir() else []
TYPED = "+示例（二期）"
PROJECTS = sorted(PUBLIC.glob("releases/*/oc4ids/projects.json")) if PUBLIC.is_dir() else []
ABOVE = (("catalog.jsonld", "dates_typed"), ("feed.xml", "authored"), ("feed.xml", "lengths_count"))
ASKED = [(defect, name) for defect in defects() for name in (*defect.seen, *defect.blind)]
WHOLE = sorted({(d.sample, d.file, name) for d, name in ASKED})


def asked(name: str, folder: Path, path: str) -> str:
    try:
        return (ALONE | OWN)[name](folder, path)
    except MissingError as error:
        not_here(error)
    return ""


def samples_are_here() -> None:
    if not SAMPLES.is_dir():
        not_here(MissingError("../shared/reference/samples is not here: no defects are seeded"))


@pytest.mark.conform
@pytest.mark.parametrize(("sample", "file", "name"), WHOLE)
def test_a_sample_without_defect_is_accepted(sample, file, name, tmp_path):
    samples_are_here()
    shutil.copytree(SAMPLES / sample, tmp_path / "copy")
    assert not asked(name, tmp_path / "copy", file)


@pytest.mark.conform
@pytest.mark.parametrize(
    ("defect", "name"), ASKED, ids=[f"{name}-{defect.title}" for defect, name in ASKED]
)
def test_a_defect_has_the_verdict_that_the_table_says(defect, name, tmp_path):
    samples_are_here()
    said = asked(name, seeded(defect, tmp_path / "copy"), defect.file)
    assert bool(said) == (name in defect.seen), said or f"{name} does not see it"


@pytest.mark.conform
@pytest.mark.parametrize("name", OF_PACKAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_what_only_we_see_holds_in_every_package(name, package):
    assert not OWN[name](package.parent, package.name)


@pytest.mark.conform
@pytest.mark.parametrize("name", ["no_formula", "only_defused"])
@pytest.mark.parametrize("package", GROWN)
def test_no_spreadsheet_runs_what_a_unit_typed(name, package):
    """In one of these releases a unit's text begins with a plus sign."""
    with standing(package) as file:
        assert not OWN[name](file.parent, file.name)


@pytest.mark.parametrize(
    ("canonical", "shown", "seen"),
    [
        (TYPED, f"'{TYPED}", []),
        (TYPED, TYPED, ["no_formula", "only_defused"]),
        (TYPED, "'示例", ["only_defused"]),
        ("-5.00", "-5.00", []),
        ("示例", "'示例", ["only_defused"]),
    ],
)
def test_a_text_is_kept_for_programs_and_defused_for_spreadsheets(canonical, shown, seen, tmp_path):
    for folder, text in (("data", canonical), ("excel-csv", shown)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text(f"remark\r\n{text}\r\n", encoding="utf-8")
    resource = {"path": "data/a.csv", "schema": {}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    asked = ("no_formula", "only_defused")
    assert [name for name in asked if OWN[name](tmp_path, "datapackage.json")] == seen


@pytest.mark.conform
@pytest.mark.parametrize("name", ["parts_add_up", "sectors_known"])
@pytest.mark.parametrize("projects", PROJECTS)
def test_what_only_we_see_holds_in_projects(name, projects):
    assert not asked(name, projects.parent, projects.name)


@pytest.mark.conform
@pytest.mark.parametrize(("file", "name"), ABOVE)
def test_what_only_we_see_holds_above_the_releases(file, name):
    if not (PUBLIC / file).exists():
        pytest.skip(f"{file} is not published")
    assert not OWN[name](PUBLIC, file)


def test_at_least_forty_defects_are_seeded_and_each_is_seen():
    assert len(defects()) >= 40
    assert all(defect.seen for defect in defects())


def test_the_page_is_current():
    assert (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8") == page()
