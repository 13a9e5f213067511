"""How a derived field is made; 推算.

Belongs here: the declaration. Does not belong here: deriving (origins).
"""

from typing import Literal

from sources.strict import Strict


class Derivation(Strict):
    """How a derived field is made from another field of the same record."""

    source: str
    how: Literal["count_names", "word", "region"]
