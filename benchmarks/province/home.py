"""The data home of the generated province: its office, its people with keys, its inbox; 示例.

Belongs here: what lies in the home before anything runs, and signing for everybody. Does not belong
here: the rows (generated) and running (building).
"""

import os
from collections.abc import Collection, Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path

import yaml

from assets.receipts import read_receipts
from assets.stages.publish import people_of, sign
from assets.stages.settle import load_state
from assets.store import Store, write_bytes
from benchmarks.province.generated import (
    ANSWERED,
    DATASET,
    FIRST_YEAR,
    HEADERS,
    UNITS,
    Library,
    rows_of,
)
from benchmarks.workbooks import write_workbook
from expectations.signatures import make_key
from expectations.signing import SigningAct
from expectations.statement import Role
from sources.memory import fingerprint_of
from sources.office import Office, load_office

ROLES = ("secrecy", "deputy", "chief")
KEYS = "demo-keys"
WORKBOOK = "项目库.xlsx"


def prepare(store: Store) -> Office:
    """Make the office of the province with everybody's keys."""
    units = [
        {"code": code, "name": name, "region": code, "provider": provider_of(code)}
        for code, name in UNITS.items()
    ]
    office = {
        "demo": True, "name": "示例省扶贫开发办公室（示例）", "title": "扶贫资金公开（示例）",
        "hotline": "12317", "first_period": f"{FIRST_YEAR}-01",
        "roles": {role: f"示例{role}" for role in ("provider", *ROLES)}, "units": units,
    }  # fmt: skip
    write_bytes(store.office, yaml.safe_dump(office, allow_unicode=True).encode())
    _answer(store)
    _make_keys(store)
    return load_office(store.office)


def _answer(store: Store) -> None:
    """The one header that no contract knows was asked about once, and every unit has answered."""
    for unit in UNITS:
        answer = {
            "unit": unit, "dataset": DATASET, "headers": list(HEADERS), "columns": ANSWERED,
            "learned_from": WORKBOOK, "answered_by": "示例", "answered_on": f"{FIRST_YEAR}-01-05",
            "reason": "示例",
        }  # fmt: skip
        path = store.layouts(unit) / f"{fingerprint_of(HEADERS)}.yaml"
        write_bytes(path, yaml.safe_dump(answer, allow_unicode=True).encode())


def provider_of(unit: str) -> str:
    """Who signs for a unit."""
    return f"provider-{unit}@example.org"


def _make_keys(store: Store) -> None:
    folder = store.home / KEYS
    folder.mkdir(mode=0o700, exist_ok=True)
    lines = []
    for role, principal in _people():
        make_key(folder / principal, f"{principal} 示例")
        public = (folder / f"{principal}.pub").read_text(encoding="utf-8").split()
        lines.append(f'{principal} namespaces="{Role(role).namespace}" {public[0]} {public[1]}')
    write_bytes(store.allowed_signers, ("\n".join(lines) + "\n").encode())


def _people() -> list[tuple[str, str]]:
    providers = [("provider", provider_of(unit)) for unit in UNITS]
    return [*providers, *((role, f"{role}@example.org") for role in ROLES)]


def send(store: Store, sent: Iterable[Library], changed: int = 0) -> None:
    """Put workbooks into the inbox; `changed` counts how often they were sent before."""
    jobs = [(_place(store, one), one, changed) for one in sent]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_write, jobs, chunksize=8))


def _place(store: Store, library: Library) -> Path:
    return store.inbox / library.period / library.unit / WORKBOOK


def _write(job: tuple[Path, Library, int]) -> None:
    path, library, changed = job
    path.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(path, rows_of(library, changed), library.title, HEADERS)


def sign_all(
    store: Store, office: Office, at: datetime, units: Collection[str] = tuple(UNITS)
) -> None:
    """These units and everybody after them sign; units that have nothing in the candidate do not.

    A unit's signature holds until its own values change.
    """
    state = load_state(store)
    people = people_of(office, state, read_receipts(store))
    held = {provider_of(document[1]) for document in state.in_force if document[1] in units}
    acts = [
        SigningAct(role=role, principal=one, key=store.home / KEYS / one, signed_at=at)
        for role, one in _people()
        if role != "provider" or one in held
    ]
    sign(store, people, *acts)
