"""Who publishes: what every published file and page says about the office.

Belongs here: the office's public name, hotline and address, the licence. Does not belong here:
the office's internal settings, keys and roles.
"""

from dataclasses import dataclass

# The national hotline for supervision of poverty alleviation, printed where no other is given.
HOTLINE = "12317"
LICENCE = "CC-BY-4.0"
LICENCE_TITLE = "知识共享 署名 4.0 国际（CC BY 4.0）"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Publisher:
    """The publishing office: name, hotline, address of its site if it has one."""

    office: str
    hotline: str = HOTLINE
    site_url: str | None = None
    demo: bool = False
