"""Programs that every system has: sums, signatures, archives, encodings, equal folders."""

import json
from pathlib import Path

from conformance.running import ask, complaint, system
from conformance.standing import standing


def sha256sum(public: Path, path: str) -> str:
    """Every file of the release is the one that the sums name."""
    with standing(public / path) as file:
        command = [system("sha256sum"), "--check", "--strict", "--quiet", file.name]
        return complaint(ask(command, file.parent))


def diff(public: Path, paths: tuple[str, ...]) -> dict[str, str]:
    """latest/ is byte for byte the newest release that is shown."""
    version = json.loads((public / "latest" / "RELEASE.json").read_text("utf-8"))["version"]
    done = ask([system("diff"), "--recursive", "--brief", f"releases/{version}", "latest"], public)
    return dict.fromkeys(paths, complaint(done))


def unzip(public: Path, path: str) -> str:
    return complaint(ask([system("unzip"), "-tqq", str(public / path)]))


def iconv(public: Path, path: str) -> str:
    """The text is UTF-8."""
    return complaint(
        ask([system("iconv"), "-f", "UTF-8", "-t", "UTF-8", "-o", "/dev/null", str(public / path)])
    )


def ssh_signature(public: Path, path: str) -> str:
    """OpenSSH verifies the signature against the release's own signers, for the signer's role."""
    signature = public / path
    role = signature.name.split(".")[0].split("-")[0]
    return _verify(signature, signature.parent / "allowed_signers", f"mingzhang-{role}")


def ssh_withdrawal(public: Path, path: str) -> str:
    signature = public / path
    return _verify(signature, signature.parent / "allowed_signers", "mingzhang-withdraw")


def ssh_keys(public: Path, path: str) -> str:
    """Every line holds a key that ssh-keygen knows."""
    lines = (public / path).read_text(encoding="utf-8").splitlines()
    keys = ["ssh-" + line.split(" ssh-", 1)[1] for line in lines if " ssh-" in line]
    given = ("\n".join(keys) + "\n").encode()
    done = ask([system("ssh-keygen"), "-l", "-f", "-"], given=given)
    # It passes over a line that it does not know, without a word.
    told = len(done.stdout.splitlines())
    return complaint(done) or ("" if told == len(keys) else f"{told} of {len(keys)} keys")


def _verify(signature: Path, signers: Path, namespace: str) -> str:
    statement = signature.with_suffix("").read_bytes()
    keygen, when = system("ssh-keygen"), _time_of(statement)
    names = ["-f", str(signers), "-s", str(signature), f"-Overify-time={when}"]
    found = ask([keygen, "-Y", "find-principals", *names])
    if complaint(found):
        return complaint(found)
    who = ["-I", found.stdout.split()[0], "-n", namespace]
    return complaint(ask([keygen, "-Y", "verify", *who, *names], given=statement))


def _time_of(statement: bytes) -> str:
    """The time a statement gives for itself, as OpenSSH wants it (UTC)."""
    from datetime import UTC, datetime

    said = json.loads(statement)
    text = next(said[key] for key in ("signed_at", "time", "at") if key in said)
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y%m%d%H%M%SZ")
