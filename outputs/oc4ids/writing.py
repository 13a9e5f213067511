"""JSON whose amounts are exact: a Decimal is written as its own digits; 金额不经浮点数.

Belongs here: from plain values to JSON text. Does not belong here: what the values mean.
"""

from collections.abc import Mapping
from decimal import Decimal
from json.encoder import encode_basestring
from typing import TypeAlias

Plain: TypeAlias = "str | int | Decimal | Mapping[str, Plain] | list[Plain]"


def json_text(value: Plain) -> str:
    """The value as compact JSON; raises TypeError for anything that is not of `Plain`.

    The library's own encoder would take an amount through a float, or make it a text.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Mapping):
        pairs = (f"{encode_basestring(key)}:{json_text(one)}" for key, one in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no place in JSON of ours")
