"""Whether what a stage made still stands, since nothing that it was made from has changed; 未变.

Belongs here: the key of all that what is in force and the candidate are made from, and the digests
of what was made. Does not belong here: making it (settle, propose). State is still recomputed from
receipts and judgements whenever any of them, a contract, a rule, our code or a library is another.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import assets
import expectations
import outputs
import sources
from assets.digests import file_digest, folder_digest
from assets.receipts import Receipt
from assets.stages.read import submission_folder
from assets.store import Store, digest_of_files
from outputs.chain import read_links
from outputs.withdrawals import withdrawals_by_digest
from sources.hashing import sha256_of_file

# Another release of theirs may order rows, round or compress in another way.
LIBRARIES = ("pyarrow", "duckdb", "great-expectations")
MADE_OF = ("reading.json", "judgement.json")


@cache
def code_key() -> str:
    """Changes with our code, contracts, rules and templates, and with the libraries under them."""
    rooms = {
        room.__name__: Path(str(room.__file__)).parent
        for room in (sources, expectations, outputs, assets)
    }
    templates = sorted((rooms["outputs"]).rglob("*.html"))
    told = [digest_of_files(rooms), *map(version, LIBRARIES), *map(sha256_of_file, templates)]
    return sha256("\n".join(told).encode()).hexdigest()


def standing_key(store: Store, judged: Iterable[Receipt]) -> str:
    """Everything that is in force and frozen follows from this.

    `judged` are the submissions that were judged by the present rules.
    """
    told = [code_key(), folder_digest("layouts", store.home / "layouts")]
    told += map(
        file_digest,
        (store.office, store.allowed_signers, store.waivers, store.receipts, store.declarations,
         store.allowances),
    )  # fmt: skip
    told += [link.digest for link in read_links(store.public)]
    told += ["withdrawn", *withdrawals_by_digest(store.public)]
    for receipt in judged:
        folder = submission_folder(store, receipt)
        told += [str(receipt.number), *(sha256_of_file(folder / name) for name in MADE_OF)]
    return sha256("\n".join(told).encode()).hexdigest()


def made_digests(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of files by their path below a folder."""
    return {path.relative_to(folder).as_posix(): sha256_of_file(path) for path in sorted(paths)}


def is_as_made(folder: Path, made: Mapping[str, str]) -> bool:
    """True if every one of these files is there, byte for byte."""
    return all(
        (folder / name).is_file() and sha256_of_file(folder / name) == digest
        for name, digest in made.items()
    )
