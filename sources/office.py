"""The office that runs this installation: names, units that submit, roles, hotline; 机构.

Belongs here: the model of `office.yaml` and the check of unit codes. Does not belong here: keys
(allowed_signers) and paths (the Store).
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field as Setting
from pydantic import model_validator
from stdnum.cn import uscc

from sources.catalogue import Catalogue, load_catalogues
from sources.contract import read_yaml
from sources.host import Host
from sources.limits import DEFAULT_LIMITS, MEBIBYTE, Limits
from sources.period import parse_period
from sources.strict import Strict

UNIT_CODE = r"^[A-Z0-9]{2,24}$"
REGION = r"^(CN|\d{2,12})$"
WEB = r"^https?://[^\s/?#]+(?:/[^\s?#]*)?$"
# What the Open Contracting Partnership registers for a publisher: six characters.
OC4IDS_PREFIX = r"^[a-z0-9]{6}$"
PRINCIPAL = r"^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$"


class Unit(Strict):
    """A unit that submits, 报送单位: a GB/T 2260 code, or a local one where there is none.

    `provider` is the principal who signs for the unit's submissions; without it any principal
    whose key is bound to the provider role may. What it owes each month is `owes`, or follows from
    its `kind` by the office's catalogue; without either, no month is held against it.
    """

    code: str = Setting(pattern=UNIT_CODE)
    name: str
    region: str = Setting(pattern=REGION)
    provider: str | None = Setting(default=None, pattern=PRINCIPAL)
    kind: Literal["department", "district"] | None = None
    owes: tuple[str, ...] | None = None


class FileLimits(Strict):
    """What one received file may cost, 文件限度: memory and expanded size in MiB, time in s."""

    memory_mib: int = Setting(default=DEFAULT_LIMITS.memory // MEBIBYTE, ge=128)
    seconds: float = Setting(default=DEFAULT_LIMITS.seconds, gt=0)
    expanded_mib: int = Setting(default=DEFAULT_LIMITS.expanded // MEBIBYTE, ge=1)
    cells: int = Setting(default=DEFAULT_LIMITS.cells, ge=1000)

    @property
    def in_bytes(self) -> Limits:
        """The limits as the reader takes them."""
        return Limits(
            memory=self.memory_mib * MEBIBYTE,
            seconds=self.seconds,
            expanded=self.expanded_mib * MEBIBYTE,
            cells=self.cells,
        )


class Office(Strict):
    """The office that publishes, 本机构. `demo` marks every page and release as 示例.

    What data catalogues ask of a publisher and nobody may guess is left out unless it is said here:
    `uscc` is the 统一社会信用代码 (GB 32100), `department` who answers for the data inside the
    office, `homepage` the office's own site, `region` the code of the area it is responsible for.
    `site` is what pages must say of those who run the site.
    """

    demo: bool
    name: str
    title: str
    hotline: str
    site_url: str | None = None
    uscc: str | None = None
    department: str | None = None
    homepage: str | None = None
    region: str | None = Setting(default=None, pattern=REGION)
    oc4ids_prefix: str | None = Setting(default=None, pattern=OC4IDS_PREFIX)
    first_period: str
    catalogue: str | None = None
    roles: Mapping[str, str]
    units: tuple[Unit, ...]
    limits: FileLimits = FileLimits()
    # Free room on the disk, in MiB, below which nothing begins.
    reserve_mib: int = Setting(default=256, ge=0)
    site: Host = Host()

    @model_validator(mode="after")
    def _is_usable(self) -> Self:
        codes = [unit.code for unit in self.units]
        if len(codes) != len(set(codes)):
            raise ValueError("office.yaml lists a unit code twice")
        if parse_period(self.first_period) is None:
            raise ValueError(f"first_period {self.first_period!r} is not YYYY-MM")
        self._refuse_unknown_duties()
        self._refuse_unusable_addresses()
        if self.uscc is not None and not uscc.is_valid(self.uscc):
            raise ValueError(f"uscc {self.uscc!r} is no 统一社会信用代码")
        return self

    def _refuse_unusable_addresses(self) -> None:
        """Catalogues put paths behind an address: one with a query or without a host is none."""
        for name, value in (("site_url", self.site_url), ("homepage", self.homepage)):
            if value and re.fullmatch(WEB, value) is None:
                raise ValueError(f"{name} {value!r} is no address of a web site")

    def _refuse_unknown_duties(self) -> None:
        """What a unit owes must be known: a name that matches nothing would owe nothing, unseen."""
        if self.catalogue is None and all(u.owes is None and u.kind is None for u in self.units):
            return
        if self.catalogue is not None and self.catalogue not in load_catalogues():
            raise ValueError(
                f"catalogue {self.catalogue!r}: known are {', '.join(load_catalogues())}"
            )
        listed = self.listed
        known = {name for one in load_catalogues().values() for name in one.datasets}
        departments = (
            {name for item in listed.items for name in item.departments} if listed else set()
        )
        for unit in self.units:
            strange = sorted(set(unit.owes or ()) - known)
            if strange:
                raise ValueError(f"unit {unit.code} owes {strange}, which no catalogue names")
            if unit.kind is not None and unit.owes is None and listed is None:
                raise ValueError(f"unit {unit.code}: its kind needs the office's catalogue")
            if unit.kind == "department" and unit.owes is None and unit.name not in departments:
                raise ValueError(
                    f"unit {unit.code}: the catalogue names no department {unit.name!r}"
                )

    @property
    def listed(self) -> Catalogue | None:
        """The catalogue that the office works by, if it names one."""
        return None if self.catalogue is None else load_catalogues()[self.catalogue]

    @cached_property
    def by_code(self) -> Mapping[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in self.units}

    def covers(self, period: str) -> bool:
        """True for a period in the right form that is not before the first one."""
        month = parse_period(period)
        return month is not None and month >= _month(self.first_period)


def _month(period: str) -> date:
    month = parse_period(period)
    if month is None:
        raise ValueError(f"{period!r} is not YYYY-MM")
    return month


def load_office(path: Path) -> Office:
    """The office of a data home. Raises pydantic.ValidationError on unknown keys."""
    return Office.model_validate(read_yaml(path))
