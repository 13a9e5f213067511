"""What the dictionary says of a dataset and of its fields; 字典条目.

Belongs here: deriving entries from contracts and columns, and finding what lacks words. Does not
belong here: which derived tables there are (tables), when a field first appeared (first_seen),
files. No value of any record is in it, and no example.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outputs.columns import PublishedColumn, published_columns
from sources.contract import Channel, Contract, Field

TYPES = {
    "text": ("文本", "text"),
    "enum": ("限定取值", "one of the allowed values"),
    "integer": ("整数", "whole number"),
    "year": ("年份", "year"),
    "money": ("金额（元，两位小数）", "yuan with two decimals"),
    "fen": ("金额（分，整数）", "whole number of fen"),
    "date": (
        "日期（年、年-月、年-月-日，或以 / 分开的起止）",
        "ISO 8601 date as precise as written, or a span with /",
    ),
    "phone": ("电话号码", "telephone number"),
    "document": ("文号", "document number"),
}
CHANNELS = {
    Channel.SITE: "网站公开",
    Channel.BOARD: "只在村公示栏",
    Channel.REQUEST: "依申请公开",
    Channel.NONE: "不公开",
}
MASKS = {
    "mobile": "电话只留前三位和后四位",
    "town": "地址只写到乡镇",
    "text": "去掉文中的证件号、卡号和手机号",
}
KINDS = {
    "list": "各单位报送",
    "form": "各单位报送",
    "joined": "由其他数据集合成",
    "ledger": "由各单位的数据集合成，金额分环节，不能相加",
    "derived": "由发布的数据推算",
}


@dataclass(frozen=True)
class Entry:
    """One field; it is not published if its channel is not the site.

    `basis` is where its definition comes from, `small_below` the number of households below which
    it stays blank, `fiscal_type` its type in the Fiscal Data Package.
    """

    name: str
    title: str
    title_en: str
    definition: str
    definition_en: str
    type: str
    basis: str
    unit: str | None = None
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    required: bool = False
    channel: Channel = Channel.SITE
    mask: str | None = None
    small_below: int | None = None
    fiscal_type: str | None = None

    @property
    def is_published(self) -> bool:
        """True if the field is a column of the published files."""
        return self.channel is Channel.SITE


@dataclass(frozen=True)
class Described:
    """One table with its entries; `path` is its file, or a pattern of its files, in a release."""

    id: str
    title: str
    title_en: str
    description: str
    description_en: str
    basis: str
    kind: str
    path: str
    entries: tuple[Entry, ...]
    owner: str = ""
    key: tuple[str, ...] = ()


def described_dataset(contract: Contract) -> Described:
    """A dataset of the site with all its fields, those that are not published last."""
    fields = {field.name: field for field in contract.fields}
    entries = [
        _entry(contract, column, fields.get(column.name)) for column in published_columns(contract)
    ]
    entries += [
        _withheld(contract, field) for field in contract.fields if field.channel is not Channel.SITE
    ]
    return Described(
        id=contract.dataset,
        title=contract.title,
        title_en=contract.title_en,
        description=contract.description,
        description_en=contract.description_en,
        basis=contract.basis,
        kind=contract.layout,
        path=f"data/{contract.dataset}.csv",
        entries=tuple(entries),
        owner=contract.owner,
        key=("record_id",),
    )


def column_entry(column: PublishedColumn, basis: str) -> Entry:
    """The entry of a column of no contract; `basis` is its table's, where it has none itself."""
    return Entry(
        name=column.name,
        title=column.title,
        title_en=column.title_en,
        definition=column.definition,
        definition_en=column.definition_en,
        type=column.type,
        basis=column.basis or basis,
        unit=column.unit,
        allowed=column.allowed,
        pattern=column.pattern,
        required=column.required,
        fiscal_type=column.fiscal_type,
    )


def gaps(described: Sequence[Described]) -> tuple[str, ...]:
    """Fields that lack a definition, a title or their source, as `<table>.<field>: <what>`."""
    return tuple(gap for one in described for gap in _gaps(one))


def _gaps(described: Described) -> Iterator[str]:
    words = ("title", "title_en", "definition", "definition_en", "basis")
    for entry in described.entries:
        for name in words:
            text = getattr(entry, name)
            if not text.strip() or (name == "title_en" and not text.isascii()):
                yield f"{described.id}.{entry.name}: {name}"


def _entry(contract: Contract, column: PublishedColumn, field: Field | None) -> Entry:
    plain = column_entry(column, contract.basis)
    return plain if field is None else _with_field(contract, plain, field)


def _withheld(contract: Contract, field: Field) -> Entry:
    plain = Entry(
        name=field.name,
        title=field.title,
        title_en=field.title_en,
        definition=field.definition,
        definition_en=field.definition_en,
        type=field.type.value,
        basis=field.basis or contract.basis,
        unit=field.unit,
        allowed=field.allowed,
        pattern=field.value_pattern,
        required=field.required,
    )
    return _with_field(contract, plain, field)


def _with_field(contract: Contract, plain: Entry, field: Field) -> Entry:
    small = contract.small_groups
    is_small = small is not None and field.name in small.fields
    return Entry(
        **{
            **plain.__dict__,
            "minimum": field.minimum,
            "maximum": field.maximum,
            "channel": field.channel,
            "mask": None if field.mask is None else field.mask.value,
            "small_below": small.below if small is not None and is_small else None,
        }
    )
