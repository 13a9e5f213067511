"""The data home as a Dagster resource.

Belongs here: handing assets the Store and the office, and where a browser finds a file of the home.
Does not belong here: paths (store), and serving files (pipelines/desk.py).
"""

import re
from pathlib import Path
from urllib.parse import quote

import dagster as dg

from assets.store import Store
from sources.office import Office, load_office


class DataHome(dg.ConfigurableResource):
    """数据目录：一切输入、中间结果和公开文件所在的文件夹。由启动时的环境决定，在这里不能改。"""

    # Dependencies are no configuration: else whoever launches a run could name another folder.
    path: dg.ResourceDependency[str]
    desk: dg.ResourceDependency[str] = ""

    @property
    def store(self) -> Store:
        """Paths of this home."""
        return Store(Path(self.path))

    @property
    def office(self) -> Office:
        """The office of this home, read anew so that a change of office.yaml takes effect."""
        return load_office(self.store.office)

    def link(self, path: Path) -> dg.MetadataValue:
        """A file of this home as the UI shows it: a link if there is a desk, else a path to copy.

        The UI itself serves no files, and a browser opens no file from a page of a server. A link
        is Markdown, for the UI writes an address out in full, and Chinese names are long in it.
        """
        if not self.desk:
            return dg.MetadataValue.path(str(path))
        address = f"{self.desk.rstrip('/')}/{quote(desk_path(self.store, path), safe='/')}"
        name = re.sub(r"([\\\[\]*_`<>])", r"\\\1", path.name)
        return dg.MetadataValue.md(f"[{name}]({address})")


def desk_path(store: Store, path: Path) -> str:
    """Under which path the desk serves a file of the home. ValueError for one that it does not."""
    if path.is_relative_to(store.public):
        return f"site/{path.relative_to(store.public).as_posix()}"
    if path.is_relative_to(store.candidates):
        digest, _, *rest = path.relative_to(store.candidates).parts
        return "/".join(("review", digest, *rest))
    return f"returned/{path.relative_to(store.all_returned).as_posix()}"
