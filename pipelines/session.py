"""What most commands need: the store and the office of this data home.

Belongs here: the look at the environment on behalf of a command. Does not belong here: work.
"""

import os
from dataclasses import dataclass

from assets.keeping.stamp import HomeVersionError
from assets.store import Store, store_from
from pipelines.console import refuse
from pipelines.home import prepare_home
from sources.office import Office, load_office


@dataclass(frozen=True)
class Session:
    """The data home that a command works on."""

    store: Store
    office: Office


def store_of() -> Store:
    """The data home as it is, whatever its version; nothing is prepared."""
    return store_from(os.environ)


def open_session() -> Session:
    """Prepare and open the data home.

    Refuses with a message if it is of another version, or office.yaml is not usable.
    """
    from pydantic import ValidationError
    from yaml import YAMLError

    from sources.pool import use_returning_pool

    use_returning_pool()
    store = store_of()
    try:
        prepare_home(store)
    except HomeVersionError as error:
        refuse(str(error))
    try:
        return Session(store, load_office(store.office))
    except (ValidationError, YAMLError) as error:
        refuse(f"{store.office.name} 有错，请改正：{error}")


def check_unit(office: Office, unit: str) -> None:
    """Refuse a unit code that is not registered."""
    if unit not in office.by_code:
        known = "、".join(f"{one.code}（{one.name}）" for one in office.units)
        refuse(f"报送单位代码“{unit}”没有登记。已登记：{known}。新单位请先写入 office.yaml。")


def check_period(office: Office, period: str) -> None:
    """Refuse a period that is none or too early."""
    from sources.period import parse_period

    if parse_period(period) is None:
        refuse(f"公开月份“{period}”认不出来，请写成年-月，例如 2019-03。")
    if not office.covers(period):
        refuse(f"公开月份“{period}”早于开始受理的月份 {office.first_period}。")
