"""What a field is for, where that decides whether something personal may stand in it; 角色.

Belongs here: the roles that a contract may give a field. Does not belong here: what each role
permits (expectations.privacy.roles).
"""

from enum import StrEnum


class FieldRole(StrEnum):
    """Who or what a field names: offices and officials by duty, households never on the site."""

    PUBLIC_PERSON = "public_person"
    PUBLIC_PHONE = "public_phone"
    PUBLIC_CONTACT = "public_contact"
    PUBLIC_EMAIL = "public_email"
    PUBLIC_ADDRESS = "public_address"
    HOUSEHOLD = "household"
