"""The base of everything that our own YAML files declare.

Belongs here: what holds of any such declaration, and parsing it. Does not belong here: any
declaration itself.
"""

from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse_yaml(text: str) -> Any:
    """Parse YAML of ours with the safe loader, the one in C if it is there."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 both are safe
