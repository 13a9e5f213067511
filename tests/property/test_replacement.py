"""What is in force and what replaces what, against the definition word by word.

The product asks this of each submission once; the definition compares each with all others.
"""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from assets.receipts import Receipt
from assets.stages.settle import Settled, documents_in_force, replaced_by
from outputs.marked import marked_name

NAMES = ("甲.xlsx", "乙.csv", marked_name("甲.xlsx"), marked_name("乙.csv"))
UNITS, PERIODS = ("U1", "U2"), ("2019-01", "2019-02")
KINDS = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(UNITS),
    st.sampled_from(PERIODS),
    st.frozensets(st.sampled_from("abc"), max_size=3),
    st.booleans(),
    st.booleans(),
)


def submissions_of(kinds):
    found = []
    for number, (name, unit, period, documents, accepted, sent_again) in enumerate(kinds, 1):
        receipt = Receipt(
            number=number, period=period, unit=unit, file=name, sha256="0", size=1,
            received_at=datetime(2019, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        held = frozenset((period, unit, "d", one) for one in documents)
        found.append(Settled(receipt, accepted, 0, (), held, ("d",), sent_again))
    return found


def is_same_file(one, other):
    return (one.file, one.unit, one.period) == (other.file, other.unit, other.period)


def in_force_by_definition(submissions):
    in_force = {}
    for one in submissions:
        if one.accepted:
            same = {
                other.receipt.number
                for other in submissions
                if is_same_file(other.receipt, one.receipt)
            }
            in_force = {key: number for key, number in in_force.items() if number not in same}
            in_force |= dict.fromkeys(one.documents, one.receipt.number)
    return in_force


def came_back(later, one):
    return (
        later.sent_again
        and not one.accepted
        and (later.receipt.unit, later.receipt.period) == (one.receipt.unit, one.receipt.period)
        and later.receipt.file in (one.receipt.file, marked_name(one.receipt.file))
    )


def replaced_by_definition(submissions):
    found = {}
    for index, one in enumerate(submissions):
        left = set(one.documents)
        for later in submissions[index + 1 :]:
            left -= later.documents
            is_whole = bool(one.documents) and not left
            if is_same_file(later.receipt, one.receipt) or is_whole or came_back(later, one):
                found[one.receipt.number] = later.receipt.number
                break
    return found


@given(st.lists(KINDS, max_size=12))
def test_what_is_in_force_and_what_is_replaced_follow_the_definition(kinds):
    submissions = submissions_of(kinds)
    assert documents_in_force(submissions) == in_force_by_definition(submissions)
    assert replaced_by(submissions) == replaced_by_definition(submissions)
