"""Mail over TLS with a login: a password goes only to a server whose certificate is trusted."""

import ssl

import pytest
from post_kit import mailbox
from server_kit import make_certificate

from outputs.messages.wording import Message
from pipelines.sending import UNREACHABLE, Sender
from sources.messaging import Address

WORDS = Message("【明账】收件回执", "第一行")
each_mode = pytest.mark.parametrize("mode", ["ssl", "starttls"])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), "localhost")


@pytest.fixture
def context(certificate):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return made


@pytest.fixture
def trusted(certificate, monkeypatch):
    """As an office trusts an authority of its own: in the system's list."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def sent(url):
    return Sender().send(Address(name="邮箱", url=url, to=("units",)), WORDS)


@each_mode
@pytest.mark.usefixtures("trusted")
def test_a_mail_goes_with_a_login_that_nobody_can_listen_to(context, mode):
    with mailbox(mode, context) as box:
        assert sent(box.secure_url(mode)) is None
    assert box.logins == [("mingzhang:example-only", True)]
    ((_, _, mail),) = box.taken
    assert mail["Subject"] == WORDS.title


@each_mode
@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_a_failure(context, mode):
    with mailbox(mode, context) as box:
        assert sent(box.secure_url(mode, "wrong")) == UNREACHABLE
    assert {login for login, _ in box.logins} == {"mingzhang:wrong"}
    assert box.taken == []


@each_mode
def test_a_certificate_that_nobody_trusts_is_told_no_password(context, mode):
    with mailbox(mode, context) as box:
        assert sent(box.secure_url(mode)) == UNREACHABLE
    assert (box.logins, box.taken) == ([], [])


@pytest.mark.usefixtures("trusted")
def test_a_server_that_hides_its_starttls_is_told_no_password(context):
    with mailbox("insecure", context) as box:
        box.mode = "stripped"
        assert sent(box.secure_url("starttls")) == UNREACHABLE
    assert (box.logins, box.taken) == ([], [])
