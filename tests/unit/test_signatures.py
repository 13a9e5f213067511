"""The wrapper of ssh-keygen: verdicts and reasons, with real keys."""

from datetime import datetime

import pytest
from signing_kit import MORNING, signer_line

from expectations import signatures
from expectations.allowed_signers import CHINA, read_envelope, read_signers
from expectations.signatures import SigningError, make_key, sign_bytes, sign_file, verify_file

SPACE = "mingzhang-secrecy"
SPAN = ',valid-after="20260101",valid-before="20270101"'


@pytest.fixture
def desk(tmp_path):
    make_key(tmp_path / "key", "zhang")
    make_key(tmp_path / "other", "other")
    (tmp_path / "paper").write_text("一份文件\n", encoding="utf-8")
    line = signer_line(tmp_path / "key", "zhang@x", SPACE, SPAN)
    (tmp_path / "signers").write_text(f"# 注释\n\n{line}", encoding="utf-8")
    sign_file(tmp_path / "paper", tmp_path / "key", SPACE)
    return tmp_path


def verdict(desk, principal="zhang@x", namespace=SPACE, at=MORNING):
    paper = desk / "paper"
    return verify_file(paper, desk / "paper.sig", desk / "signers", principal, namespace, at)


def test_a_good_signature_is_good(desk):
    found = verdict(desk)
    assert (found.good, found.reason) == (True, "ok")
    assert "zhang@x" in found.message


def test_a_changed_file_is_a_bad_signature(desk):
    (desk / "paper").write_text("一份文件 \n", encoding="utf-8")
    assert (verdict(desk).good, verdict(desk).reason) == (False, "bad_signature")


@pytest.mark.parametrize("rubbish", [b"", b"rubbish\n"])
def test_rubbish_is_a_bad_signature(desk, rubbish):
    (desk / "paper.sig").write_bytes(rubbish)
    assert (verdict(desk).good, verdict(desk).reason) == (False, "bad_signature")


def test_an_unlisted_principal_is_unknown(desk):
    found = verdict(desk, principal="li@x")
    assert (found.good, found.reason) == (False, "unknown_principal")


def test_an_unlisted_key_is_unknown(desk):
    sign_file(desk / "paper", desk / "other", SPACE)
    assert (verdict(desk).good, verdict(desk).reason) == (False, "unknown_principal")


def test_a_signature_made_for_another_role_is_refused(desk):
    found = verdict(desk, namespace="mingzhang-chief")
    assert (found.good, found.reason) == (False, "wrong_namespace")


def test_a_key_not_permitted_for_the_role_is_refused(desk):
    sign_file(desk / "paper", desk / "key", "mingzhang-chief")
    found = verdict(desk, namespace="mingzhang-chief")
    assert (found.good, found.reason) == (False, "wrong_namespace")


def test_expired_and_not_yet_valid_are_told_apart_to_the_second(desk):
    start, end = datetime(2026, 1, 1, tzinfo=CHINA), datetime(2027, 1, 1, tzinfo=CHINA)
    assert verdict(desk, at=start).good
    assert verdict(desk, at=end).good
    assert verdict(desk, at=start.replace(year=2025)).reason == "not_yet_valid"
    assert verdict(desk, at=end.replace(second=1)).reason == "expired"
    assert not verdict(desk, at=end.replace(second=1)).good


def test_verdict_does_not_depend_on_the_machines_zone(desk, monkeypatch):
    moment = datetime(2027, 1, 1, 0, 0, 1, tzinfo=CHINA)
    for zone in ("UTC", "EST5", "NZST-12"):
        monkeypatch.setenv("TZ", zone)
        assert verdict(desk, at=moment).reason == "expired"


def test_times_with_and_without_a_zone_mean_the_same_moment(desk):
    """`20270101000000` is China's time, `20261231160000Z` the same moment in UTC."""
    last = datetime(2027, 1, 1, tzinfo=CHINA)
    for end in ("20270101000000", "20261231160000Z"):
        line = signer_line(desk / "key", "zhang@x", SPACE, f',valid-before="{end}"')
        (desk / "signers").write_text(line, encoding="utf-8")
        assert verdict(desk, at=last).good
        assert verdict(desk, at=last.replace(second=1)).reason == "expired"


@pytest.mark.parametrize("name", ["-O", "", "a b", "a\nb", "a,b", "*", "a/../b"])
def test_a_name_that_could_be_an_option_or_a_pattern_is_refused(desk, name):
    with pytest.raises(ValueError, match="plain name"):
        verdict(desk, principal=name)
    with pytest.raises(ValueError, match="plain name"):
        verdict(desk, namespace=name)
    with pytest.raises(ValueError, match="plain name"):
        sign_file(desk / "paper", desk / "key", name)


def test_a_naive_time_is_refused(desk):
    with pytest.raises(ValueError, match="zone"):
        verdict(desk, at=MORNING.replace(tzinfo=None))


def test_messages_name_no_folder(desk):
    found = verdict(desk, at=MORNING.replace(year=2030))
    assert "expired" in found.message
    assert str(desk) not in found.message


def test_signing_without_a_key_fails_with_its_name_only(desk):
    for name in ("nokey", "signers"):
        with pytest.raises(SigningError) as caught:
            sign_bytes(b"x", desk / name, SPACE)
        assert name in str(caught.value)
        assert str(desk) not in str(caught.value)


def test_a_key_is_never_overwritten(desk):
    before = (desk / "key").read_bytes()
    with pytest.raises(FileExistsError):
        make_key(desk / "key", "again")
    assert (desk / "key").read_bytes() == before


def test_a_hanging_program_is_given_up(desk, monkeypatch):
    hanging = desk / "hang"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    hanging.chmod(0o700)
    monkeypatch.setattr(signatures, "PROGRAM", str(hanging))
    monkeypatch.setattr(signatures, "SIGN_SECONDS", 0.2)
    with pytest.raises(SigningError, match="timeout"):
        sign_bytes(b"x", desk / "key", SPACE)


def test_quoted_options_and_patterns_are_read(desk):
    key = signer_line(desk / "key", "x", "x").split(maxsplit=2)[2]
    (desk / "more").write_text(
        f'"a@x,*@y,!b@y" cert-authority,namespaces="p,q-*",valid-before="20270101Z" {key}'
        f"plain@x {key}rubbish\n",
        encoding="utf-8",
    )
    first, second = read_signers(desk / "more")
    assert [first.is_named(name) for name in ("a@x", "c@y", "b@y")] == [True, True, False]
    assert [first.allows(space) for space in ("p", "q-1", "r")] == [True, True, False]
    assert first.valid_before == datetime(2027, 1, 1, 8, tzinfo=CHINA)
    assert second.allows("anything")


def test_the_envelope_names_key_and_namespace(desk):
    envelope = read_envelope((desk / "paper.sig").read_bytes())
    assert envelope.namespace == SPACE
    assert envelope.key == read_signers(desk / "signers")[0].key
    assert read_envelope(b"nothing") is None
