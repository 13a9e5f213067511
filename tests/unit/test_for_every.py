"""The helper of the tests: every item that fails is told by its name, and no item is a fault."""

import pytest
from for_every import for_every


def test_all_that_fail_are_told_by_their_names():
    def is_even(number):
        assert number % 2 == 0

    for_every({"two": 2, "four": 4})(is_even)()
    with pytest.raises(pytest.fail.Exception, match=r"(?s)three: .*five: "):
        for_every({"two": 2, "three": 3, "five": 5})(is_even)()


def test_without_an_item_nothing_was_shown():
    with pytest.raises(pytest.fail.Exception):
        for_every({})(print)()


def test_another_fault_is_not_swallowed():
    with pytest.raises(KeyError):
        for_every({"one": {}})(lambda item: item["missing"])()
