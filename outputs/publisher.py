"""Who publishes: what every published file and page says about the office.

Belongs here: the office's public name, hotline and address, the licence. Does not belong here:
the office's internal settings, keys and roles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# The national hotline for supervision of poverty alleviation, printed where no other is given.
HOTLINE = "12317"
LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "知识共享 署名 4.0 国际（CC BY 4.0）"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Publisher:
    """The publishing office: name, hotline, address of its site if it has one.

    `uscc`, `department`, `homepage` and `region` (code of the area that it is responsible for) are
    None where office.yaml does not say them. `frequencies` tells how often a dataset must be
    disclosed, by the office's list: monthly, yearly, on_event.
    """

    office: str
    hotline: str = HOTLINE
    site_url: str | None = None
    demo: bool = False
    uscc: str | None = None
    department: str | None = None
    homepage: str | None = None
    region: str | None = None
    frequencies: Mapping[str, str] = field(default_factory=dict)
