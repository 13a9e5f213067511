"""The organisations of a project, each once, and references to them; 单位.

Belongs here: identifiers, roles, responsible persons and telephones by duty. Does not belong here:
who pays what (budget). An organisation that only its name is known of is one per submitting unit
and name: the same name in two counties may be two offices.
"""

from datetime import date
from typing import Any

from outputs.oc4ids.paths import Row, tell
from outputs.oc4ids.values import stable_id
from sources.contract import load_contracts
from sources.regions import region_of
from sources.roles import FieldRole

GBT2260 = "CN-GBT2260"
TOWNS = "CN-GBT10114"
LOCAL = "CN-MINGZHANG-UNIT"
CENTRE, CENTRE_NAME = "CN", "中央"
UNIT, PERSON, PHONE = "responsible_unit", "responsible_person", "supervision_phone"
# Level of a fund → how many digits of the unit's code are that level's.
DIGITS = {"省级": 2, "市级": 4, "县级": 6}
CODE = 6


class Parties:
    """The parties of one project while it is put together."""

    def __init__(self, unit_code: str, on: date) -> None:
        self.unit_code = unit_code
        self.on = on
        self.found: dict[str, dict[str, Any]] = {}

    def named(self, name: str, role: str) -> dict[str, Any]:
        """A reference to an organisation of which the data holds the name alone."""
        return self._reference(f"name-{self.unit_code}-{stable_id(name)}", name, role, None)

    def coded(self, code: str, name: str, role: str) -> dict[str, Any]:
        """A reference to a government or a unit with a code of GB/T 2260 or of the office."""
        if code == CENTRE:
            return self._reference("CN-central", name, role, None)
        scheme = LOCAL if not code.isdigit() else GBT2260 if len(code) == CODE else TOWNS
        identifier = {"scheme": scheme, "id": code}
        return self._reference(f"{scheme}-{code}", name, role, identifier)

    def funder(self, level: str) -> dict[str, Any] | None:
        """The government of that fund level above the unit; None if it cannot be told."""
        if level == CENTRE_NAME:
            return self.coded(CENTRE, CENTRE_NAME, "funder")
        digits = DIGITS.get(level)
        if digits is None or not self.unit_code.isdigit():
            return None
        code = self.unit_code[:digits].ljust(CODE, "0")
        region = region_of(code, self.on)
        # A city's own code has no county in it: 610100 says nothing of a county's money.
        if region is None or (digits == CODE and code.endswith("00")):
            return None
        return self.coded(code, region.name, "funder")

    def _reference(
        self, key: str, name: str, role: str, identifier: dict[str, str] | None
    ) -> dict[str, Any]:
        party = self.found.setdefault(key, {"id": key, "name": name, "roles": []})
        if identifier is not None:
            party["identifier"] = identifier
        if role not in party["roles"]:
            party["roles"].append(role)
        return {"id": key, "name": party["name"]}


def place_responsible(project: dict[str, Any], row: Row, parties: Parties) -> None:
    """Who answers for the project: unit, person and telephone, which are public by duty.

    Basis: 市扶办发〔2019〕5号 三 (实施单位及责任人、举报电话).
    Without a unit they are told in words.
    """
    contract = load_contracts()["project"]
    person, phone = row.get(PERSON), row.get(PHONE)
    if not row.get(UNIT):
        for name, text in ((PERSON, person), (PHONE, phone)):
            if text:
                tell(project, "description", contract.field(name).title, text)
        return
    reference = parties.named(row[UNIT], "publicAuthority")
    project["publicAuthority"] = reference
    party = parties.found[reference["id"]]
    if person and contract.field(PERSON).role is FieldRole.PUBLIC_PERSON:
        title = contract.field(PERSON).title
        party["people"] = [{"id": "responsible", "name": person, "jobTitle": title}]
    if phone and contract.field(PHONE).role is FieldRole.PUBLIC_PHONE:
        party["contactPoint"] = {"name": contract.field(PHONE).title, "telephone": phone}
