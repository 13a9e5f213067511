"""What reviewers are told: a candidate waits, whose turn it is, who holds it."""

import pytest
from home_kit import UNIT, office_of
from message_kit import MOBILE, NOON, message_home, receive

from assets.messages.review_events import review_events, waiting
from assets.receipts import now_in_china
from assets.stages.propose import propose
from pipelines.demo import demo_keys


@pytest.fixture
def store(tmp_path):
    return message_home(tmp_path / "home")


def test_reviewers_are_told_who_holds_the_candidate_and_units_to_sign(store):
    receive(store)
    propose(store, office_of(store))
    found = review_events(waiting(store), NOON)
    assert [(one.kind, one.to) for one in found] == [("to_sign", UNIT), ("waits", "reviewers")]
    assert found[1].frame["holder"] == "提供单位"


def test_when_units_have_signed_it_is_the_turn_of_the_next_role(store):
    sign_by(store, "provider")
    found = review_events(waiting(store), NOON)
    assert [(one.kind, one.to) for one in found] == [("waits", "reviewers"), ("turn", "secrecy")]


def test_when_all_have_signed_it_waits_for_publication(store):
    sign_by(store, "provider", "secrecy", "deputy", "chief")
    (one,) = review_events(waiting(store), NOON)
    assert one.frame["holder"] == "签批齐全，等待发布"


def test_a_candidate_that_was_sent_back_is_held_by_nobody(store):
    sign_by(store, "provider")
    sign_by(store, "secrecy", decision="return", note=f"请联系 {MOBILE}")
    found = review_events(waiting(store), NOON)
    assert {(one.kind, one.to) for one in found} == {
        ("sent_back", "reviewers"), ("sent_back", "analyst"),
    }  # fmt: skip
    assert not any(MOBILE in str(one) for one in found)


def sign_by(store, *roles, **act):
    from assets.receipts import read_receipts
    from assets.stages.publish import people_of, sign
    from assets.stages.settle import load_state
    from expectations.signing import SigningAct

    office = office_of(store)
    if not store.current_candidate.exists():
        receive(store)
        propose(store, office)
    people = people_of(office, load_state(store), read_receipts(store))
    for (role, principal), key in demo_keys(store, office).items():
        if role in roles and (role != "provider" or UNIT in principal):
            made = SigningAct(
                role=role, principal=principal, key=key, signed_at=now_in_china(), **act
            )
            sign(store, people, made)
