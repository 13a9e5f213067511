"""The data home as a Dagster resource.

Belongs here: handing assets the Store and the office. Does not belong here: paths (store).
"""

from pathlib import Path

import dagster as dg

from assets.store import Store
from sources.office import Office, load_office


class DataHome(dg.ConfigurableResource):
    """数据目录：一切输入、中间结果和公开文件所在的文件夹。"""

    path: str

    @property
    def store(self) -> Store:
        """Paths of this home."""
        return Store(Path(self.path))

    @property
    def office(self) -> Office:
        """The office of this home, read anew so that a change of office.yaml takes effect."""
        return load_office(self.store.office)
