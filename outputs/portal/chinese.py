"""catalog.zh.json: the catalogue in the fields of 政务信息资源目录 (GB/T 21063.3, 编制指南).

Belongs here: one entry per dataset, under the names that the guide gives its fields. Does not
belong here: the workbook of it (`chinese_book.py`). What the releases do not say is left blank: the
platform gives an 信息资源 its code, the office decides on 共享, 提供方代码 and 内部部门 stand in
office.yaml (`uscc`, `department`). The texts of the standard were seen as excerpts only, so no
conformity is claimed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outputs.portal.addresses import Addresses, dataset_page, day_of, home_of, release_file
from outputs.portal.facts import Edition, Published
from outputs.publisher import LICENCE, LICENCE_TITLE

CATALOGUE = "catalog.zh.json"
SCHEMA = "catalog.zh.schema.json"
FREQUENCIES = {"monthly": "每月", "yearly": "每年", "on_event": "不定期"}
OPEN_TERMS = f"无条件开放，使用时注明来源（{LICENCE_TITLE}，{LICENCE}）"
TYPES = {
    "string": "字符型",
    "integer": "整数型",
    "number": "数值型",
    "year": "年份",
}
# Which key of office.yaml, or who else, fills what is blank.
BLANKS = {
    "信息资源代码": "由接收目录的平台赋码，本系统不编造",
    "信息资源提供方代码": "office.yaml 的 uscc（统一社会信用代码）",
    "提供方内部部门": "office.yaml 的 department",
    "共享类型": "由提供方按规定确定后填写，本系统不代为决定",
    "共享条件": "由提供方按规定确定后填写，本系统不代为决定",
    "共享方式": "由提供方按规定确定后填写，本系统不代为决定",
}
Plain = dict[str, Any]


def schema_bytes() -> bytes:
    """The JSON Schema (2020-12) of the catalogue, as it is published beside it."""
    return (Path(__file__).parent / SCHEMA).read_bytes()


def chinese_catalogue(published: Published) -> Plain:
    """The catalogue as plain values. Raises KeyError if a RELEASE.json lacks what it must say."""
    face = published.face
    stated = face.link.document
    addresses = home_of(stated.get("site_url"))
    return {
        "$schema": SCHEMA,
        "目录名称": f"{stated['title']}数据目录",
        "目录提供方": stated["office"],
        "是否示例": bool(stated.get("demo")),
        "联系电话": stated["hotline"],
        "最新版本": "" if published.newest is None else published.newest.version,
        "更新日期": day_of(published.changed_at),
        "空白项说明": BLANKS,
        "信息资源": [_resource(published, name, addresses) for name in published.datasets],
    }


def _resource(published: Published, name: str, addresses: Addresses) -> Plain:
    edition = published.holder(name)
    facts = edition.datasets[name]
    files = edition.files_of(name)
    return {
        **_identity(edition, name),
        "公开依据": facts.get("basis", ""),
        "信息资源格式": list(dict.fromkeys(one.format.name for one in files if one.format)),
        "信息项": [_item(field) for field in edition.fields_of(name)],
        "共享属性": {"共享类型": "", "共享条件": "", "共享方式": ""},
        "开放属性": {"是否向社会开放": "是", "开放条件": OPEN_TERMS},
        "更新周期": FREQUENCIES.get(facts.get("frequency", ""), ""),
        "发布日期": day_of(edition.released_at),
        "关联资源": [one for one in facts.get("related", ()) if one in published.datasets],
        "公开月份": _months(facts),
        "版本": edition.version,
        "状态": _state(published, edition, name),
        "页面": addresses.of(dataset_page(name)),
        "下载": _downloads(published, edition, name, addresses),
    }


def _identity(edition: Edition, name: str) -> Plain:
    facts = edition.datasets[name]
    office = edition.link.document["office"]
    return {
        "信息资源分类": {"类": "部门信息资源", "项": office, "目": "", "细目": ""},
        "信息资源名称": facts["title"],
        "信息资源英文名称": facts.get("title_en", ""),
        "信息资源代码": "",
        "本目录内标识": name,
        "信息资源提供方": office,
        "提供方内部部门": edition.publisher.get("department", ""),
        "信息资源提供方代码": edition.publisher.get("uscc", ""),
        "信息资源摘要": facts.get("description", ""),
    }


def _downloads(
    published: Published, edition: Edition, name: str, addresses: Addresses
) -> list[Plain]:
    is_newest = edition is published.newest
    return [
        {
            "格式": one.format.title,
            "地址": addresses.of(release_file(edition.version, one.path, is_newest=is_newest)),
            "字节数": one.size,
            "SHA-256": one.sha256,
        }
        for one in edition.files_of(name)
        if one.format
    ]


def _item(field: Mapping[str, Any]) -> Plain:
    return {
        "信息项名称": field["title"],
        "字段名": field["name"],
        "数据类型": TYPES.get(field["type"], field["type"]),
        "单位": field.get("unit", ""),
        "说明": field.get("description", ""),
    }


def _months(facts: Mapping[str, Any]) -> Plain:
    months = facts.get("months") or {}
    return {"起": months.get("first", ""), "止": months.get("last", "")}


def _state(published: Published, edition: Edition, name: str) -> str:
    if not edition.shows(name):
        return "已撤下"
    return "现行" if edition is published.newest else "最新版本不再包含"
