"""Who runs the site, as a release says it: the fields of the foot and of the meta tags; 主办信息.

Belongs here: reading the part `site` of a RELEASE.json. Does not belong here: what may stand in it
(`sources.host`), HTML. A release that says nothing of it has an empty one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

# Tables of the government's own money, which its unified platform holds as well.
BUDGETARY = ("budget", "final_account", "three_public")


@dataclass(frozen=True)
class Imprint:
    """The fields of the foot; None where the office does not say them."""

    sponsor: str | None = None
    organiser: str | None = None
    address: str | None = None
    postcode: str | None = None
    phone: str | None = None
    hours: str | None = None
    email: str | None = None
    site_id_code: str | None = None
    icp: str | None = None
    police_record: str | None = None
    report_error_url: str | None = None
    budget_platform_url: str | None = None
    counterparts: Mapping[str, str] = field(default_factory=dict)
    request_receiver: str | None = None
    request_address: str | None = None
    request_phone: str | None = None
    request_url: str | None = None

    def counterpart(self, dataset: str) -> str | None:
        """Where the same table stands on the unified platform, else the platform, else None."""
        if dataset not in BUDGETARY:
            return None
        return self.counterparts.get(dataset) or self.budget_platform_url

    @property
    def has_codes(self) -> bool:
        """Whether any of the codes that the state gives to a site is known."""
        return any((self.site_id_code, self.icp, self.police_record))

    @property
    def tells_how_to_apply(self) -> bool:
        """Whether the office says where to apply for information."""
        return any((self.request_receiver, self.request_address, self.request_url))


def read_imprint(stated: Mapping[str, Any]) -> Imprint:
    """The part `site` of a RELEASE.json; keys of later software are passed over."""
    known = {one.name for one in fields(Imprint)}
    found = stated.get("site", {})
    return Imprint(**{name: value for name, value in found.items() if name in known})


def domain_of(site_url: str | None) -> str | None:
    """The host of an address, for the meta tag SiteDomain."""
    return None if site_url is None else urlsplit(site_url).hostname
