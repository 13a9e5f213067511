"""The data home itself: room on the disk, who may write, what was left half done; 数据目录的检查.

Belongs here: what can be seen in the files. Does not belong here: keys (`signers.py`), releases
(`publication.py`), the programs that run (`running.py`).
"""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from assets.audit import read_trail, trail_faults
from assets.health.checks import Check, State
from assets.messages.outbox import read_outbox
from assets.store import Store
from outputs.chain import UNFINISHED
from sources.messaging import MessagingRefused, load_messaging
from sources.office import Office

GIBIBYTE = 1 << 30
# Free space in parts of the disk and in GiB below which it is a fault, or time to see to it.
LITTLE, LOW = (0.03, 1), (0.10, 5)
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
SHOWN = 5


def home_checks(store: Store, office: Office) -> list[Check]:
    """All that the files of the home say of themselves."""
    return [
        disk(store),
        permissions(store),
        unfinished(store),
        trail(store),
        messages(store, office),
    ]


def disk(store: Store) -> Check:
    """Room for the next months."""
    usage = shutil.disk_usage(store.home)
    return judged_disk(usage.free, usage.total)


def judged_disk(free: int, total: int) -> Check:
    """How free space in bytes is judged."""

    def below(bound: tuple[float, int]) -> bool:
        return free / total < bound[0] or free < bound[1] * GIBIBYTE

    state: State = "fault" if below(LITTLE) else "warning" if below(LOW) else "ok"
    words = f"还剩 {free / GIBIBYTE:.1f} GiB（{free / total:.0%}）"
    todo = (
        "请扩大磁盘，或清理 dagster/ 里的旧运行记录；archive/、public/、signoffs/ 里的东西不能删。"
    )
    return Check("disk", "磁盘", state, words, "" if state == "ok" else todo)


def permissions(store: Store) -> Check:
    """Nobody else may change who signs, or read passwords."""
    open_ones = [
        f"{path.name} 可被别人改写" for path in _guarded(store) if _mode(path, OTHERS_WRITE)
    ]
    if _mode(store.notify, OTHERS_READ | OTHERS_WRITE):
        open_ones.append(f"{store.notify.name} 里有口令，可被别人读取或改写")
    if not open_ones:
        return Check("permissions", "文件权限", "ok", "只有本人能改写")
    todo = "请运行 chmod go-w（notify.yaml 用 chmod 600）收回权限，并核对内容有没有被改动。"
    return Check("permissions", "文件权限", "fault", "；".join(open_ones), todo)


def _guarded(store: Store) -> Iterator[Path]:
    yield from (store.home, store.allowed_signers, store.office, store.waivers)
    yield from (store.receipts.parent, store.receipts, store.audit, store.declarations)
    yield from (store.signoffs, store.public, store.dagster / "dagster.yaml")


def _mode(path: Path, bits: int) -> bool:
    return path.exists() and bool(path.stat().st_mode & bits)


def unfinished(store: Store) -> Check:
    """A publication or withdrawal that was killed half way."""
    if not (store.public / UNFINISHED).exists():
        return Check("unfinished", "发布是否完整", "ok", "没有做了一半的发布或撤下")
    words, todo = "上次发布或撤下没有做完", "请运行 mingzhang publish，它会先做完上次的。"
    return Check("unfinished", "发布是否完整", "fault", words, todo)


def trail(store: Store) -> Check:
    """The audit trail verifies."""
    faults = trail_faults(store)
    if not faults:
        count = len(read_trail(store.audit).hashes)
        return Check("audit", "台账", "ok", f"{count} 行，核对无误")
    todo = (
        "请不要改动数据目录，运行 mingzhang audit --verify 看全部，查明是谁动过，必要时从备份恢复。"
    )
    return Check("audit", "台账", "fault", " ".join(faults[:SHOWN]), todo)


def messages(store: Store, office: Office) -> Check:
    """Messages that did not reach anybody."""
    try:
        if load_messaging(store.notify, office) is None:
            return Check("messages", "消息", "none", "没有设置（notify.yaml）")
    except MessagingRefused as refusal:
        return Check("messages", "消息", "fault", str(refusal), "改好之前，一条消息都发不出去。")
    outbox = read_outbox(store.messages)
    lost, held, failing = len(outbox.given_up), len(outbox.refused), len(outbox.failing)
    words = f"放弃 {lost} 条，被隐私审查拦下 {held} 条，等着再试 {failing} 条"
    if not lost + held + failing:
        return Check("messages", "消息", "ok", "没有送不出去的消息")
    todo = "请运行 mingzhang notify --test 检查地址，改好后运行 mingzhang notify --retry。"
    return Check("messages", "消息", "warning", words, todo)
