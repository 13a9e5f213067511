"""SHA-256 of files, the name that everything received and published goes by.

Belongs here: hashing the bytes of a file. Does not belong here: digests of values and documents.
"""

import hashlib
from pathlib import Path


def sha256_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes as 64 lower-case hex digits. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
