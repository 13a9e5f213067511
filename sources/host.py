"""What a government site must say of those who run it, 网站主办信息: footer, codes, links.

Belongs here: the model of the key `site` of `office.yaml`. Does not belong here: how pages show it.
Every key may be left out, and nothing is guessed: what is not said is not shown. The fields are
those of government sites' footers (国办发〔2017〕47号, read second-hand; see docs/operator.md).
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field as Setting
from pydantic import StringConstraints, model_validator

from sources.strict import Strict

# Ten characters: digits, or bm and digits for the State Council's departments.
SITE_ID_CODE = r"^(?:\d{10}|bm\d{8})$"
ICP = r"^[\u4e00-\u9fff]ICP备\d{5,12}号(?:-\d{1,3})?$"
POLICE_RECORD = r"^[\u4e00-\u9fff]公网安备\s?\d{11,14}号$"
PHONE = r"^[0-9][0-9 ()（）-]{2,30}$"
MAIL = r"^[^@\s]{1,64}@[^@\s]{1,190}$"
LINK = r"^https?://[^\s/?#]+(?:[/?#][^\s]*)?$"

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Link = Annotated[str, Setting(pattern=LINK)]
# The datasets that have a counterpart on the unified platform of budgets and final accounts.
Budgetary = Literal["budget", "final_account", "three_public"]


class Host(Strict):
    """Who runs the site, 网站主办信息: all optional, shown as they stand.

    `counterparts` leads from a table of budgets to the same one on the government's unified
    platform (财政预决算公开统一平台), `budget_platform_url` to the platform itself.
    `report_error_url` is the site's own address of 我为政府网站找错. What begins with `request_`
    tells how to apply for information (依申请公开).
    """

    sponsor: Words | None = None
    organiser: Words | None = None
    address: Words | None = None
    postcode: str | None = Setting(default=None, pattern=r"^\d{6}$")
    phone: str | None = Setting(default=None, pattern=PHONE)
    hours: Words | None = None
    email: str | None = Setting(default=None, pattern=MAIL)
    site_id_code: str | None = Setting(default=None, pattern=SITE_ID_CODE)
    icp: str | None = Setting(default=None, pattern=ICP)
    police_record: str | None = Setting(default=None, pattern=POLICE_RECORD)
    report_error_url: Link | None = None
    budget_platform_url: Link | None = None
    counterparts: Mapping[Budgetary, Link] = Setting(default_factory=dict)
    request_receiver: Words | None = None
    request_address: Words | None = None
    request_phone: str | None = Setting(default=None, pattern=PHONE)
    request_url: Link | None = None

    @model_validator(mode="after")
    def _is_public(self) -> Self:
        """A mobile number belongs to a person: an office has a line of its own."""
        for name in ("phone", "request_phone"):
            value = getattr(self, name)
            if value and re.fullmatch(r"1[3-9]\d{9}", re.sub(r"\D", "", value)):
                raise ValueError(f"{name} {value!r} is somebody's mobile number")
        return self

    @property
    def said(self) -> dict[str, object]:
        """What is said, ready for RELEASE.json; empty if nothing is."""
        found = self.model_dump(mode="json", exclude_none=True)
        return {name: value for name, value in found.items() if value}
