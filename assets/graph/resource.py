"""The data home as a Dagster resource.

Belongs here: handing assets the Store and the office, and where a browser finds a file of the home.
Does not belong here: paths (store), and serving files (pipelines/desk.py).
"""

from pathlib import Path

import dagster as dg

from assets.store import Store
from sources.office import Office, load_office

SHORT_DIGEST = 12


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

        The UI itself serves no files, and a browser opens no file from a page of a server.
        """
        if not self.desk:
            return dg.MetadataValue.path(str(path))
        return dg.MetadataValue.url(f"{self.desk.rstrip('/')}/{desk_address(self.store, path)}")


def desk_address(store: Store, path: Path) -> str:
    """What the desk calls a page of the site or of a morning, a review pack, a returned workbook.

    Short and without Chinese names, for the UI shows an address in full and as it is encoded.
    """
    if path.is_relative_to(store.public):
        return f"site/{path.relative_to(store.public).as_posix().removesuffix('index.html')}"
    if path.is_relative_to(store.candidates):
        digest = path.relative_to(store.candidates).parts[0]
        return f"review/{digest[:SHORT_DIGEST]}/"
    if path.is_relative_to(store.mornings):
        return f"morning/{path.relative_to(store.mornings).as_posix()}"
    return f"returned/{path.parent.relative_to(store.all_returned).as_posix()}"
