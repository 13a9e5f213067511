"""What the journals and folders of a data home hold for the audit trail; 台账的依据.

Belongs here: finding each fact, with the digest of what holds it. Does not belong here: the trail
itself (`audit.py`). A journal that nobody has told of here is read all the same: every line of a
.jsonl register is a fact, whatever it says.

Nobody is named but signers in their roles. Of people who send files or answer questions the trail
names the unit alone, and reasons that were not published stay in their journals.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from assets.journal import whole_lines
from assets.store import Store
from expectations.documents import sha256_of
from expectations.statement import Role, Statement
from outputs.chain import DOCUMENT, Link, read_links
from outputs.withdrawals import NOTE, read_withdrawals
from sources.hashing import sha256_of_file
from sources.message_kinds import KIND_WORDS, Kind

KINDS = {
    "receipt": "收件",
    "findings_sent": "发出问题",
    "header_answer": "表头答复",
    "nothing": "零报告",
    "late": "逾期说明",
    "explanation": "情况说明",
    "allowance": "保密放行",
    "posting": "张榜",
    "message": "发消息",
    "register": "登记",
    "signoff": "签批同意",
    "return": "签批退回",
    "release": "发布",
    "correction": "更正公告",
    "withdrawal": "紧急撤下",
}
# What a line of a register is, by the register's name; else by the kind that the line states.
REGISTERS = {
    "receipts": "receipt",
    "privacy_allowances": "allowance",
    "posted": "posting",
    "messages": "message",
}
# A try to send says nothing yet; its end does.
NO_FACT = b'"step":"trying"'
STEP_WORDS = {"sent": "已发出", "failed": "没有送到", "refused": "被隐私审查拦下", "again": "重试"}
TIMES = ("received_at", "declared_at", "allowed_at", "recorded_at", "said_at", "at")
SIGNERS = ("declared_by", "allowed_by", "principal")


@dataclass(frozen=True)
class Fact:
    """One thing that happened. `sha256` is that of the line or file that holds it, at `place`.

    `at` is an ISO time, or a day, or empty where nobody wrote it down. `vanishes` is True where the
    file may be replaced or deleted in the course of things, so that the trail must keep the words.
    """

    kind: str
    sha256: str
    at: str
    who: str
    what: str
    place: str
    unit: str = ""
    period: str = ""
    vanishes: bool = False


def all_facts(store: Store) -> list[Fact]:
    """Everything that the home holds, in the order of time; undated things last."""
    found = [
        *_registers(store),
        *_returned(store),
        *_answers(store),
        *_signoffs(store),
        *_releases(store),
        *_withdrawals(store),
    ]
    order = list(KINDS)
    return sorted(
        found, key=lambda one: (one.at or "9", order.index(one.kind), one.place, one.sha256)
    )


def _place(store: Store, path: Path) -> str:
    return path.relative_to(store.home).as_posix()


def _registers(store: Store) -> Iterator[Fact]:
    folders = (store.receipts.parent, store.home / "boards")
    for path in sorted(path for folder in folders for path in folder.glob("*.jsonl")):
        if path == store.audit:
            continue
        for line in _register_lines(store, path):
            yield _line(store, path, line)


def _register_lines(store: Store, path: Path) -> list[bytes]:
    """The lines of a register but a half one, which will be cut; of messages, no tries."""
    lines = whole_lines(path)
    if path == store.messages:
        return [line for line in lines if NO_FACT not in line]
    return lines


def _line(store: Store, path: Path, line: bytes) -> Fact:
    """A line of a register; what is signed stands one level deeper in it."""
    outer = _json(line)
    inner = next((value for value in outer.values() if isinstance(value, dict)), outer)
    said = {name: str(value) for name, value in inner.items() if isinstance(value, str | int)}
    named = next((said[name] for name in SIGNERS if name in said), "")
    is_signed = bool(outer.get("signature"))
    unit = said.get("unit", "")
    return Fact(
        kind=_kind(path.stem, said.get("kind", "")),
        sha256=sha256_of(line),
        at=next((said[name] for name in TIMES if name in said), ""),
        who=named if named and is_signed else f"单位 {unit}" if unit else "",
        what=_what(path.stem, said, is_signed=is_signed),
        place=_place(store, path),
        unit=unit,
        period=said.get("period", ""),
    )


def _kind(register: str, stated: str) -> str:
    if register in REGISTERS:
        return REGISTERS[register]
    if stated in KINDS:
        return stated
    return "explanation" if register == "declarations" else "register"


def _what(register: str, said: Mapping[str, str], *, is_signed: bool) -> str:
    if register == "receipts":
        return f"收件编号 {int(said['number']):06d}，原件指纹 {said['sha256']}"
    if register == "messages":
        kind = KIND_WORDS.get(cast("Kind", said.get("kind")), "")
        return f"{kind}，{STEP_WORDS.get(said['step'], said['step'])}".lstrip("，")
    parts = [said[name] for name in ("dataset", "title", "rule", "sheet", "days") if name in said]
    if register == "declarations":
        parts.append("已签字" if is_signed else "未签字")
    return "，".join(parts)


def _returned(store: Store) -> Iterator[Fact]:
    """What was sent back; the folder is written anew when findings change: the trail keeps it."""
    for path in sorted((store.home / "returned").glob("*/*/*/.findings.json")):
        found = json.loads(path.read_bytes())
        errors = sum(one.get("severity") == "error" for one in found)
        period, unit, number = path.parent.parts[-3:]
        yield Fact(
            kind="findings_sent",
            sha256=sha256_of_file(path),
            at="",
            who="",
            what=f"收件编号 {number}：必须改 {errors} 处，其余 {len(found) - errors} 处",
            place=_place(store, path.parent),
            unit=unit,
            period=period,
            vanishes=True,
        )


def _answers(store: Store) -> Iterator[Fact]:
    """Answers about headers; one can be taken back by deleting its file."""
    import yaml

    for path in sorted((store.home / "layouts").glob("*/*.yaml")):
        said = yaml.safe_load(path.read_bytes())
        unit = path.parent.name
        yield Fact(
            kind="header_answer",
            sha256=sha256_of_file(path),
            at=str(said.get("answered_on", "")),
            who=f"单位 {unit}",
            what=f"{said.get('dataset', '')}，{len(said.get('columns') or ())} 列",
            place=_place(store, path),
            unit=unit,
            vanishes=True,
        )


def _signoffs(store: Store) -> Iterator[Fact]:
    for path in sorted(store.signoffs.rglob("*.json")):
        if any(part.startswith(".") for part in path.relative_to(store.signoffs).parts):
            continue
        content = path.read_bytes()
        try:
            said = Statement.model_validate_json(content)
        except ValidationError:
            continue
        yield Fact(
            kind="signoff" if said.decision == "approve" else "return",
            sha256=sha256_of(content),
            at=said.signed_at,
            who=f"{Role(said.role).words} {said.principal}",
            what=f"候选稿 {said.candidate}"
            if said.candidate
            else f"本单位数据 {said.values_sha256}",
            place=_place(store, path),
            unit=said.unit or "",
        )


def _releases(store: Store) -> Iterator[Fact]:
    for link in read_links(store.public):
        who = "、".join(
            f"{Role(one['role']).words} {one['principal']}"
            for one in link.document["signoffs"]
            if one["role"] != Role.PROVIDER
        )
        at, place = str(link.document["released_at"]), _place(store, link.folder)
        what = f"版本 {link.version}，候选稿 {link.document['candidate']}"
        yield Fact("release", link.digest, at, who, what, place)
        yield from _correction(link, at, who, place)


def _correction(link: Link, at: str, who: str, place: str) -> Iterator[Fact]:
    notice = link.document.get("correction")
    if notice:
        what = f"版本 {link.version} 更正版本 {'、'.join(notice['corrects'])}：{notice['reason']}"
        yield Fact("correction", notice["sha256"], at, who, what, f"{place}/{DOCUMENT}")


def _withdrawals(store: Store) -> Iterator[Fact]:
    for one in read_withdrawals(store.public):
        who = "、".join(f"{Role(each['role']).words} {each['principal']}" for each in one.signers)
        what = "、".join(one.document.datasets) or "全部数据"
        words = f"版本 {one.document.version} 的{what}：{one.document.reason}"
        place = _place(store, one.folder / NOTE)
        yield Fact("withdrawal", one.digest, one.withdrawn_at, who, words, place)


def _json(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
