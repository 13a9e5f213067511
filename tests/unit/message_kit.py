"""A home whose units are told things, a post that takes or fails messages, and their words."""

from datetime import datetime

from home_kit import GOOD, UNIT, office_of, open_home, run, send
from post_kit import write_notify

from assets.messages.events import look
from assets.messages.rounds import Desk, send_round
from assets.messages.unit_events import unit_events
from assets.receipts import CHINA
from sources.messaging import load_messaging

PERIOD = "2026-10"
NOON = datetime(2026, 11, 30, 12, tzinfo=CHINA)
MOBILE = "13812345678"
ALL = ["units", "reviewers", "secrecy", "analyst"]
FRAME = (
    "office", "hotline", "pickup", "unit_name", "period", "due", "digest", "holder",
    "waiting_units", "signed", "is_signed", "plan", "tries",
)  # fmt: skip
LINE = (
    "number", "received", "state", "errors", "warnings", "folder", "dataset", "job", "run",
    "ended", "meaning", "night", "kind", "address", "why",
)  # fmt: skip


def message_home(folder):
    """A home with one unit that owes two tables, and an address for everybody."""
    made = open_home(folder)
    own = made.office.read_text(encoding="utf-8")
    owing = own.replace('{code: "610204",', '{code: "610204", owes: [fund_allocation, budget],')
    made.office.write_text(owing.replace('"2017-04"', '"2026-10"'), encoding="utf-8")
    write_notify(made, {"name": "各方", "url": "json://127.0.0.1/x", "to": ALL})
    return made


class Post:
    """Takes every message, or fails it; the clock goes with the test."""

    def __init__(self, now=NOON):
        self.now, self.fault, self.sent = now, None, []

    def send(self, address, words):
        self.sent.append((address.name, words))
        return self.fault

    def clock(self):
        return self.now


def tell(store, post, events=None):
    office = office_of(store)
    desk = Desk(store, office, load_messaging(store.notify, office), post.send, post.clock)
    found = unit_events(look(store, office, post.now)) if events is None else events
    return send_round(desk, found)


def receive(store, text=None, **place):
    """By default a good table, another one for each unit."""
    text = text or GOOD.replace("1.5", f"{1 + int(place.get('unit', UNIT)) % 97}.5")
    send(store, text, period=PERIOD, **place)
    run(store)
