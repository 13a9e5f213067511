"""The two texts that lie in every release: what changed since the last, and the licence.

Belongs here: CHANGELOG.md and LICENSE.txt. Does not belong here: row-by-row changes.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from outputs.publisher import LICENCE, LICENCE_TITLE, LICENCE_URL

CHANGELOG = "CHANGELOG.md"
LICENSE = "LICENSE.txt"
HEADING = "# 变更记录\n"


def changelog(document: Mapping[str, Any], previous: Path | None) -> str:
    """Write the changelog: this release on top, then all that the previous release's says.

    `previous` is the previous release's folder. Raises OSError, ValueError if it cannot be read.
    """
    earlier: Mapping[str, Any] = {"datasets": {}}
    history = ""
    if previous is not None:
        earlier = json.loads((previous / "RELEASE.json").read_bytes())
        history = (previous / CHANGELOG).read_text(encoding="utf-8").removeprefix(HEADING)
    before = earlier["datasets"]
    now = document["datasets"]
    lines = [_line(before.get(name), now.get(name)) for name in sorted(before.keys() | now.keys())]
    notice = [document["notice"], ""] if "notice" in document else []
    heading = f"## {document['version']}（{document['released_at'][:10]}）"
    head = [heading, "", *notice, *_correction(document), *lines]
    return "\n".join([HEADING, *head, ""]) + history


def license_text(document: Mapping[str, Any]) -> str:
    """Write the terms of use: SPDX id, link, and what they mean in Chinese."""
    return (
        f"SPDX-License-Identifier: {LICENCE}\n"
        f"{LICENCE_TITLE}\n{LICENCE_URL}\n\n"
        f"本数据由{document['office']}公开。任何人可以自由复制、传播、改编和使用，包括商业用途，"
        "但须注明来源和版本，附上许可链接，并说明是否作了修改。\n"
        f"建议署名：{document['office']}，{document['title']}，版本 {document['version']}。\n"
        f"数据按公开时的原样提供，如有疑问请拨打 {document['hotline']}。\n"
    )


def _correction(document: Mapping[str, Any]) -> list[str]:
    found = document.get("correction")
    if not found:
        return []
    versions = "、".join(found["corrects"])
    reason, affected = (" ".join(found[name].split()) for name in ("reason", "affected"))
    words = f"更正版本 {versions}：{reason}。影响：{affected}。逐项见 CORRECTION.json。"
    return [f"**更正公告** {words}", ""]


def _line(before: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> str:
    if now is None:
        title = "" if before is None else before["title"]
        return f"- {title}：本版不再包含。"
    if before is None:
        return f"- {now['title']}：新增，{now['rows']} 条{_total(now)}。"
    rows = now["rows"] - before["rows"]
    return (
        f"- {now['title']}：{now['rows']} 条（{rows:+d}）{_total(now)}{_difference(before, now)}。"
    )


def _total(entry: Mapping[str, Any]) -> str:
    amount = entry["amount_yuan"]
    return "" if amount is None else f"，合计 {Decimal(amount):,.2f} 元"


def _difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if before["amount_yuan"] is None or now["amount_yuan"] is None:
        return ""
    return f"（{Decimal(now['amount_yuan']) - Decimal(before['amount_yuan']):+,.2f}）"
