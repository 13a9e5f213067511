"""How a contract says that values stand elsewhere than under their own header.

Belongs here: columns that mean a record each, headers that carry a value, numbered rows. Does not
belong here: reading such tables (headers, frame, origins).
"""

import re
from typing import Self

from pydantic import model_validator

from sources.strict import Strict


class Wide(Strict):
    """Columns that mean one record per cell: by group header, by listed value, or by pattern.

    `field` takes the header's text; `by_value` admits only words of its allowed values. With
    `pattern`, each named group fills the field of its name.
    """

    measures: tuple[str, ...]
    field: str | None = None
    by_value: bool = False
    pattern: str | None = None

    @model_validator(mode="after")
    def _has_one_way(self) -> Self:
        if (self.field is None) == (self.pattern is None):
            raise ValueError("a wide layout has either 'field' or 'pattern'")
        return self

    @property
    def targets(self) -> list[str]:
        """The fields that a column's header fills."""
        return [self.field] if self.field else list(re.compile(self.pattern or "").groupindex)


class PatternColumn(Strict):
    """A column whose header carries a value besides naming a field (其中：某项资金)."""

    pattern: str
    field: str


class Tree(Strict):
    """Numbered rows (一、(一)1.): the label field, and which field takes the parent's label."""

    label: str
    parent: str | None = None
    quantity: str | None = None
    quantity_unit: str | None = None
