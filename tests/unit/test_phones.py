import pytest

from sources.phones import Phone, PhoneKind, parse_phones

LANDLINE, MOBILE, SHORT = PhoneKind.LANDLINE, PhoneKind.MOBILE, PhoneKind.SHORT


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("029-86781234", LANDLINE, "029-86781234"),
        ("029—8678 1234", LANDLINE, "029-86781234"),
        ("０２９－８６７８１２３４", LANDLINE, "029-86781234"),
        ("(0912)5221234", LANDLINE, "0912-5221234"),
        ("+86 29 86781234", LANDLINE, "029-86781234"),
        ("029-86781234转8012", LANDLINE, "029-86781234"),
        ("张某13891234567", MOBILE, "13891234567"),
        ("138 9123 4567", MOBILE, "13891234567"),
        ("监督电话：12317", SHORT, "12317"),
        ("１２３１７", SHORT, "12317"),
    ],
)
def test_a_number_has_a_kind_and_one_form(text, kind, number):
    (found,) = parse_phones(text)
    assert (found.kind, found.number) == (kind, number)


def test_several_numbers_come_in_their_order():
    assert parse_phones("监督电话：12317、0912-5221234；手机13891234567") == [
        Phone(SHORT, "12317", "12317"),
        Phone(LANDLINE, "0912-5221234", "0912-5221234"),
        Phone(MOBILE, "13891234567", "13891234567"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "刘××0912522××××",
        "138****1234",
        "86781234",
        "610118198001011234",
        "6222021234567890123",
        "12317029",
        "12345户",
        "12600.5",
        "+1 212 555 0123",
        "",
        None,
    ],
)
def test_masked_incomplete_and_other_numbers_are_none(text):
    assert parse_phones(text) == []
