"""Which program judges which file, read from claims.yaml."""

import filecmp
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Claim:
    """A pattern of paths below public/, and the programs that judge what fits."""

    files: re.Pattern[str]
    by: tuple[str, ...]
    besides: re.Pattern[str] | None

    def holds(self, path: str) -> bool:
        if self.besides is not None and self.besides.fullmatch(path):
            return False
        return self.files.fullmatch(path) is not None


def _pattern(text: str) -> re.Pattern[str]:
    """`*` stays within a folder, `**` does not."""
    parts = re.split(r"(\*\*/?|\*)", text)
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*"}
    return re.compile("".join(words.get(part) or re.escape(part) for part in parts))


@cache
def claims() -> tuple[Claim, ...]:
    lines = yaml.safe_load((HERE / "claims.yaml").read_text(encoding="utf-8"))
    return tuple(
        Claim(
            _pattern(line["files"]),
            tuple(line["by"]),
            _pattern(line["except"]) if "except" in line else None,
        )
        for line in lines
    )


def judges_of(path: str) -> tuple[str, ...]:
    """Names of the programs that judge this file, in the order of the list."""
    return tuple(
        dict.fromkeys(name for claim in claims() if claim.holds(path) for name in claim.by)
    )


def published(public: Path) -> tuple[str, ...]:
    """Every file below a published folder."""
    return tuple(
        sorted(path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file())
    )


def changed(public: Path, since: Path) -> tuple[str, ...]:
    """Files of a published folder that an earlier state of it did not have, byte for byte."""
    return tuple(
        path
        for path in published(public)
        if not (since / path).is_file() or not filecmp.cmp(public / path, since / path, False)
    )
