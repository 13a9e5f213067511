"""What an allowed_signers file and a signature's envelope say, read to explain a refusal.

Belongs here: reading the two OpenSSH formats. Does not belong here: any verdict. Whether a
signature is good is decided by ssh-keygen alone (`signatures.py`); a mistake here can make a
reason less apt, never let a signature through.
"""

import base64
import binascii
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from fnmatch import fnmatchcase
from pathlib import Path

CHINA = timezone(timedelta(hours=8))
WORD = re.compile(r'(?:"[^"]*"|[^\s"])+')
OPTION = re.compile(r'([A-Za-z-]+)(?:="([^"]*)")?')
KEY_TYPE = re.compile(r"^(ssh-|ecdsa-|sk-)")
ARMOUR = re.compile(rb"-----BEGIN SSH SIGNATURE-----\s(.*?)-----END SSH SIGNATURE-----", re.DOTALL)
MAGIC = b"SSHSIG"
STAMP_FORMATS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass(frozen=True)
class Signer:
    """One line of an allowed_signers file; times are aware, None where the line sets no limit."""

    principals: str
    key: bytes
    namespaces: str | None = None
    valid_after: datetime | None = None
    valid_before: datetime | None = None

    def is_named(self, principal: str) -> bool:
        """Whether the line's principals, a list of patterns, name this one."""
        return _matches(self.principals, principal)

    def allows(self, namespace: str) -> bool:
        """Whether the line permits the namespace; a line without the option permits all."""
        return self.namespaces is None or _matches(self.namespaces, namespace)


@dataclass(frozen=True)
class Envelope:
    """What a signature says of itself: the public key it was made with, and its namespace."""

    key: bytes
    namespace: str


def read_signers(path: Path) -> tuple[Signer, ...]:
    """Read the usable lines of an allowed_signers file; raises OSError if it cannot be read."""
    found = (_signer(line) for line in signer_lines(path))
    return tuple(signer for signer in found if signer is not None)


def signer_lines(path: Path) -> tuple[str, ...]:
    """Give the lines that are neither blank nor comments, without surrounding blanks."""
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def read_envelope(signature: bytes) -> Envelope | None:
    """Key and namespace of an armoured SSH signature; None if it is not one."""
    found = ARMOUR.search(signature)
    if found is None:
        return None
    try:
        blob = base64.b64decode(b"".join(found[1].split()), validate=True)
        if not blob.startswith(MAGIC):
            return None
        key, rest = _take(blob[len(MAGIC) + 4 :])
        namespace, _ = _take(rest)
    except (binascii.Error, struct.error):
        return None
    return Envelope(key=key, namespace=namespace.decode(errors="replace"))


def _take(blob: bytes) -> tuple[bytes, bytes]:
    (length,) = struct.unpack_from(">I", blob)
    return blob[4 : 4 + length], blob[4 + length :]


def _signer(line: str) -> Signer | None:
    words = WORD.findall(line)
    if len(words) < 3:  # noqa: PLR2004 - principals, key type, key
        return None
    has_options = not KEY_TYPE.match(words[1])
    key_at = 3 if has_options else 2
    options = dict(OPTION.findall(words[1])) if has_options else {}
    try:
        key = base64.b64decode(words[key_at], validate=True)
    except (IndexError, binascii.Error):
        return None
    return Signer(
        principals=words[0].strip('"'),
        key=key,
        namespaces=options.get("namespaces"),
        valid_after=_time(options.get("valid-after")),
        valid_before=_time(options.get("valid-before")),
    )


def _time(stamp: str | None) -> datetime | None:
    if stamp is None:
        return None
    digits = stamp.removesuffix("Z")
    zone = UTC if stamp.endswith("Z") else CHINA
    layout = STAMP_FORMATS.get(len(digits))
    if layout is None or not digits.isdigit():
        return None
    return datetime.strptime(digits, layout).replace(tzinfo=zone)


def _matches(patterns: str, name: str) -> bool:
    parts = patterns.split(",")
    if any(part.startswith("!") and fnmatchcase(name, part[1:]) for part in parts):
        return False
    return any(fnmatchcase(name, part) for part in parts if not part.startswith("!"))
