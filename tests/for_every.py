"""One test over many items, where a case each would cost more than what it tests.

Belongs here: running a check for every item and telling all that fail, each by its name. Does not
belong here: the checks.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

Check = Callable[[Any], None]


def for_every(items: Mapping[str, Any]) -> Callable[[Check], Callable[[], None]]:
    """A decorator: the test of one item becomes one test of all; it must have items."""

    def over_all(check: Check) -> Callable[[], None]:
        def test() -> None:
            told = ((name, _fault(check, item)) for name, item in items.items())
            failed = [f"{name}: {said}" for name, said in told if said]
            if failed or not items:
                pytest.fail("\n".join(failed) or "nothing to look at", pytrace=False)

        test.__name__, test.__doc__, test.__module__ = (
            check.__name__, check.__doc__, check.__module__,
        )  # fmt: skip
        return test

    return over_all


def _fault(check: Check, item: Any) -> str:
    try:
        check(item)
    except AssertionError as error:
        return str(error) or "an assertion failed"
    return ""
