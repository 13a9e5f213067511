"""JSON whose amounts are exact: a Decimal is written as its own digits; 金额不经浮点数.

Belongs here: from plain values to JSON text. Does not belong here: what the values mean.
"""

from decimal import Decimal
from functools import cache
from json.encoder import encode_basestring
from typing import TypeAlias

Plain: TypeAlias = "str | int | Decimal | dict[str, Plain] | list[Plain]"

_key = cache(encode_basestring)


def json_text(value: Plain) -> str:
    """The value as compact JSON; raises TypeError for anything that is not of `Plain`.

    The library's own encoder would take an amount through a float, or make it a text.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        pairs = [
            # Most values are texts: one call less for each of them.
            f"{_key(name)}:{encode_basestring(one) if isinstance(one, str) else json_text(one)}"
            for name, one in value.items()
        ]
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join([json_text(one) for one in value]) + "]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON of ours")
