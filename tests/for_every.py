"""One test over many items, where a case each would cost more than what it tests.

Belongs here: running a check for every item and telling all that fail, each by its name. Does not
belong here: the checks.
"""

from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], None]


def for_every(items: Mapping[str, Any]) -> Callable[[Check], Callable[[], None]]:
    """A decorator: the test of one item becomes one test of all; it must have items."""

    def over_all(check: Check) -> Callable[[], None]:
        def test() -> None:
            assert items
            failed = {name: said for name, item in items.items() if (said := _fault(check, item))}
            assert failed == {}

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
