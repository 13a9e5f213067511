"""`make publish`: twelve published tables, from the inbox to a verified release; 演示.

Belongs here: the demonstration. Its people and keys are made at run time in the data home and are
marked 示例; everything else is the real way, through the same Dagster jobs that analysts start.
Does not belong here: anything that a real installation needs.
"""

import os
import sys
from pathlib import Path

import dagster as dg

from assets.graph.partitions import partition_key
from assets.receipts import now_in_china, read_receipts
from assets.stages.propose import current_digest
from assets.stages.publish import people_of, sign
from assets.stages.receive import drop
from assets.stages.settle import State, load_state
from assets.store import Store, store_from, write_bytes
from expectations.signatures import make_key
from expectations.signing import SigningAct
from expectations.statement import Role
from expectations.withdrawal import NAMESPACE as WITHDRAWING
from outputs.verify import verify_public
from pipelines.build import build_definitions
from pipelines.console import say
from pipelines.home import SAMPLES, prepare_home
from sources.hashing import sha256_of_file
from sources.office import Office, load_office

CORRECTIONS = SAMPLES / "corrections"
OFFICE_ROLES = ("secrecy", "deputy", "chief")
FAILED = 1
QUIET = {"console": {"config": {"log_level": "ERROR"}}}


def main() -> int:
    """Walk the whole way; 0 if the release verifies."""
    store = store_from(os.environ)
    prepare_home(store)
    office = load_office(store.office)
    if not office.demo:
        say(f"{store.office} 不是示例机构，演示不会动它。请另设 MINGZHANG_HOME。")
        return FAILED
    run = Runner(store)
    say("一、报送：十二张真实公开的表")
    run.job("refresh") if send(store, SAMPLES) else say("  没有新文件")
    say("二、退回：")
    show_returned(store)
    say("三、改正后重报")
    for period, unit in sent_places(CORRECTIONS) if send(store, CORRECTIONS) else ():
        run.job("intake", partition_key(period, unit))
    show_returned(store)
    say("四、签批：报送单位、保密审查、分管领导、主要领导（示例密钥）")
    sign_all(store, office)
    say("五、发布")
    run.job("release")
    return show_release(store)


class Runner:
    """Runs jobs in this process, recorded where the Dagster UI will show them."""

    def __init__(self, store: Store) -> None:
        self.definitions = build_definitions(store)
        self.instance = dg.DagsterInstance.from_config(str(store.dagster))

    def job(self, name: str, partition: str | None = None) -> None:
        """Run one job. Raises what the job raises."""
        say(f"  运行作业 {name} {partition or ''}")
        job = self.definitions.resolve_job_def(name)
        job.execute_in_process(
            instance=self.instance, partition_key=partition, run_config={"loggers": QUIET}
        )


def send(store: Store, folder: Path) -> bool:
    """Put every workbook of a folder into the inbox, unless it was received before."""
    known = {(r.period, r.unit, r.sha256) for r in read_receipts(store)}
    fresh = [
        path
        for path in sorted(folder.glob("[12]*-*/*/*"))
        if (path.parent.parent.name, path.parent.name, sha256_of_file(path)) not in known
    ]
    for path in fresh:
        drop(store, path, path.parent.parent.name, path.parent.name)
        say(f"  {path.parent.parent.name} {path.parent.name} {path.name}")
    return bool(fresh)


def sent_places(folder: Path) -> list[tuple[str, str]]:
    """Months and units that a folder holds workbooks for."""
    paths = sorted(folder.glob("[12]*-*/*/*"))
    return list(dict.fromkeys((path.parent.parent.name, path.parent.name) for path in paths))


def show_returned(store: Store) -> None:
    """What was sent back, and why."""
    back = [one for one in load_state(store).open_submissions if not one.accepted]
    for one in back:
        for found in one.findings:
            if found["severity"] == "error":
                place = f"{found['sheet']} {found['cell']}"
                say(f"  {one.receipt.unit} {one.receipt.file} {place}：{found['message']}")
    if not back:
        say("  没有退回的表")


def sign_all(store: Store, office: Office) -> None:
    """Sign the waiting candidate in every role with demonstration keys."""
    if current_digest(store) is None:
        say("  没有待签批的候选稿")
        return
    keys = demo_keys(store, office)
    state = load_state(store)
    acts = [
        SigningAct(role=role, principal=principal, key=key, signed_at=now_in_china())
        for (role, principal), key in keys.items()
        if role != "provider" or has_data(state, principal, office)
    ]
    sign(store, people_of(office, state, read_receipts(store)), *acts)
    say(f"  {len(acts)} 人已签")


def has_data(state: State, provider: str, office: Office) -> bool:
    """True if a provider's unit has data in force."""
    units = {unit.code for unit in office.units if unit.provider == provider}
    return any(document[1] in units for document in state.in_force)


def demo_keys(store: Store, office: Office) -> dict[tuple[str, str], Path]:
    """A key for each demonstration person, made once, and allowed_signers from them."""
    folder = store.home / "demo-keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    providers = [("provider", unit.provider) for unit in office.units if unit.provider]
    persons = [*providers, *((role, f"{role}@example.org") for role in OFFICE_ROLES)]
    keys = {}
    lines = ["# 示例：演示用的签署人，密钥在运行时生成，不代表任何真实的人。"]
    for role, principal in persons:
        key = folder / principal
        if not key.exists():
            make_key(key, f"{principal} 示例")
        public = key.with_name(f"{key.name}.pub").read_text(encoding="utf-8").split()
        may = [Role(role).namespace, *([WITHDRAWING] if role in OFFICE_ROLES else [])]
        lines.append(f'{principal} namespaces="{",".join(may)}" {public[0]} {public[1]}')
        keys[role, principal] = key
    write_bytes(store.allowed_signers, ("\n".join(lines) + "\n").encode())
    return keys


def show_release(store: Store) -> int:
    """Verify what was published and say where to look."""
    say("六、核验")
    problems = verify_public(store.public, store.allowed_signers)
    for problem in problems:
        say(f"  {problem.path}：{problem.message}")
    if problems:
        return FAILED
    say("  链条、指纹、数据和签名全部相符")
    say(f"网站      {store.public / 'index.html'}")
    say(f"退回的表  {store.home / 'returned'}")
    say("查看：make serve；分析界面：make ui")
    return 0


if __name__ == "__main__":
    sys.exit(main())
