from pathlib import Path

import pytest
from pydantic import ValidationError

import sources
from sources.contract import read_yaml
from sources.office import Office, load_office

SAMPLES = Path(sources.__file__).parent / "samples"
RAW = read_yaml(SAMPLES / "office.yaml")
UNIT = RAW["units"][0]


def test_the_sample_office_knows_every_unit_that_sends():
    office = load_office(SAMPLES / "office.yaml")
    sent = {path.parts[-2] for path in SAMPLES.glob("20*/*/*")}
    assert sent == set(office.by_code)
    assert office.demo
    assert all(office.covers(path.parts[-3]) for path in SAMPLES.glob("20*/*/*"))


def test_what_catalogues_ask_of_an_office_may_be_said_and_may_be_left_out():
    said = {"uscc": "91110000600037341L", "homepage": "https://example.gov.cn/", "region": "610100"}
    office = Office.model_validate(RAW | said)
    assert (office.uscc, office.homepage, office.region) == tuple(said.values())
    assert Office.model_validate(RAW).uscc is None


@pytest.mark.parametrize(
    ("period", "covered"),
    [("2017-04", True), ("2030-12", True), ("2017-03", False), ("2018-13", False), ("x", False)],
)
def test_an_office_covers_months_from_its_first_one(period, covered):
    assert Office.model_validate(RAW).covers(period) is covered


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"first_period": "2017"},
        {"units": [UNIT, UNIT]},
        {"units": [UNIT | {"code": "../x"}]},
        {"units": [UNIT | {"region": "000x"}]},
        {"units": [UNIT | {"provider": "two words"}]},
        {"uscc": "91110000600037341X"},
        {"site_url": "data.example.gov.cn"},
        {"site_url": "https://data.example.gov.cn/?page=1"},
        {"homepage": "ftp://example.gov.cn/"},
        {"region": "西安市"},
    ],
)
def test_an_office_that_cannot_be_is_refused(change):
    with pytest.raises(ValidationError):
        Office.model_validate(RAW | change)


def test_demo_must_be_said():
    with pytest.raises(ValidationError, match="demo"):
        Office.model_validate({name: value for name, value in RAW.items() if name != "demo"})
