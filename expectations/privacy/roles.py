"""What a column's role makes of a hit: published by duty, to be asked about, or a block; 角色.

Belongs here: the one table of what each role permits, and why. Does not belong here: which field
has which role (contracts) and finding hits.

The notice (市扶办发〔2019〕5号 三) obliges to publish 实施单位及责任人 and 举报电话, and (二(二))
e-mail, telephone and postal address for opinions. A scrubber that takes them out breaks that duty.
A mobile number given as 举报电话 is what the unit published on purpose, so it does not block; but
it is somebody's own, and an office number would do, so the unit is asked.
"""

from collections.abc import Mapping

from expectations.privacy.hits import Kind
from sources.contract import Field, FieldType
from sources.finding import Severity
from sources.masks import Mask
from sources.roles import FieldRole

PERMITTED: Mapping[FieldRole, frozenset[Kind]] = {
    FieldRole.PUBLIC_PERSON: frozenset({Kind.HOUSEHOLD_NAME}),
    FieldRole.PUBLIC_PHONE: frozenset(),
    FieldRole.PUBLIC_CONTACT: frozenset({Kind.HOUSEHOLD_NAME}),
    FieldRole.PUBLIC_EMAIL: frozenset({Kind.EMAIL}),
    FieldRole.PUBLIC_ADDRESS: frozenset({Kind.ADDRESS}),
    FieldRole.HOUSEHOLD: frozenset({Kind.HOUSEHOLD_NAME}),
}
ASKED: Mapping[FieldRole, frozenset[Kind]] = {
    FieldRole.PUBLIC_PHONE: frozenset({Kind.MOBILE}),
    FieldRole.PUBLIC_CONTACT: frozenset({Kind.MOBILE}),
}
# What masking takes out of a field wherever it appears may arrive in it.
MASKED_LATER: Mapping[Mask, frozenset[Kind]] = {
    Mask.MOBILE: frozenset({Kind.MOBILE}),
    Mask.TOWN: frozenset({Kind.ADDRESS}),
}
# Eleven digits of money are an amount; an identity or card number is longer than any amount.
NEVER_IN_MONEY = frozenset({Kind.MOBILE})


def is_masked_later(field: Field | None, kind: Kind) -> bool:
    """True if a field's contract masks a kind before it appears anywhere; on the way in only."""
    return field is not None and field.mask is not None and kind in MASKED_LATER.get(field.mask, ())


def severity_in(field: Field | None, kind: Kind, otherwise: Severity) -> Severity | None:
    """How bad a hit is in a field; None if the field is for just that."""
    if field is None:
        return otherwise
    if field.type is FieldType.MONEY and kind in NEVER_IN_MONEY:
        return None
    if field.role is None:
        return otherwise
    if kind in PERMITTED[field.role]:
        return None
    return Severity.WARNING if kind in ASKED.get(field.role, ()) else otherwise
