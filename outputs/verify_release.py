"""Whether one release folder is what was signed: checksums, values, sign-offs, its own words.

Belongs here: all that can be told from the folder alone. Does not belong here: its place in the
chain (`verify.py`). The publisher asks the same questions before a release gets its name.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from expectations.allowed_signers import read_signers
from expectations.approval import Case, examine
from expectations.gate import CORRECTION, sha256_if_there, signed_correction
from expectations.manifest import MANIFEST, Manifest, read_manifest
from expectations.signoff import collect_release
from outputs.canonical import read_csv_as_text
from outputs.chain import DOCUMENT, SUMS, files_below, next_version, read_link, read_sums
from outputs.control_totals import total_problems
from outputs.evidence import FOLDERS, evidence_digest
from outputs.ledger.files import FLOWS, LEVELS_NAME, derived_files
from outputs.oc4ids.gathering import SOURCES
from outputs.oc4ids.package import PROJECTS, projects_digest
from outputs.problem import Problem
from outputs.published_values import FileMeasures
from outputs.release_document import SIGNOFFS, contradictions, signed_part
from outputs.slices.checking import slice_problems
from outputs.verify_withdrawals import NOTHING_GONE, Gone
from outputs.withdrawals import TOMBSTONE
from sources.hashing import sha256_of_file, sha256_of_files

ALLOWED_SIGNERS = "allowed_signers"
WITHHELD = "withheld.json"
DATA = "data"
PROVENANCE = "provenance"
EVIDENCE = (f"{DATA}/", *(f"{name}/" for name in FOLDERS))
MEASURED = (".csv", ".parquet")

ABSENT = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


def verify_release(
    folder: Path,
    measures: FileMeasures,
    allowed_signers: Path | None = None,
    gone: Gone = NOTHING_GONE,
) -> tuple[Problem, ...]:
    """All problems of one release; `measures` gives the digests of a data file.

    With `allowed_signers`, the keys must also be in that file, and the signatures hold by it.
    `gone` is what was withdrawn from it: exactly that is missing, and not measured. Raises OSError
    if a file cannot be read for another reason than being absent.
    """
    found: list[Problem] = []
    try:
        found.extend(_sums(folder, gone))
        found.extend(_signed(folder, measures, allowed_signers, gone))
    except (*ABSENT, KeyError, ValueError, TypeError) as error:
        words = f"缺少文件或文件不合格式，无法核对：{type(error).__name__} {_name(error)}".strip()
        found.append(Problem("unreadable", "", words))
    return tuple(found)


def _name(error: Exception) -> str:
    filename = getattr(error, "filename", None)
    return "" if filename is None else Path(str(filename)).name


def _signed(
    folder: Path, measures: FileMeasures, allowed_signers: Path | None, gone: Gone
) -> Iterator[Problem]:
    manifest, digest = read_manifest(folder / SIGNOFFS / MANIFEST)
    yield from _values(folder / DATA, manifest, measures.values, gone)
    if f"{DATA}/{FLOWS}.csv" not in gone.files:
        yield from _hierarchies(folder, manifest)
    if not {f"{DATA}/{name}.csv" for name in SOURCES} & gone.files.keys():
        yield from _projects(folder)
    if not any(name.startswith(f"{DATA}/") for name in gone.files):
        yield from slice_problems(folder)
    # One digest over all evidence: of what is left, the checksums in the chain speak alone.
    if not any(name.startswith(EVIDENCE) for name in gone.files):
        yield from _evidence(folder, manifest, measures.sources)
    withheld = f"{SIGNOFFS}/{WITHHELD}"
    if sha256_of_file(folder / withheld) != manifest.withheld_sha256:
        yield Problem("changed_withheld", withheld, "不公开清单与签署时不同。")
    is_gone = CORRECTION in gone.files and not (folder / CORRECTION).exists()
    if not is_gone and sha256_if_there(folder / CORRECTION) != signed_correction(manifest):
        yield Problem("changed_correction", CORRECTION, "更正公告与签署的内容不一致，或被删去。")
    yield from _signoffs(folder, manifest, digest, allowed_signers)
    yield from _document(folder, manifest, digest)
    yield from total_problems(folder, read_link(folder).document)


def _sums(folder: Path, gone: Gone) -> Iterator[Problem]:
    try:
        listed = read_sums((folder / SUMS).read_bytes())
    except ValueError:
        yield Problem("changed_sums", SUMS, "校验和清单不合格式，可能被改动。")
        return
    present = {name: path for name, path in files_below(folder).items() if name != SUMS}
    yield from _tombstone(present.pop(TOMBSTONE, None), gone)
    withdrawn = {name for name, digest in gone.files.items() if listed.get(name) == digest}
    for name in sorted((withdrawn - gone.may_stay) & present.keys()):
        yield Problem("withdrawn_present", name, f"已经撤下的文件又出现了：{name}。")
    for name in sorted(listed.keys() - present.keys() - withdrawn):
        yield Problem("missing_file", name, f"清单里有、文件夹里没有：{name}。")
    for name in sorted(present.keys() - listed.keys()):
        yield Problem("extra_file", name, f"文件夹里有、清单里没有：{name}。")
    both = sorted(listed.keys() & present.keys())
    for name, digest in zip(both, sha256_of_files([present[one] for one in both]), strict=True):
        if digest != listed[name]:
            yield Problem("changed_file", name, f"文件内容与校验和不符：{name}。")


def _tombstone(path: Path | None, gone: Gone) -> Iterator[Problem]:
    if (None if path is None else path.read_bytes()) not in gone.tombstones:
        yield Problem("changed_tombstone", TOMBSTONE, "撤下标记缺失、多余，或与撤下单不一致。")


def _values(
    data: Path, manifest: Manifest, measure: Callable[[Path], str], gone: Gone
) -> Iterator[Problem]:
    for path in sorted(data.iterdir()) if data.is_dir() or not gone.files else ():
        is_derived = path.stem == LEVELS_NAME and FLOWS in manifest.datasets
        if path.suffix in MEASURED and path.stem not in manifest.datasets and not is_derived:
            yield Problem("unsigned_data", f"{DATA}/{path.name}", "这个数据文件没有经过签署。")
    for dataset, entry in sorted(manifest.datasets.items()):
        for suffix in MEASURED:
            path = data / f"{dataset}{suffix}"
            # The CSV is what is promised; the other format is checked where it is given.
            is_promised = suffix == MEASURED[0] and f"{DATA}/{path.name}" not in gone.files
            if not is_promised and not path.exists():
                continue
            if _measured(path, measure) != entry.values_sha256:
                yield Problem(
                    "changed_values", f"{DATA}/{path.name}", "数据与领导签署的内容不一致。"
                )


def _hierarchies(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    """Derived again from the flows; releases made before there were such files have none."""
    if FLOWS not in manifest.datasets:
        return
    derived = derived_files(read_csv_as_text(folder / DATA / f"{FLOWS}.csv"))
    for name, content in derived.items():
        path = folder / name
        if path.exists() and path.read_bytes() != content:
            yield Problem("changed_hierarchy", name, "与签署的资金流向推算出的内容不一致。")


def _projects(folder: Path) -> Iterator[Problem]:
    """Made again from the published tables; releases made before there was the file have none."""
    import duckdb

    path = folder / PROJECTS
    if not path.exists():
        return
    document = json.loads((folder / DOCUMENT).read_bytes())
    try:
        is_same = sha256_of_file(path) == projects_digest(folder / DATA, document)
    except (ValueError, KeyError, ArithmeticError, duckdb.Error):
        is_same = False  # tables that cannot be read were changed, which is said elsewhere too
    if not is_same:
        yield Problem("changed_projects", PROJECTS, "与签署的数据推算出的项目文件不一致。")


def _evidence(
    folder: Path, manifest: Manifest, sources: Callable[[Path], str]
) -> Iterator[Problem]:
    for suffix in MEASURED:
        # As with values: a format that is not given at all is not missed.
        if suffix != MEASURED[0] and not list((folder / DATA).glob(f"*{suffix}")):
            continue
        measured = _measured(folder, partial(evidence_digest, suffix=suffix, sources=sources))
        if measured != manifest.evidence_sha256:
            words = "证据（各数的出处和原文，改动清单，检查结果和说明，代码表）与签署的内容不一致"
            yield Problem("changed_evidence", PROVENANCE, f"{words}（{DATA}/*{suffix}）。")


def _measured(path: Path, measure: Callable[[Path], str]) -> str | None:
    try:
        return measure(path)
    except ValueError:
        return None


def _signoffs(
    folder: Path, manifest: Manifest, digest: str, allowed_signers: Path | None
) -> Iterator[Problem]:
    own = folder / SIGNOFFS / ALLOWED_SIGNERS
    found = collect_release(folder / SIGNOFFS, manifest)
    for signers in (own, allowed_signers):
        if signers is None:
            continue
        for reason in examine(Case(manifest, digest, signers, found)):
            yield Problem(reason.code, SIGNOFFS, reason.message)
    if allowed_signers is not None and allowed_signers.is_file():
        known = {(one.principals, one.key) for one in read_signers(allowed_signers)}
        for one in read_signers(own):
            if (one.principals, one.key) not in known:
                words = f"“{one.principals}”的公钥不在给定的 allowed_signers 中。"
                yield Problem("unknown_signer", f"{SIGNOFFS}/{ALLOWED_SIGNERS}", words)


def _document(folder: Path, manifest: Manifest, digest: str) -> Iterator[Problem]:
    document = read_link(folder).document
    found = collect_release(folder / SIGNOFFS, manifest)
    signed = signed_part(manifest, digest, found)
    for key in contradictions(document, signed):
        yield Problem("changed_document", DOCUMENT, f"“{key}”与签署的内容不一致。")
    chief = list(found.values())[-1].statement
    version = str(document["version"])
    month = "" if chief is None else next_version(chief.at, ()).rpartition(".")[0]
    if version.rpartition(".")[0] != month:
        yield Problem("changed_document", DOCUMENT, "版本号与主要领导签署的月份不一致。")
