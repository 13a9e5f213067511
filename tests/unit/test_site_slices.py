"""The page of a dataset links its slices, and only where they are."""

from types import SimpleNamespace

import pytest
from slice_kit import sliced

from outputs.site.slices import read_slices


def test_every_link_leads_to_a_file(tmp_path):
    sliced(tmp_path)
    release = SimpleNamespace(folder=tmp_path, path="")
    areas, years = read_slices(release, "fund_allocation")
    for group in (areas, years):
        assert (tmp_path / group.index).is_file()
        for one in group.links:
            assert (tmp_path / one.csv).is_file()
            assert (tmp_path / one.json).is_file()
    assert "西安市（本级）" in {one.label for one in areas.links}
    assert "未归入地区" in {one.label for one in areas.links}
    assert [one.label for one in years.links][-1] == "年度未载明"


@pytest.mark.parametrize("dataset", ["project", "fund_allocation"])
def test_without_slices_there_are_no_links(tmp_path, dataset):
    if dataset == "project":
        sliced(tmp_path)
    assert read_slices(SimpleNamespace(folder=tmp_path, path=""), dataset) == ()
