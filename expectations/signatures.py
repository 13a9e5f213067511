"""Stock OpenSSH as the only cryptography: make a key, sign bytes, verify a signature.

Belongs here: calling ssh-keygen. Does not belong here: what is signed, by whom, in which order.

Times without a zone in allowed_signers mean the machine's local time to ssh-keygen. So that a
verdict is the same on every machine, it always runs in China's time.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from expectations.allowed_signers import CHINA, Envelope, Signer, read_envelope, read_signers

PRINCIPAL = re.compile(r"\w[\w.@+-]{0,127}")
NAMESPACE = re.compile(r"[a-z][a-z0-9-]{0,63}")
VERIFY_SECONDS = 20
# A person may have to type a passphrase or touch a security key.
SIGN_SECONDS = 120
PROGRAM = "ssh-keygen"
TIME_ZONE = "CST-8"
MESSAGE_CHARACTERS = 300

ReasonCode = Literal[
    "ok", "bad_signature", "unknown_principal", "wrong_namespace", "expired", "not_yet_valid"
]


class SigningError(RuntimeError):
    """ssh-keygen could not sign or make a key: no such key, wrong passphrase, timeout."""


@dataclass(frozen=True)
class Verdict:
    """Whether a signature is good, why not, and ssh-keygen's own words."""

    good: bool
    reason: ReasonCode
    message: str


def sign_bytes(content: bytes, key: Path, namespace: str) -> bytes:
    """Make the armoured signature over `content`. Raises SigningError, ValueError on a bad name."""
    _check(NAMESPACE, namespace)
    if not key.is_file():
        raise SigningError(f"no such key file: {key.name}")
    arguments = ["-Y", "sign", "-f", str(key.absolute()), "-n", namespace]
    try:
        done = _run(arguments, content, SIGN_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise SigningError(f"{key.name}: timeout after {SIGN_SECONDS} s") from error
    if done.returncode != 0 or read_envelope(done.stdout) is None:
        raise SigningError(f"{key.name}: {_words(done.stderr)}")
    return done.stdout


def sign_file(path: Path, key: Path, namespace: str) -> Path:
    """Sign a file; the signature is written beside it as `<name>.sig`, whose path is returned.

    Raises SigningError, ValueError on a bad namespace, OSError.
    """
    signature = path.with_name(f"{path.name}.sig")
    signature.write_bytes(sign_bytes(path.read_bytes(), key, namespace))
    return signature


def verify_file(
    path: Path,
    signature: Path,
    allowed_signers: Path,
    principal: str,
    namespace: str,
    at: datetime,
) -> Verdict:
    """Verdict over a file; see `verify_bytes`."""
    return verify_bytes(path.read_bytes(), signature, allowed_signers, principal, namespace, at)


def verify_bytes(
    content: bytes,
    signature: Path,
    allowed_signers: Path,
    principal: str,
    namespace: str,
    at: datetime,
) -> Verdict:
    """Verdict of ssh-keygen over `content` as of the aware time `at`.

    Raises ValueError on a principal or namespace that is not a plain name, or a naive time;
    OSError if a file cannot be read; subprocess.TimeoutExpired.
    """
    _check(PRINCIPAL, principal)
    _check(NAMESPACE, namespace)
    if at.tzinfo is None:
        raise ValueError("the time of verification needs a zone")
    envelope = read_envelope(signature.read_bytes())
    stamp = at.astimezone(CHINA).strftime("%Y%m%d%H%M%S")
    files = ["-f", str(allowed_signers.absolute()), "-s", str(signature.absolute())]
    names = ["-I", principal, "-n", namespace, f"-Overify-time={stamp}"]
    done = _run(["-Y", "verify", *files, *names], content, VERIFY_SECONDS)
    if done.returncode == 0:
        return Verdict(good=True, reason="ok", message=_words(done.stdout))
    named = tuple(one for one in read_signers(allowed_signers) if one.is_named(principal))
    reason = _reason(envelope, named, namespace, at)
    return Verdict(good=False, reason=reason, message=_words(done.stderr))


def make_key(path: Path, comment: str) -> Path:
    """Make an ed25519 key without passphrase, for demonstrations; returns the public key's path.

    Raises SigningError, FileExistsError rather than overwrite a key.
    """
    if path.exists():
        raise FileExistsError(path.name)
    arguments = ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(path.absolute())]
    done = _run(arguments, b"", SIGN_SECONDS)
    if done.returncode != 0:
        raise SigningError(f"{path.name}: {_words(done.stderr)}")
    return path.with_name(f"{path.name}.pub")


def _reason(
    envelope: Envelope | None, named: tuple[Signer, ...], namespace: str, at: datetime
) -> ReasonCode:
    """Why a refused signature was refused; `named` are the principal's own lines."""
    if envelope is None:
        return "bad_signature"
    own = [signer for signer in named if signer.key == envelope.key]
    if not own:
        return "unknown_principal"
    permitted = [signer for signer in own if signer.allows(namespace)]
    if envelope.namespace != namespace or not permitted:
        return "wrong_namespace"
    if all(signer.valid_before is not None and at > signer.valid_before for signer in permitted):
        return "expired"
    if all(signer.valid_after is not None and at < signer.valid_after for signer in permitted):
        return "not_yet_valid"
    return "bad_signature"


def _run(
    arguments: list[str], content: bytes, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    """Run ssh-keygen without a shell; the content comes by standard input."""
    return subprocess.run(  # noqa: S603 - fixed program, every argument checked by pattern or a path
        [PROGRAM, *arguments],
        input=content,
        capture_output=True,
        timeout=seconds,
        check=False,
        env={**os.environ, "TZ": TIME_ZONE, "LC_ALL": "C"},
    )


def _check(pattern: re.Pattern[str], name: str) -> None:
    if not pattern.fullmatch(name):
        raise ValueError(f"not a plain name: {name!r}")


def _words(output: bytes) -> str:
    """ssh-keygen's words without the folders of this machine."""
    text = output.decode(errors="replace").strip()
    return re.sub(r"(?:/[^\s:/\"]+)+/", "", text)[:MESSAGE_CHARACTERS]
