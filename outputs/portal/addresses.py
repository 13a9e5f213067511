"""Where published things stand, as catalogues and feeds name them.

Belongs here: addresses, whole where a site address is known, else relative to public/. Does not
belong here: which things there are.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from expectations.allowed_signers import CHINA
from outputs.chain import LATEST, RELEASES, Link

PAGE = "index.html"


@dataclass(frozen=True)
class Addresses:
    """Turns a path below public/ into an address.

    `up` leads from the file that names the addresses to public/: "" or "../" repeated.
    """

    site_url: str | None
    up: str = ""

    def of(self, path: str) -> str:
        """The address of a file or page; a page's name is left out where a server adds it."""
        if self.site_url is None:
            return quote(f"{self.up}{path}", safe="/.#")
        return f"{self.site_url.rstrip('/')}/{quote(path.removesuffix(PAGE), safe='/.#')}"


def home_of(site_url: str | None) -> Addresses:
    """Addresses as the files at the top of public/ name them."""
    return Addresses(site_url or None)


def dataset_page(name: str) -> str:
    """The landing page of a dataset, which never moves."""
    return f"datasets/{name}/{PAGE}"


def version_page(version: str) -> str:
    """The page of a release."""
    return f"versions/{version}/{PAGE}"


def release_file(version: str, name: str, *, is_newest: bool) -> str:
    """A file of a release; the newest one's also stands in latest/, at an address that stays."""
    return f"{LATEST}/{name}" if is_newest else f"{RELEASES}/{version}/{name}"


def permanent_id(link: Link, name: str) -> str:
    """An identifier that never changes, of something that hangs on a release (RFC 4151).

    A tag URI of the site's host where the release itself names the site, else a UUID made of the
    release's digest: both follow from what is never edited, so a later change of address in
    office.yaml changes no identifier. Two releases of one day share host and day, so the name must
    tell them apart: `releases/<version>/`.
    """
    host = urlsplit(str(link.document.get("site_url") or "")).hostname
    if host is None:
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'mingzhang/{link.digest}/{name}')}"
    authority = host.encode("idna").decode("ascii")
    return f"tag:{authority},{day_of(link.document['released_at'])}:{quote(name, safe='/.')}"


def day_of(stamp: str) -> str:
    """The day in China of an RFC 3339 time, as YYYY-MM-DD."""
    return datetime.fromisoformat(stamp).astimezone(CHINA).date().isoformat()
