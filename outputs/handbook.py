"""The handbook's generated pages: rules, datasets, catalogue (`docs/`); 手册.

Belongs here: rules and contracts as Markdown for people. Does not belong here: any rule or
meaning; the rulebook and the contracts hold those. `python -m outputs.handbook` writes the pages,
and a test holds them to what this module returns.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from expectations.rulebook import Rule, all_rules, range_text
from outputs.catalogue_page import catalogue_page
from outputs.deadline_words import dataset_deadlines
from sources.catalogue import FOUNDING, load_catalogues
from sources.contract import Channel, Contract, Field, FieldType, Origin, load_contracts
from sources.finding import Severity

DOCS = Path(__file__).parent.parent / "docs"
COMMAND = "python -m outputs.handbook"
SEVERITIES = {Severity.ERROR: "必须改", Severity.WARNING: "请说明", Severity.INFO: "提示"}
ORIGINS = {
    "reading": "读表",
    "contract": "数据集",
    "query": "SQL",
    "change": "与上次发布比较",
    "guard": "隐私审查",
}
CHANNELS = {
    Channel.SITE: "网站",
    Channel.BOARD: "只在村公示栏",
    Channel.REQUEST: "依申请",
    Channel.NONE: "不公开",
}
TYPES = {
    FieldType.TEXT: "文字",
    FieldType.ENUM: "选项",
    FieldType.INTEGER: "整数",
    FieldType.YEAR: "年度",
    FieldType.MONEY: "金额（元）",
    FieldType.DATE: "日期",
    FieldType.PHONE: "电话",
    FieldType.DOCUMENT: "文号",
}
PLACES = {
    Origin.COLUMN: "列",
    Origin.LABEL: "标签旁的格",
    Origin.WIDE: "列标题",
    Origin.TREE: "编号行",
    Origin.TITLE: "表题或表上方",
    Origin.NOTE: "金额格里的括号",
    Origin.DERIVED: "由其他字段得出",
    Origin.JOINED: "由所合成的数据集得出",
}
LAYOUTS = {
    "list": "一行一条",
    "form": "一表一事的申报表",
    "joined": "由其他数据集合成，不报送",
    "ledger": "由各单位的数据集合成，不报送；金额分环节，不能相加",
}
NAMED_BY_HEADERS = frozenset({Origin.COLUMN, Origin.LABEL})
ANY_TABLE = "任何表"
# In `identified_by`, columns that a wide layout spreads its values over.
WIDE = "wide"


def handbook() -> dict[str, str]:
    """Each generated page by its file name."""
    contracts = load_contracts()
    rules = all_rules()
    return {
        "rules.md": rules_page(contracts, rules),
        "datasets.md": datasets_page(contracts, rules),
        "catalogue.md": catalogue_page(load_catalogues(), COMMAND),
    }


def rules_page(contracts: Mapping[str, Contract], rules: Sequence[Rule]) -> str:
    """All rules: those of any table first, then by dataset."""
    titles: dict[str | None, str] = {None: ANY_TABLE}
    ruled = {rule.dataset for rule in rules}
    titles.update({name: one.title for name, one in contracts.items() if not one.is_joined})
    titles.update({name: one.title for name, one in contracts.items() if name in ruled})
    lines = [
        *_opening("规则 Rules"),
        "“必须改”（error）的表退回；“请说明”（warning）不退回，但要说明；“提示”（info）只供参考。",
        "{} 里的词由具体情况填入。“数据集”规则写在 sources/datasets 里，",
        "由 Great Expectations 执行；“SQL”是 expectations/rules 里的一个文件；“读表”在读表时判断。",
        "“隐私审查”看文件的每个角落，也看每个要公开的文件；只有保密审查人员能逐格放行。",
        "跨单位的规则看得出矛盾、看不出谁错，所以只提醒、不退回。与上次发布比较的规则也一样，",
        "界限在 expectations/changes.yaml 里。",
        "",
        f"共 {len(rules)} 条。",
        "",
    ]
    for dataset, title in titles.items():
        own = [rule for rule in rules if rule.dataset == dataset]
        name = "" if dataset is None else f" `{dataset}`"
        lines += [f"## {title}{name}", "", *_rules_table(own), ""]
    return _page(lines)


def _rules_table(rules: Iterable[Rule]) -> Iterator[str]:
    yield from _head("规则", "性质", "类别", "来处", "要求", "不符时的说明", "怎么改", "豁免")
    for rule in rules:
        origin = ORIGINS[rule.origin] + ("，跨单位" if rule.spans else "")
        words = (SEVERITIES[rule.severity], rule.category, origin, rule.title, rule.message)
        yield _row(f"`{rule.id}`", *words, rule.fix, "可以" if rule.waivable else "不可")


def datasets_page(contracts: Mapping[str, Contract], rules: Sequence[Rule]) -> str:
    """The data dictionary: every dataset with its fields."""
    lines = [
        *_opening("数据集 Datasets"),
        "每个数据集由 sources/datasets 里的一个 YAML 文件规定；多个数据集共用的字段在",
        "sources/reference/vocabulary.yaml。制表时表头用“表头写作”里的任何一个都能认出。",
        "",
    ]
    for contract in contracts.values():
        lines += [*_dataset(contract), *_own_rules(contract, rules), ""]
    return _page(lines)


def _dataset(contract: Contract) -> Iterator[str]:
    yield f"## {contract.title} `{contract.dataset}`"
    yield ""
    yield contract.description
    yield f"{contract.title_en}: {contract.description_en}"
    yield ""
    yield f"- 责任处室：{contract.owner}；依据：{contract.basis}"
    deadlines = dataset_deadlines(load_catalogues()[FOUNDING], contract)
    yield f"- 时限：{deadlines}；渠道：{CHANNELS[contract.channel]}"
    yield from _joined(contract) if contract.is_joined else _recognised(contract)
    yield f"- 区别一条记录的字段：{'、'.join(_named(contract, contract.grain))}"
    yield ""
    yield from _head("字段", "名称", "类型", "写在", "表头写作", "要求", "含义", "例", "公开")
    for field in contract.fields:
        yield _field(field)
    yield ""


def _recognised(contract: Contract) -> Iterator[str]:
    must = "（必须有其一）" if contract.title_required else ""
    groups = [" 或 ".join(_named(contract, group)) for group in contract.identified_by]
    yield f"- 版式：{LAYOUTS[contract.layout]}；表题用词{must}：{'、'.join(contract.title_words)}"
    yield f"- 认表所需（每项都要有）：{'；'.join(groups)}"


def _joined(contract: Contract) -> Iterator[str]:
    parts = "、".join(f"`{name}`" for name in contract.joins)
    yield f"- 版式：{LAYOUTS[contract.layout]}；合成自：{parts}"


def _named(contract: Contract, names: Iterable[str]) -> list[str]:
    return ["按列展开的格" if name == WIDE else contract.field(name).title for name in names]


def _field(field: Field) -> str:
    headers = (field.title, *field.aliases) if field.origin in NAMED_BY_HEADERS else ()
    return _row(
        f"`{field.name}`",
        f"{field.title} {field.title_en}",
        _type(field),
        PLACES[field.origin],
        " / ".join(dict.fromkeys(headers)) or "—",
        "；".join(_demands(field)) or "—",
        field.definition,
        field.example,
        CHANNELS[field.channel],
    )


def _type(field: Field) -> str:
    is_counted = field.type is FieldType.INTEGER and field.unit is not None
    return f"{TYPES[field.type]}（{field.unit}）" if is_counted else TYPES[field.type]


def _demands(field: Field) -> Iterator[str]:
    if field.required:
        yield "必填"
    if field.allowed:
        yield "、".join(field.allowed)
    if field.minimum is not None or field.maximum is not None:
        yield range_text(field)
    if field.pattern is not None:
        yield f"写法 `{field.pattern}`"
    if field.inherit:
        yield "空格沿用上一行"


def _own_rules(contract: Contract, rules: Iterable[Rule]) -> Iterator[str]:
    own = [f"`{rule.id}`" for rule in rules if rule.dataset == contract.dataset]
    if not own:
        yield "没有自己的规则：所合成的记录都已各自校验。"
        return
    yield f"规则（说明见 [规则](rules.md)）：{'、'.join(own)}"


def _opening(title: str) -> list[str]:
    return [f"# {title}", "", f"<!-- Generated by {COMMAND}; do not edit. -->", ""]


def _head(*titles: str) -> tuple[str, str]:
    return _row(*titles), _row(*("---" for _ in titles))


def _row(*cells: str) -> str:
    shown = (cell.replace("|", r"\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(shown)} |"


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def main() -> None:
    """Write the pages into docs/."""
    DOCS.mkdir(exist_ok=True)
    for name, text in handbook().items():
        (DOCS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
