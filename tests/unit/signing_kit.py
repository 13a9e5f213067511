"""A small office with real keys and a small candidate, for the tests of signing and publishing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from expectations.allowed_signers import CHINA
from expectations.documents import document_bytes, sha256_of
from expectations.gate import GateContext, Measures, reasons_to_refuse
from expectations.manifest import Base, CorrectionEntry, DatasetEntry, Manifest, UnitEntry
from expectations.people import People
from expectations.signatures import make_key
from expectations.signing import SigningAct, SigningDesk, sign_candidate
from expectations.signoff import SignoffStore
from outputs.evidence import evidence_digest
from sources.hashing import sha256_of_file

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
PEOPLE = {"wang": "provider", "zhang": "secrecy", "li": "deputy", "zhao": "chief"}
UNITS = {"610116": "长安区", "610124": "周至县"}


def dataset_entry(dataset: str, path: Path) -> DatasetEntry:
    lines = path.read_text(encoding="utf-8").splitlines()
    return DatasetEntry(rows=len(lines), values_sha256=sha256_of_file(path), amount_yuan=None)


def unit_digests(paths: Mapping[str, Path]) -> dict[str, str]:
    lines = [line for path in paths.values() for line in path.read_text("utf-8").splitlines()]
    units = {line.split(",")[0] for line in lines}
    return {
        unit: sha256_of("\n".join(one for one in lines if one.startswith(unit)).encode())
        for unit in units
    }


def remembering(verify_bytes: Callable[..., object]) -> Callable[..., object]:
    """The same verification, done once for each signature however often it is asked for."""
    known: dict[tuple[object, ...], object] = {}

    def remembered(content: bytes, signature: Path, signers: Path, *names: str) -> object:
        key = (content, signature.read_bytes(), signers.read_bytes(), *names)
        if key not in known:
            known[key] = verify_bytes(content, signature, signers, *names)
        return known[key]

    return remembered


def pack_digest(folder: Path) -> str:
    lines = sorted(f"{sha256_of_file(path)}  {path.name}" for path in folder.iterdir())
    return sha256_of("\n".join(lines).encode())


def evidence(folder: Path) -> str:
    return evidence_digest(folder, sources=lambda path: sha256_of(b""))


MEASURES = Measures(dataset=dataset_entry, units=unit_digests, pack=pack_digest, evidence=evidence)


def write_notice(draft: Path, corrects: list[str]) -> CorrectionEntry:
    """Write a small CORRECTION.json that quotes the dataset."""
    content = document_bytes({"corrects": corrects, "datasets": {"fund": {}}})
    (draft / "CORRECTION.json").write_bytes(content)
    words = {"reason": "示例", "affected": "示例"}
    return CorrectionEntry(**words, corrects=corrects, sha256=sha256_of(content))


def write_candidate(
    home: Path,
    rows: Iterable[str],
    previous: Base | None = None,
    withdrawals: Iterable[str] = (),
    corrects: Iterable[str] = (),
) -> Path:
    """Write a candidate whose only dataset holds lines `unit,value`; returns its folder."""
    draft = home / "candidates" / "draft"
    (draft / "data").mkdir(parents=True)
    (draft / "review").mkdir()
    data = draft / "data" / "fund.parquet"
    data.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    (draft / "review" / "index.html").write_text("<p>审阅</p>", encoding="utf-8")
    for part in ("changes", "provenance", "reference"):
        (draft / part).mkdir()
        (draft / part / "fund.csv").write_text(f"{part}\n", encoding="utf-8")
    (draft / "changes" / "index.json").write_text("{}\n", encoding="utf-8")
    (draft / "withheld.json").write_text("[]\n", encoding="utf-8")
    manifest = Manifest(
        office="示例办公室",
        demo=True,
        datasets={"fund": dataset_entry("fund", data)},
        units={
            unit: UnitEntry(name=UNITS[unit], values_sha256=digest)
            for unit, digest in unit_digests({"fund": data}).items()
        },
        withheld_sha256=sha256_of_file(draft / "withheld.json"),
        review_pack_sha256=pack_digest(draft / "review"),
        evidence_sha256=evidence(draft),
        previous=previous,
        withdrawals=list(withdrawals),
        correction=write_notice(draft, list(corrects)) if corrects else None,
    )
    content = manifest.to_bytes()
    (draft / "manifest.json").write_bytes(content)
    return draft.rename(draft.with_name(sha256_of(content)))


def public_key(key: Path) -> str:
    words = key.with_name(f"{key.name}.pub").read_text(encoding="utf-8").split()
    return " ".join(words[:2])


def signer_line(key: Path, principal: str, namespaces: str, options: str = "") -> str:
    return f'{principal} namespaces="{namespaces}"{options} {public_key(key)}\n'


@dataclass(frozen=True)
class Office:
    """Keys, people, candidate and sign-offs of one test."""

    home: Path
    candidate: Path
    people: People = field(
        default_factory=lambda: People(
            providers=dict.fromkeys(UNITS), submitters={"610116": frozenset({"clerk"})}
        )
    )
    newest: Base | None = None
    released: frozenset[str] = frozenset()

    @property
    def store(self) -> SignoffStore:
        return SignoffStore(self.home / "signoffs")

    @property
    def signers(self) -> Path:
        return self.home / "allowed_signers"

    @property
    def digest(self) -> str:
        return self.candidate.name

    def key(self, name: str) -> Path:
        return self.home / "keys" / name

    @property
    def desk(self) -> SigningDesk:
        return SigningDesk(self.store, self.candidate, self.digest, self.signers, self.people)

    def act(self, role: str, name: str, minutes: int = 0, **more: object) -> SigningAct:
        at = MORNING + timedelta(minutes=minutes)
        act = SigningAct(role=role, principal=name, key=self.key(name), signed_at=at)
        return replace(act, **more)

    def sign(self, role: str, name: str, minutes: int = 0, **more: object) -> tuple[Path, ...]:
        return sign_candidate(self.desk, self.act(role, name, minutes, **more))

    def sign_all(self, minutes: int = 0, pause: int = 1) -> None:
        for offset, (name, role) in enumerate(PEOPLE.items()):
            self.sign(role, name, minutes + pause * offset)

    def context(self, now: datetime = MORNING + timedelta(days=300)) -> GateContext:
        return GateContext(MEASURES, self.people, now, self.newest, self.released)

    def codes(self, **more: datetime) -> list[str]:
        found = reasons_to_refuse(self.candidate, self.store, self.signers, self.context(**more))
        assert all(any("一" <= sign <= "鿿" for sign in one.message) for one in found)
        return [one.code for one in found]


def open_office(home: Path, rows: Iterable[str] = ("610116,1", "610124,2")) -> Office:
    """An office where everybody in PEOPLE has a key for their role, and a clerk has one for all."""
    (home / "keys").mkdir(parents=True)
    lines = []
    for name, role in {**PEOPLE, "clerk": "*", "extra": "*"}.items():
        make_key(home / "keys" / name, name)
        lines.append(signer_line(home / "keys" / name, name, f"mingzhang-{role}"))
    make_key(home / "keys" / "stranger", "stranger")
    (home / "allowed_signers").write_text("".join(lines), encoding="utf-8")
    return Office(home, write_candidate(home, rows))


def opened(home: Path) -> Office:
    """The office that `open_office` made in a folder, or in the folder that this is a copy of."""
    (candidate,) = (home / "candidates").iterdir()
    return Office(home, candidate)


def signed_office(folder: Path) -> None:
    """Make an office whose candidate everybody has signed."""
    open_office(folder).sign_all()
