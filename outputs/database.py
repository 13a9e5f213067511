"""Makes the database of one release: `python -m outputs.database TARGET RELEASE DIGEST`.

Belongs here: running the release's own script in a process that has seen nothing else. Does not
belong here: where databases lie, and when one is made (`databases.py`).
"""

import os
import sys
from pathlib import Path

import duckdb

from outputs.databases import MARK
from outputs.formats.duckdb_script import SCRIPT


def make_database(target: Path, release: Path, digest: str) -> None:
    """Run the script of a release into a new file, and write down which release it was.

    Changes the working folder, for the script names files of the release. Raises duckdb.Error.
    """
    os.chdir(release)
    with duckdb.connect(str(target), config={"threads": 1}) as connection:
        connection.execute(Path(SCRIPT).read_text(encoding="utf-8"))
        connection.execute(f"CREATE TABLE {MARK} AS SELECT ? AS digest", [digest])
        connection.execute("CHECKPOINT")


if __name__ == "__main__":
    made, folder, told = sys.argv[1:]
    make_database(Path(made), Path(folder), told)
