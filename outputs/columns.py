"""The columns of a published table, derived from a dataset's contract.

Belongs here: which columns a dataset publishes, in which order, of which type, with which words.
Does not belong here: the values, and how a file format writes them.
"""

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from sources.contract import Contract, Field, FieldType

ColumnType = Literal["text", "enum", "integer", "year", "money", "fen", "date", "phone", "document"]
MAIN_AMOUNT = "amount_yuan"
VALUE = "value"  # an amount, in the Fiscal Data Package


@dataclass(frozen=True)
class PublishedColumn:
    """One column of a published table: name, words in two languages, type, limits.

    `fiscal_type` is the column's type in the Fiscal Data Package, `refers_to` the
    reference table that lists every value of it.
    `basis` says which law, notice, standard or table the definition comes from.
    """

    name: str
    title: str
    title_en: str
    type: ColumnType
    definition: str
    definition_en: str
    unit: str | None = None
    required: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str | None = None
    fiscal_type: str | None = None
    refers_to: str | None = None
    basis: str = ""


# Basis of what no notice and no standard defines.
OUR_RULE = "发布方的数据规定"

IDENTITY = (
    PublishedColumn(
        name="record_id",
        title="记录编号",
        title_en="Record identifier",
        type="text",
        definition="记录的固定编号，各版本之间保持不变。",
        definition_en="Identifier of the record; stays the same from version to version.",
        required=True,
        basis=OUR_RULE,
    ),
    PublishedColumn(
        name="unit_code",
        title="报送单位代码",
        title_en="Code of the submitting unit",
        type="text",
        definition="报送单位的代码；县区用行政区划代码（GB/T 2260），没有代码的用本地代码。",
        definition_en="Code of the submitting unit: GB/T 2260 for counties, else a local code.",
        required=True,
        fiscal_type="administrative-classification:generic:code",
        refers_to="admin_units",
        basis="GB/T 2260；没有代码的由发布方编",
    ),
    PublishedColumn(
        name="unit_name",
        title="报送单位",
        title_en="Submitting unit",
        type="text",
        definition="报送该表并对其内容负责的单位。",
        definition_en="Unit that submitted the table and answers for its content.",
        required=True,
        fiscal_type="administrative-classification:generic:label",
        basis="市扶办发〔2019〕5号 四(三)",
    ),
    PublishedColumn(
        name="period",
        title="公开月份",
        title_en="Month of disclosure",
        type="text",
        definition="报送所对应的公开月份，写作“年-月”；与资金所属年度不同。",
        definition_en="Month of disclosure as YYYY-MM; not the year the money belongs to.",
        required=True,
        pattern=r"^\d{4}-\d{2}$",
        basis="市扶办发〔2019〕5号 四",
    ),
)

ORIGINAL_AMOUNT = (
    PublishedColumn(
        name="amount_text",
        title="金额原文",
        title_en="Amount as written",
        type="text",
        definition="原表单元格中金额的原文，未作换算。",
        definition_en="Text of the amount's cell in the source table, not converted.",
        basis="原表",
    ),
    PublishedColumn(
        name="amount_unit",
        title="原金额单位",
        title_en="Unit of the amount as written",
        type="text",
        definition="原表所用的金额单位，如元、万元、亿元。",
        definition_en="Unit of the source table: yuan, ten thousand or hundred million yuan.",
        basis="原表",
    ),
)

SOURCE = (
    PublishedColumn(
        name="source_file",
        title="原文件指纹",
        title_en="SHA-256 of the source file",
        type="text",
        definition="报送文件的 SHA-256 值，用于核对是否同一文件。",
        definition_en="SHA-256 of the submitted file in hexadecimal digits.",
        required=True,
        pattern=r"^[0-9a-f]{64}$",
        basis="FIPS 180-4（SHA-256）",
    ),
    PublishedColumn(
        name="source_sheet",
        title="原工作表",
        title_en="Source sheet",
        type="text",
        definition="记录所在的工作表名称。",
        definition_en="Name of the sheet that holds the record.",
        basis="原表",
    ),
    PublishedColumn(
        name="source_cells",
        title="原单元格",
        title_en="Source cells",
        type="text",
        definition="记录在工作表中的单元格范围，如 A5:E5。",
        definition_en="Range of cells that hold the record, such as A5:E5.",
        required=True,
        basis="原表",
    ),
)

# Where a record stands and how its amount was written: told and signed, but no value of it.
EVIDENCE = tuple(column.name for column in (*ORIGINAL_AMOUNT, *SOURCE))

ARROW_TYPES = {
    "text": pa.string(),
    "enum": pa.string(),
    "integer": pa.int64(),
    "year": pa.int64(),
    "money": pa.decimal128(18, 2),
    "fen": pa.int64(),
    "date": pa.string(),
    "phone": pa.string(),
    "document": pa.string(),
}


def published_columns(contract: Contract) -> tuple[PublishedColumn, ...]:
    """Return the columns of the dataset's published table in their order."""
    middle: list[PublishedColumn] = []
    for field in contract.public_fields:
        middle.append(_field_column(field))
        if field.type is FieldType.MONEY:
            middle.append(_fen_column(field))
    has_amount = any(field.name == MAIN_AMOUNT for field in contract.public_fields)
    return (*IDENTITY, *middle, *(ORIGINAL_AMOUNT if has_amount else ()), *SOURCE)


def arrow_schema(contract: Contract) -> pa.Schema:
    """Return the published table's Arrow schema; titles and definitions stand in the metadata."""
    fields = [
        pa.field(column.name, ARROW_TYPES[column.type], metadata=_metadata(column))
        for column in published_columns(contract)
    ]
    return pa.schema(fields, metadata={"dataset": contract.dataset, "title": contract.title})


def _field_column(field: Field) -> PublishedColumn:
    return PublishedColumn(
        name=field.name,
        title=field.title,
        title_en=field.title_en,
        type=field.type.value,
        definition=field.definition,
        definition_en=field.definition_en,
        unit=field.unit,
        required=field.required,
        allowed=field.allowed,
        pattern=field.value_pattern,
        fiscal_type=field.fiscal_type or (VALUE if field.type is FieldType.MONEY else None),
        refers_to=field.refers_to,
        basis=field.basis,
    )


def _fen_column(field: Field) -> PublishedColumn:
    return PublishedColumn(
        name=field.fen_name,
        title=f"{field.title}（分）",
        title_en=f"{field.title_en}, in fen",
        type="fen",
        definition=f"“{field.title}”以分为单位的整数，便于精确计算；与“{field.title}”是同一笔钱。",
        definition_en=f"The same money as {field.name}, as a whole number of fen (1/100 yuan).",
        unit="分",
        required=field.required,
        fiscal_type=f"{VALUE}:fen",
        basis=field.basis,
    )


def _metadata(column: PublishedColumn) -> dict[str, str]:
    return {
        "title": column.title,
        "title_en": column.title_en,
        "type": column.type,
        "definition": column.definition,
        "definition_en": column.definition_en,
        "unit": column.unit or "",
    }
