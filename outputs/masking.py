"""What of a value is left out wherever it appears: masks and small counts; 脱敏.

Belongs here: the masks that a contract names, over whole columns. Does not belong here: finding
personal data that nobody declared (the privacy guard), and who decides.

Forms after a city's published practice (永安市 2023-01-04): an address ends at the town, a mobile
number is 138****1234, an identity number keeps two digits and its last three.
"""

from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from sources.contract import Contract, Field
from sources.masks import Mask

# A digit next to the number would make it part of a longer one, which another pattern masks.
MOBILE = (r"(^|\D)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(\D|$)", r"\1\2****\3\4")
IDENTITY = (r"(^|\D)(\d{2})\d{12,13}(\d{2}[\dXx])([^\dXx]|$)", r"\1\2*************\3\4")
IDENTITY_15 = (r"(^|\D)(\d{2})\d{10}(\d{3})(\D|$)", r"\1\2**********\3\4")
CARD = (r"(^|\D)(\d{4})\d{8,11}(\d{4})(\D|$)", r"\1\2********\3\4")
# An address: counties and what is above them, then the town if it says one. 小区 is no county.
COUNTIES = r"(?:[^省市区县旗小]{1,10}(?:省|市|区|县|旗))"
ADDRESS = rf"^({COUNTIES}{{0,4}}.+?(?:镇|乡|街道办事处|街道|苏木)|{COUNTIES}{{1,4}}).*$"
LEFT_OUT = "（略）"
PATTERNS = {
    Mask.MOBILE: (MOBILE,),
    Mask.TEXT: (IDENTITY, CARD, IDENTITY_15, MOBILE),
}
Column: TypeAlias = pa.Array | pa.ChunkedArray


def masked(field: Field, texts: Column) -> Column:
    """A column of texts with what the field's mask leaves out."""
    if field.mask is None:
        return texts
    if field.mask is Mask.TOWN:
        to_town = pc.replace_substring_regex(texts, ADDRESS, r"\1")
        return pc.if_else(pc.match_substring_regex(texts, ADDRESS), to_town, LEFT_OUT)
    for pattern, replacement in PATTERNS[field.mask]:
        # Two numbers may share the one character between them, so each pattern goes twice.
        for _ in range(2):
            texts = pc.replace_substring_regex(texts, pattern, replacement)
    return texts


def without_small(contract: Contract, records: pa.Table) -> pa.Table:
    """The records with blanks where a count is so small that it names somebody.

    A village with one or two such households names them; so the count and what goes with it stay
    blank. `records`: the working form.
    """
    small = is_small(contract, records)
    if small is None:
        return records
    for name in contract.small_groups.fields if contract.small_groups else ():
        index = records.schema.get_field_index(name)
        values = records.column(index)
        blank = pc.if_else(small, pa.scalar(None, values.type), values)
        records = records.set_column(index, records.schema.field(index), blank)
    return records


def count_small(contract: Contract, records: pa.Table) -> dict[str, int]:
    """How many values of each field stay blank because they would name somebody."""
    small = is_small(contract, records)
    if small is None or contract.small_groups is None:
        return {}
    counts = {
        name: pc.sum(pc.and_(small, records.column(name).is_valid())).as_py() or 0
        for name in contract.small_groups.fields
    }
    return {name: count for name, count in counts.items() if count}


def is_small(contract: Contract, records: pa.Table) -> Column | None:
    """For each record whether its group is too small to be shown; None if the dataset has none."""
    groups = contract.small_groups
    if groups is None:
        return None
    values = records.column(groups.count)
    small = pc.and_(pc.greater(values, 0), pc.less(values, groups.below))
    return pc.fill_null(small, False)
