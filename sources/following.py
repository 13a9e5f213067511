"""Which fault brings another one with it, as rules declare it: `follows`; 因果.

Belongs here: the model of one declared cause. Does not belong here: finding the cause of a finding
(expectations.causes); there is no such knowledge in code.
"""

from typing import Literal

from sources.strict import Strict

Within = Literal["cell", "row", "field", "table"]


class Follow(Strict):
    """A breach of `rule` may be the cause of a breach of the rule that declares this.

    `rule` is the id of a rule, or a kind of rule that fields imply (`required`). The two belong
    together only `within` the same cell, row, field of one table, or table.
    """

    rule: str
    within: Within
