"""The one JSON form of what is signed, and the hashes of files.

Belongs here: turning a value into the bytes that are signed, and hashing. Does not belong here:
what a document means (`statement.py`, `manifest.py`) or where it lies.
"""

import hashlib
import json
from typing import Any

DIGEST_PATTERN = r"^[0-9a-f]{64}$"


def document_bytes(value: Any) -> bytes:
    """JSON with sorted keys, two blanks of indentation, UTF-8 and a final line end."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2)
    return f"{text}\n".encode()


def sha256_of(content: bytes) -> str:
    """SHA-256 of bytes as 64 lower-case hex digits."""
    return hashlib.sha256(content).hexdigest()
