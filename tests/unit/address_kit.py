"""All addresses that a public folder gives out, and whether they still lead somewhere."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

# Where the folder may stand: below a portal, and on a stick.
PLACES = ("https://www.example.org/zwgk/fupin/", "file:///media/stick/public/")
SITE = "https://fupin.example.org/"
WHOLES = ("archives", "databases")
CATALOGUES = ("catalog.jsonld", "catalog.zh.json", "releases.json")


class _Targets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src")]


def given_out(public: Path) -> dict[str, set[str]]:
    """The paths below public/ that pages, feed, sitemap and catalogues name, by who names them."""
    found: dict[str, set[str]] = {}
    for path in sorted(public.rglob("*.html")):
        name = path.relative_to(public).as_posix()
        if not name.startswith(("releases/", "latest/")):
            targets = _Targets()
            targets.feed(path.read_text(encoding="utf-8"))
            found[name] = {reached for one in targets.found for reached in _reached(name, one)}
    for path in (*sorted(public.glob("*.xml")), *(public / name for name in CATALOGUES)):
        if path.is_file():
            named = set(_named(path.read_text(encoding="utf-8")))
            found[path.name] = {reached for one in named for reached in _reached(path.name, one)}
    return found


def _reached(page: str, target: str) -> Iterator[str]:
    """The path below public/, the same from every place where the folder may stand."""
    if target.startswith("tel:"):
        return
    if target.startswith(SITE):
        yield unquote(urldefrag(target)[0].removeprefix(SITE))
        return
    paths = set()
    for place in PLACES:
        whole = urldefrag(urljoin(place + page, target))[0]
        assert whole.startswith(place), f"{page} -> {target}"
        paths.add(unquote(urlsplit(whole.removeprefix(place)).path))
    (path,) = paths
    yield path


def _named(text: str) -> Iterator[str]:
    """The whole addresses of the site in a file, and the paths that an index names."""
    yield from re.findall(rf'{re.escape(SITE)}[^"<\s]*', text)
    if text.startswith("{"):
        document = json.loads(text)
        yield from (one["path"] for one in document.get("releases", ()))


def dead(public: Path, addresses: set[str]) -> list[str]:
    """Those that lead nowhere, and of which no tombstone says why.

    A portal kit is what the office pastes from, packed for the newest release alone.
    """
    lasting = {one for one in addresses if not one.endswith("/kit.zip")}
    return sorted(one for one in lasting if not _leads(public, one))


def _leads(public: Path, address: str) -> bool:
    path = public / address
    if path.is_file() or (path.is_dir() and (path / "index.html").is_file()):
        return True
    # A release's folder is an address of its own: what it holds is listed in it.
    return (path / "RELEASE.json").is_file() or _is_buried(public, address)


def _is_buried(public: Path, address: str) -> bool:
    folder, _, rest = address.partition("/")
    if folder in WHOLES:
        # Files made of a whole release go with anything of it: its tombstone tells of that.
        version = rest.rpartition("-")[2].rpartition(".")[0]
        return (public / "releases" / version / "WITHDRAWN.json").is_file()
    if folder == "releases":
        version, _, rest = rest.partition("/")
        folder = f"releases/{version}"
    tombstone = public / folder / "WITHDRAWN.json"
    if not tombstone.is_file():
        return False
    told = json.loads(tombstone.read_bytes())["withdrawals"]
    return any(rest in one["removed"] for one in told)
