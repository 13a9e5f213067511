"""sitemap.xml (sitemaps.org 0.9), only where the site's address is known."""

from collections.abc import Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape

LIMIT = 50_000


def sitemap(site_url: str, released_at: str, paths: Sequence[str]) -> bytes:
    """Return the map of the pages under `site_url`; at most 50,000, as the protocol allows."""
    base = site_url.rstrip("/") + "/"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    for path in paths[:LIMIT]:
        address = escape(base + quote(path.removesuffix("index.html")))
        lines.append(f"<url><loc>{address}</loc><lastmod>{escape(released_at)}</lastmod></url>")
    lines.append("</urlset>")
    return ("\n".join(lines) + "\n").encode()
