"""SHA-256 of files, the name that everything received and published goes by.

Belongs here: hashing the bytes of a file. Does not belong here: digests of values and documents.
"""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def sha256_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes as 64 lower-case hex digits. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of_files(paths: Sequence[Path]) -> list[str]:
    """`sha256_of_file` of each, in their order; hashing needs no interpreter, so threads help."""
    with ThreadPoolExecutor() as threads:
        return list(threads.map(sha256_of_file, paths))
