import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from sources.regions import LIST, Level, load_regions, region_of, resolve, spoken_names

IN_2019 = date(2019, 3, 11)
RENAMED = date(2016, 11, 24)
XIAN = "610100"


def codes(resolution):
    return {region.code for region in resolution.candidates}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("周至县", "610124"),
        ("周至", "610124"),
        (" 周至 县", "610124"),
        ("西安市周至县", "610124"),
        ("西安周至", "610124"),
        ("陕西省西安市周至县", "610124"),
        ("陕西省", "610000"),
        ("鄠邑区甘亭街道", "610118001"),
        ("西安市鄠邑区祖庵镇", "610118102"),
        ("文山壮族苗族自治州", "532600"),
        ("文山州", "532600"),
        ("恩施州", "422800"),
        ("内蒙古", "150000"),
        ("新疆", "650000"),
        ("重庆市垫江县", "500231"),
        ("中央", "CN"),
        ("徐州市鼓楼区", "320302"),
    ],
)
def test_a_name_means_one_area(name, code):
    assert resolve(name, IN_2019).code == code


def test_a_name_of_several_areas_is_ambiguous_and_lists_them():
    found = resolve("鼓楼区", IN_2019)
    assert found.code is None
    assert found.is_ambiguous
    assert codes(found) == {"320106", "320302", "350102", "410204"}


def test_a_spoken_name_of_several_areas_is_ambiguous():
    assert codes(resolve("恩施", IN_2019)) == {"422800", "422801"}


@pytest.mark.parametrize(("within", "code"), [("320300", "320302"), ("350000", "350102")])
def test_the_area_around_decides_between_candidates(within, code):
    assert resolve("鼓楼区", IN_2019, within).code == code


@pytest.mark.parametrize(
    "name", ["", "县", "周至县县", "示例县", "景区管理局", "全区", "西安市鼓楼区", "西安市西安市"]
)
def test_other_names_mean_no_area(name):
    found = resolve(name, IN_2019)
    assert (found.code, found.candidates) == (None, ())


def test_an_area_outside_is_not_found():
    assert resolve("周至县", IN_2019, "610300").candidates == ()
    assert resolve("西安市", IN_2019, XIAN).code == XIAN


@pytest.mark.parametrize(
    ("old", "new", "day", "codes_of_both"),
    [
        ("户县", "鄠邑区", RENAMED, ("610125", "610118")),
        ("凤翔县", "凤翔区", date(2021, 1, 29), ("610322", "610305")),
        ("祖庵镇", "祖庵街道", date(2021, 2, 7), ("610118102", "610118009")),
        ("邢台市桥东区", "襄都区", date(2020, 6, 23), ("130502", "130502")),
    ],
)
def test_a_name_holds_on_its_side_of_the_day_of_renaming(old, new, day, codes_of_both):
    before = date.fromordinal(day.toordinal() - 1)
    assert (resolve(old, before).code, resolve(new, before).code) == (codes_of_both[0], None)
    assert (resolve(old, day).code, resolve(new, day).code) == (None, codes_of_both[1])


def test_six_towns_of_huyi_became_streets_on_one_day():
    day = date(2021, 2, 7)
    before = date.fromordinal(day.toordinal() - 1)
    for name in ("祖庵", "蒋村", "涝店", "甘河", "石井", "渭丰"):
        town, street = f"鄠邑区{name}镇", f"鄠邑区{name}街道"
        assert (resolve(street, before).code, resolve(town, day).code) == (None, None), name
        assert resolve(town, before).code == resolve(f"鄠邑区{name}", before).code is not None, name
        assert resolve(street, day).code == resolve(f"鄠邑区{name}", day).code is not None, name


def test_where_the_day_is_not_known_both_names_hold_and_the_spoken_one_is_ambiguous():
    between = date(2021, 6, 1)
    assert resolve("旬阳县", between).code == "610928"
    assert resolve("旬阳市", between).code == "610981"
    assert codes(resolve("旬阳", between)) == {"610928", "610981"}
    assert resolve("旬阳", IN_2019).code == "610928"
    assert resolve("旬阳", date(2024, 1, 1)).code == "610981"


def test_xian_has_thirteen_districts_and_counties():
    inside = [r for r in load_regions() if r.parent == XIAN and r.holds(IN_2019)]
    assert sorted(region.code for region in inside) == [
        "610102", "610103", "610104", "610111", "610112", "610113", "610114", "610115",
        "610116", "610117", "610118", "610122", "610124",
    ]  # fmt: skip


def test_spoken_names_leave_out_peoples_and_endings():
    names = {r.name: spoken_names(r) for r in load_regions() if r.holds(IN_2019)}
    wanted = {
        "广西壮族自治区": ("广西", "广西区"),
        "恩施土家族苗族自治州": ("恩施", "恩施州"),
        "内蒙古自治区": ("内蒙古", "内蒙古区"),
        "巴音郭楞蒙古自治州": ("巴音郭楞", "巴音郭楞州"),
        "甘亭街道": ("甘亭",),
        "凤县": (),
    }
    assert {name: names[name] for name in wanted} == wanted


def test_each_row_has_a_source_and_a_code_of_its_level():
    digits = {"country": 2, "province": 6, "city": 6, "county": 6, "town": 9}
    with LIST.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row for row in rows if len(row["code"]) != digits[row["level"]]] == []
    assert [row for row in rows if not row["source"] and row["code"] != "CN"] == []


def test_no_code_has_two_entries_at_once_or_a_gap_between_them():
    by_code = defaultdict(list)
    for region in load_regions():
        by_code[region.code].append(region)
    for entries in by_code.values():
        assert all(region.valid_from < region.valid_to for region in entries)
        assert all(one.valid_to == other.valid_from for one, other in pairwise(entries))
    starts = [(region.code, region.valid_from) for region in load_regions()]
    assert len(starts) == len(set(starts))


def test_each_area_lies_in_one_that_holds_as_long():
    around = {Level.COUNTRY: "", Level.PROVINCE: "CN"}
    for region in load_regions():
        if region.level in around:
            assert region.parent == around[region.level]
            continue
        last = date.fromordinal(region.valid_to.toordinal() - 1)
        for day in (region.valid_from, last):
            assert region_of(region.parent, day) is not None, region
