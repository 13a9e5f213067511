"""The settings of messages: private, and refused with words that quote no secret."""

import pytest
from home_kit import office_of
from message_kit import message_home

from sources.messaging import MessagingRefused, load_messaging


@pytest.fixture
def store(tmp_path):
    return message_home(tmp_path / "home")


def test_settings_that_others_may_read_are_refused(store):
    store.notify.chmod(0o640)
    with pytest.raises(MessagingRefused, match="chmod 600"):
        load_messaging(store.notify, office_of(store))


@pytest.mark.parametrize(
    "text",
    [
        "since: 2026-01-01\naddresses: [{name: a, url: 'mailto://u:SECRET@h', to: units}]",
        "since: 2026-01-01\naddresses: [{name: a b, url: 'mailto://u:SECRET@h', to: [units]}]",
        "since: 2026-01-01\naddresses: [{name: a, url: 'mailto://u:SECRET@h', to: ['9']}]",
        "since: 2026-01-01\naddresses: [{name: a, urls: 'mailto://u:SECRET@h', to: [units]}]",
        "since: 2026-01-01\naddresses: [{name: a, url: 'mailto://u:SECRET@h'\n  to: [units",
        "since: 'SECRET'\naddresses: []",
    ],
)
def test_a_complaint_about_the_settings_quotes_no_secret(store, text):
    store.notify.write_text(text, encoding="utf-8")
    with pytest.raises(MessagingRefused) as refused:
        load_messaging(store.notify, office_of(store))
    assert "SECRET" not in str(refused.value)
    assert "notify.yaml" in str(refused.value)


def test_settings_that_cannot_be_read_are_refused_and_no_failure_of_ours(store):
    store.notify.unlink()
    store.notify.mkdir(mode=0o700)
    with pytest.raises(MessagingRefused, match="读不了"):
        load_messaging(store.notify, office_of(store))


def test_without_settings_or_switched_off_nothing_is_sent(store):
    text = store.notify.read_text(encoding="utf-8")
    store.notify.write_text(f"enabled: false\n{text}", encoding="utf-8")
    assert load_messaging(store.notify, office_of(store)) is None
    store.notify.unlink()
    assert load_messaging(store.notify, office_of(store)) is None
