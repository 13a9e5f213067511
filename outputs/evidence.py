"""The evidence for published values: one digest, signed beside the values but naming nothing.

Where each value comes from, what changed, and what is doubtful and said of it.

Belongs here: what counts as evidence and its digest. Does not belong here: what a difference
means (gate, verifier). Values sent again in another file have other evidence and are the same.
"""

from collections.abc import Callable
from pathlib import Path

from expectations.documents import sha256_of
from outputs.areas import REFERENCE
from outputs.chain import files_below
from outputs.ledger.files import LEVELS_NAME
from outputs.published_values import sources_of_published
from sources.hashing import sha256_of_file

DATA = "data"
FOLDERS = ("changes", "provenance", "quality", REFERENCE)


def evidence_digest(
    folder: Path, suffix: str = ".parquet", sources: Callable[[Path], str] = sources_of_published
) -> str:
    """SHA-256 in hex over sorted lines `<sha256>  <path>`, each ended by LF.

    A line for every file in changes/, provenance/, quality/ and reference/, and for each data file
    with that suffix one `<digest of its sources>  sources/<dataset>`. The same for a candidate and
    its release. Raises OSError, ValueError for what is no data file or a symbolic link.
    """
    lines = [
        f"{sha256_of_file(path)}  {part}/{name}\n"
        for part in FOLDERS
        for name, path in files_below(folder / part).items()
    ]
    data = (folder / DATA).glob(f"*{suffix}")
    # What is derived from other published rows has no sources of its own.
    own = [path for path in data if path.stem != LEVELS_NAME]
    lines += [f"{sources(path)}  sources/{path.stem}\n" for path in own]
    return sha256_of("".join(sorted(lines)).encode())
