"""The base of everything that our own YAML files declare.

Belongs here: what holds of any such declaration. Does not belong here: any declaration itself.
"""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)
