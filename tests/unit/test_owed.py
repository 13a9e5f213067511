"""What each unit owes, where it stands, and 零报告 as a state that counts only when signed."""

from datetime import date, datetime

import pytest
from home_kit import BAD, GOOD, OTHER, PERIOD, SAMPLE_OFFICE, UNIT, open_home, run, send
from pydantic import ValidationError

from assets.declarations import DeclarationRefused, Entry, declare, declared, read_entries
from assets.journal import add_lines
from assets.owed import due_in, duties
from assets.receipts import CHINA, read_receipts
from assets.stages.settle import load_state
from assets.status import months, plain_status, unit_statuses
from expectations.declaration import Declaration
from expectations.signatures import make_key
from sources.catalogue import load_catalogues
from sources.contract import read_yaml
from sources.office import Office

PROVIDER = f"provider-{UNIT}@example.org"
RAW = read_yaml(SAMPLE_OFFICE) | {"first_period": "2019-02"}
CITY = {"code": "L61010001", "name": "综合处", "region": "610100", "kind": "department"}
DISTRICT = {"code": "610116", "name": "长安区", "region": "610116", "kind": "district"}


def office(owes=("fund_allocation", "lottery_fund"), **more):
    first, *rest = RAW["units"]
    return Office.model_validate(RAW | {"units": [first | {"owes": owes}, *rest], **more})


def by_catalogue(*units):
    return Office.model_validate(RAW | {"catalogue": "xian", "units": list(units)})


def declaration(dataset=None, kind="nothing", reason="本月没有新的内容（示例）", day=4):
    return Declaration(
        kind=kind, period=PERIOD, unit=UNIT, dataset=dataset, reason=reason,
        declared_by=PROVIDER, declared_at=datetime(2019, 4, day, 9, tzinfo=CHINA).isoformat(),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


@pytest.fixture
def key(store, tmp_path):
    path = tmp_path / "provider"
    public = make_key(path, "示例").read_text(encoding="utf-8")
    kind, blob, *_ = public.split()
    line = f'{PROVIDER} namespaces="mingzhang-provider" {kind} {blob}\n'
    store.allowed_signers.write_text(line, encoding="utf-8")
    return path


def status(store, here, today=date(2019, 4, 10)):
    found = unit_statuses(
        here, read_receipts(store), load_state(store), today, declared(store, here)
    )
    (one,) = [one for one in found if (one.period, one.unit) == (PERIOD, UNIT)]
    return one


def owed(store, here, today=date(2019, 4, 10)):
    return {one.duty.dataset: one.state for one in status(store, here, today).owed}


# --- what is owed


def test_an_office_that_names_no_duties_owes_nothing():
    assert duties(Office.model_validate(RAW), PERIOD) == []


def test_a_unit_owes_by_the_fifth_what_the_office_lists():
    found = duties(office(), PERIOD)
    assert [(one.unit, one.dataset, one.due) for one in found] == [
        (UNIT, "fund_allocation", date(2019, 4, 5)),
        (UNIT, "lottery_fund", date(2019, 4, 5)),
    ]


def test_a_district_owes_what_the_notice_asks_of_districts():
    found = {one.dataset: one.items for one in duties(by_catalogue(DISTRICT), PERIOD)}
    assert found["project_library"] == ("district_projects",)
    assert found["fund_allocation"] == ("fund",)
    assert not {"three_public", "report_hotline", "household_list"} & set(found)


def test_a_department_owes_what_the_notice_puts_under_its_name():
    found = {one.dataset: one.items for one in duties(by_catalogue(CITY), PERIOD)}
    assert found == {"office_notice": ("office_affairs",), "proposal_reply": ("proposal_reply",)}


def test_the_annual_report_is_owed_in_january_by_the_thirty_first():
    found = {one.dataset: one for one in duties(by_catalogue(CITY), "2020-01")}
    assert found["information_request"].due == date(2020, 1, 31)
    assert found["office_notice"].due == date(2020, 1, 31)  # earlier than the 5th of February
    assert found["office_notice"].items == ("office_affairs", "annual_report")
    assert found["proposal_reply"].due == date(2020, 2, 5)


def test_what_counts_from_an_approval_is_owed_in_no_month():
    (accounts,) = [one for one in load_catalogues()["xian"].items if one.id == "accounts"]
    assert [due_in(accounts, period) for period in months("2019-01", "2019-12")] == [None] * 12


def test_a_year_end_item_is_owed_in_december():
    items = {one.id: one for one in load_catalogues()["national_2019"].items}
    found = {p: due_in(items["row_08_loans"], p) for p in months("2019-01", "2019-12")}
    assert {period for period, due in found.items() if due} == {"2019-12"}
    assert found["2019-12"] == date(2019, 12, 31)


def test_nothing_is_owed_before_the_list_was_in_force():
    here = by_catalogue(CITY, DISTRICT)
    assert duties(here, "2019-01") == []  # due on 5 March 2019, before the notice of 11 March
    assert duties(here, "2019-02") == []
    assert duties(here, "2019-03") != []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"catalogue": "nowhere"}, "nowhere"),
        ({"units": [DISTRICT]}, "catalogue"),
        ({"catalogue": "xian", "units": [CITY | {"name": "综合科"}]}, "综合科"),
        ({"units": [DISTRICT | {"owes": ["no_such_dataset"]}]}, "no_such_dataset"),
    ],
)
def test_a_duty_that_would_match_nothing_is_refused(change, word):
    with pytest.raises(ValidationError, match=word):
        Office.model_validate(RAW | change)


def test_months_run_over_the_turn_of_the_year():
    assert months("2018-11", "2019-02") == ["2018-11", "2018-12", "2019-01", "2019-02"]
    with pytest.raises(ValueError, match="YYYY-MM"):
        months("2018", "2019-01")


# --- where it stands


def test_a_month_in_which_a_unit_sent_nothing_is_held_against_it_if_it_owes(store):
    found = unit_statuses(office(), [], load_state(store), date(2019, 5, 6))
    assert [(one.period, one.state) for one in found if one.unit == UNIT] == [
        ("2019-02", "late"), ("2019-03", "late"), ("2019-04", "late"), ("2019-05", "due"),
    ]  # fmt: skip
    assert {one.period for one in found if one.unit == OTHER} == {"2019-05"}


def test_each_owed_dataset_stands_for_itself(store):
    send(store, GOOD)
    run(store)
    found = status(store, office())
    assert (found.state, found.met, len(found.owed)) == ("accepted", 1, 2)
    assert owed(store, office()) == {"fund_allocation": "accepted", "lottery_fund": "late"}
    assert owed(store, office(), date(2019, 4, 5))["lottery_fund"] == "due"


def test_a_returned_file_meets_no_duty_and_a_stale_one_does(store):
    send(store, BAD)
    run(store)
    (allocation, _) = status(store, office()).owed
    assert (allocation.state, allocation.is_met, allocation.delivered) == ("returned", False, None)
    send(store, GOOD)
    run(store)
    send(store, BAD)
    run(store)
    (allocation, _) = status(store, office()).owed
    assert (allocation.state, allocation.is_met) == ("stale", True)


def test_a_signed_nothing_meets_the_duty(store, key):
    declare(store, office(), declaration(), key)
    found = status(store, office())
    assert (found.state, found.words, found.met) == ("nothing", "零报告", 2)
    assert all(one.on_time for one in found.owed)
    assert plain_status(found)["owed"][0]["reason"] == "本月没有新的内容（示例）"


def test_an_unsigned_nothing_is_shown_as_such_and_does_not_count(store):
    declare(store, office(), declaration(), None)
    found = status(store, office())
    assert (found.state, found.words, found.met) == ("nothing_unsigned", "零报告，未签字", 0)
    assert owed(store, office())["lottery_fund"] == "nothing_unsigned"


def test_nothing_of_one_dataset_says_nothing_of_the_others(store, key):
    declare(store, office(), declaration("lottery_fund"), key)
    assert owed(store, office()) == {"fund_allocation": "late", "lottery_fund": "nothing"}
    assert status(store, office()).state == "late"
    declare(store, office(), declaration("fund_allocation"), key)
    assert status(store, office()).state == "nothing"


def test_data_that_comes_after_all_stands_above_nothing(store, key):
    declare(store, office(), declaration(), key)
    send(store, GOOD)
    run(store)
    assert owed(store, office()) == {"fund_allocation": "accepted", "lottery_fund": "nothing"}


def test_an_office_without_duties_still_shows_what_was_declared(store, key):
    here = Office.model_validate(RAW)
    declare(store, here, declaration(), key)
    assert status(store, here).state == "nothing"


def test_a_reason_for_lateness_is_shown_and_changes_no_state(store, key):
    declare(store, office(), declaration(kind="late", reason="等上级下达（示例）"), key)
    found = status(store, office())
    assert (found.state, found.late_reason, found.late_reason_signed) == (
        "late", "等上级下达（示例）", True,
    )  # fmt: skip
    assert {one.late_reason for one in found.owed} == {"等上级下达（示例）"}


# --- signatures


def test_the_last_declaration_stands_but_no_unsigned_one_replaces_a_signed_one(store, key):
    declare(store, office(), declaration(reason="甲"), None)
    declare(store, office(), declaration(reason="乙"), key)
    declare(store, office(), declaration(reason="丙"), None)
    standing = declared(store, office()).of("nothing", PERIOD, UNIT)
    assert (standing.declaration.reason, standing.is_signed) == ("乙", True)
    assert len(read_entries(store)) == 3


def test_a_changed_declaration_is_no_longer_signed(store, key):
    entry = declare(store, office(), declaration(), key)
    changed = entry.declaration.model_copy(update={"period": "2019-02"})
    add_lines(store.declarations, [Entry(declaration=changed, signature=entry.signature)])
    assert declared(store, office()).of("nothing", "2019-02", UNIT).fault == "bad_signature"


@pytest.mark.parametrize("signature", ["", "签名", "-----BEGIN SSH SIGNATURE-----"])
def test_a_signature_that_is_none_is_a_bad_one(store, key, signature):
    add_lines(store.declarations, [Entry(declaration=declaration(), signature=signature)])
    assert declared(store, office()).of("nothing", PERIOD, UNIT).fault == "bad_signature"


def test_a_signature_that_would_not_count_is_refused_and_nothing_is_written(store, key, tmp_path):
    make_key(tmp_path / "stranger", "示例")
    other = declaration().model_copy(update={"declared_by": "somebody@example.org"})
    with pytest.raises(DeclarationRefused, match="allowed_signers"):
        declare(store, office(), declaration(), tmp_path / "stranger")
    with pytest.raises(DeclarationRefused, match="指定的提供人"):
        declare(store, office(), other, key)
    store.allowed_signers.unlink()
    with pytest.raises(DeclarationRefused, match="allowed_signers"):
        declare(store, office(), declaration(), key)
    assert not store.declarations.exists()


def test_a_key_for_another_role_cannot_declare(store, key):
    text = store.allowed_signers.read_text(encoding="utf-8")
    store.allowed_signers.write_text(text.replace("mingzhang-provider", "mingzhang-chief"))
    with pytest.raises(DeclarationRefused, match="mingzhang-provider"):
        declare(store, office(), declaration(), key)


@pytest.mark.parametrize(
    "change",
    [{"reason": " "}, {"period": "2019-13"}, {"declared_by": "two words"}, {"dataset": "X"}],
)
def test_a_declaration_that_cannot_be_is_refused(change):
    with pytest.raises(ValidationError):
        Declaration.model_validate(declaration().model_dump() | change)
