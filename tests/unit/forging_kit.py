"""What a thorough forger does after changing a release: makes all that follows from it again."""

import shutil
from pathlib import Path

from outputs.archives import renew_archives
from outputs.chain import SUMS, read_links, sums_bytes
from outputs.databases import renew_databases
from outputs.index import index_bytes
from outputs.portal.files import write_catalogues, write_feed


def consistent(public: Path) -> None:
    for link in reversed(read_links(public)):
        (link.folder / SUMS).write_bytes(sums_bytes(link.folder))
    links = read_links(public)
    renew_archives(public, links, ())
    renew_databases(public, links, ())
    (public / "releases.json").write_bytes(index_bytes(links))
    shutil.rmtree(public / "latest")
    shutil.copytree(links[0].folder, public / "latest")
    write_catalogues(public, links, ())
    write_feed(public, links, ())
