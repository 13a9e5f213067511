"""The Nu HTML checker accepts every page of the site that lived on."""

from browser.kit import BEFORE
from browser.test_links import site_pages
from conformance.judges_web import vnu
from conformance.running import MissingError, not_here


def judged(folder):
    paths = tuple(path.relative_to(folder).as_posix() for path in site_pages(folder))
    try:
        return {name: said for name, said in vnu(folder, paths).items() if said}
    except MissingError as error:
        not_here(error)


def test_the_checker_objects_to_no_page(site):
    assert judged(site) == {}
    assert judged(BEFORE) == {}


def test_the_checker_objects_to_a_broken_page(tmp_path):
    (tmp_path / "index.html").write_text("<!DOCTYPE html><p><div></p>", encoding="utf-8")
    assert judged(tmp_path)
