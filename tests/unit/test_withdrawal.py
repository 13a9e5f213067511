"""Two people take data down: the data go everywhere, a tombstone stays, the chain still holds."""

import json
import shutil
from dataclasses import replace

import pytest
from release_kit import plan_of
from signing_kit import MORNING, signer_line
from withdrawal_kit import (
    REASON,
    TWO,
    all_bytes,
    next_office,
    open_published,
    problems,
    refused,
    versions,
    withdraw,
)

from expectations.manifest import read_manifest
from expectations.withdrawal import NAMESPACE
from outputs import removal
from outputs.finishing import PublishRefused
from outputs.release import publish_release
from outputs.withdrawals import read_withdrawals

SECRET = b"610124,11"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return open_published(tmp_path_factory.mktemp("withdrawal") / "home")


@pytest.fixture
def office(published, tmp_path):
    home = shutil.copytree(published.home, tmp_path / "home")
    return replace(published, home=home, candidate=home / "candidates" / published.digest)


def holding(office, content):
    return [name for name, found in all_bytes(office.home / "public").items() if content in found]


def test_before_anything_is_withdrawn_everything_holds(published):
    assert problems(published) == []


def test_a_withdrawn_release_leaves_no_copy_of_its_data(office):
    newest, older = versions(office)
    assert holding(office, SECRET)
    withdraw(office, newest, *TWO)
    assert holding(office, SECRET) == []
    left = {
        name.split("/", 2)[2]
        for name in all_bytes(office.home / "public")
        if name.startswith(f"releases/{newest}/")
    }
    proofs = {name for name in left if name.startswith("signoffs/")}
    assert left - proofs == {
        "RELEASE.json", "SHA256SUMS", "CHANGELOG.md", "LICENSE.txt", "WITHDRAWN.json"
    }  # fmt: skip
    assert problems(office) == []
    assert older in versions(office)


def test_latest_is_the_newest_release_that_stands(office):
    newest, older = versions(office)
    withdraw(office, newest, *TWO)
    latest = office.home / "public" / "latest" / "RELEASE.json"
    assert json.loads(latest.read_bytes())["version"] == older
    withdraw(office, older, *TWO)
    assert not latest.parent.exists()
    assert problems(office) == []


def test_the_tombstone_says_when_why_and_who(office):
    newest = versions(office)[0]
    done = withdraw(office, newest, *TWO)
    tombstone = json.loads(
        (office.home / "public" / "releases" / newest / "WITHDRAWN.json").read_bytes()
    )
    (told,) = tombstone["withdrawals"]
    assert (told["reason"], told["id"]) == (REASON, done.id)
    assert told["withdrawn_at"] == MORNING.isoformat()
    assert [(one["role"], one["principal"]) for one in told["signed_by"]] == [
        ("secrecy", "zhang"), ("deputy", "li"),
    ]  # fmt: skip
    assert "data/fund.csv" in told["removed"]


def test_the_index_tells_what_was_withdrawn(office):
    newest = versions(office)[0]
    done = withdraw(office, newest, *TWO)
    index = json.loads((office.home / "public" / "releases.json").read_bytes())
    assert [one["status"] for one in index["releases"]] == ["withdrawn", "current"]
    assert [one["reason"] for one in index["withdrawals"]] == [REASON]
    assert index["releases"][0]["withdrawals"] == [done.id]
    assert "withdrawals" not in index["releases"][1]


def test_an_older_release_takes_the_next_ones_list_of_changes_along(office):
    newest, older = versions(office)
    done = withdraw(office, older, *TWO, datasets=("fund",))
    assert f"releases/{newest}/changes/fund.csv" in done.document.removed
    # It says what fields mean, and holds no record.
    assert f"releases/{older}/dictionary/dictionary.json" not in done.document.removed
    # It names no dataset, and says what each held before.
    assert f"releases/{newest}/changes/index.json" in done.document.removed
    assert not (office.home / "public" / "latest" / "changes").exists()
    assert (office.home / "public" / "latest" / "data" / "fund.csv").exists()
    assert problems(office) == []


def test_two_separate_calls_withdraw_at_the_second(office):
    newest = versions(office)[0]
    assert refused(office, newest, "zhang") == ["one_person_only"]
    done = withdraw(office, newest, "zhao", reason="")
    assert [one["principal"] for one in done.signers] == ["zhang", "zhao"]
    assert done.document.reason == REASON
    assert not list((office.home / "signoffs" / "withdrawals").iterdir())
    assert problems(office) == []


def test_the_same_person_in_two_calls_is_refused(office):
    newest = versions(office)[0]
    assert refused(office, newest, "zhang") == ["one_person_only"]
    assert refused(office, newest, "zhang", reason="") == ["same_person"]


def test_the_second_person_cannot_change_the_reason(office):
    newest = versions(office)[0]
    assert refused(office, newest, "zhang") == ["one_person_only"]
    assert refused(office, newest, "li", reason="另一个原因") == ["other_reason"]


def test_refusals_name_their_own_reason(published):
    newest = versions(published)[0]
    assert refused(published, newest, "zhang", "zhang") == ["same_person"]
    assert refused(published, newest, "wang", "li") == ["role_not_allowed"]
    assert refused(published, "2020.1.0", *TWO) == ["unknown_version"]
    assert refused(published, newest, *TWO, datasets=("nothing",)) == ["unknown_dataset"]
    assert refused(published, newest, *TWO, reason=" ") == ["no_reason"]
    assert refused(published, newest, "stranger", "li") == ["unknown_principal"]
    wrong = (("zhang", published.key("li")), ("li", published.key("li")))
    assert refused(published, newest, signers=wrong) == ["unknown_principal"]
    absent = (("zhang", published.home / "keys" / "none"),)
    assert refused(published, newest, signers=absent) == ["signing_failed"]


def test_one_key_under_two_names_is_one_person(office):
    newest = versions(office)[0]
    line = signer_line(office.key("zhang"), "alias", f"mingzhang-chief,{NAMESPACE}")
    with office.signers.open("a", encoding="utf-8") as file:
        file.write(line)
    signers = (("zhang", office.key("zhang")), ("alias", office.key("zhang")))
    assert refused(office, newest, signers=signers) == ["same_person"]


@pytest.mark.parametrize(
    ("namespaces", "options", "code"),
    [
        ("mingzhang-secrecy", "", "wrong_namespace"),
        (f"mingzhang-secrecy,{NAMESPACE}", ',valid-before="20261123"', "expired"),
        (f"mingzhang-secrecy,{NAMESPACE}", ',valid-after="20261201"', "not_yet_valid"),
    ],
)
def test_a_key_that_may_not_withdraw_is_refused(office, namespaces, options, code):
    newest = versions(office)[0]
    others = office.signers.read_text(encoding="utf-8").splitlines(keepends=True)
    line = signer_line(office.key("zhang"), "zhang", namespaces, options)
    office.signers.write_text(
        "".join([line, *(one for one in others if not one.startswith("zhang"))]), encoding="utf-8"
    )
    assert refused(office, newest, *TWO) == [code]


def test_what_is_withdrawn_already_is_not_withdrawn_again(office):
    newest, older = versions(office)
    withdraw(office, newest, *TWO)
    assert refused(office, newest, *TWO) == ["already_withdrawn"]
    withdraw(office, older, *TWO, datasets=("fund",))
    assert refused(office, older, *TWO, datasets=("fund",)) == ["already_withdrawn"]


def test_without_signers_nothing_is_withdrawn(office):
    office.signers.unlink()
    assert refused(office, versions(office)[0], *TWO) == ["no_signers"]


def test_a_candidate_made_before_a_withdrawal_is_not_published_after_it(office):
    later = next_office(office, "610124,77")
    withdraw(office, versions(office)[0], *TWO)
    with pytest.raises(PublishRefused) as refusal:
        publish_release(plan_of(later))
    assert [one.code for one in refusal.value.reasons] == ["stale_withdrawals"]


def test_withdrawn_values_are_never_published_again(office):
    withdraw(office, versions(office)[0], *TWO)
    again = next_office(office, SECRET.decode())
    with pytest.raises(PublishRefused) as refusal:
        publish_release(plan_of(again))
    assert [one.code for one in refusal.value.reasons] == ["withdrawn_values"]


def test_a_release_after_a_withdrawal_does_not_bring_it_back(office):
    newest = versions(office)[0]
    withdraw(office, newest, *TWO)
    done = publish_release(plan_of(next_office(office, "610124,77")))
    assert holding(office, SECRET) == []
    assert problems(office) == []
    index = json.loads((office.home / "public" / "releases.json").read_bytes())
    assert [one["status"] for one in index["releases"]] == ["current", "withdrawn", "superseded"]
    manifest, _ = read_manifest(done.path / "signoffs" / "manifest.json")
    assert manifest.withdrawals == [one.digest for one in read_withdrawals(office.home / "public")]


def test_the_codes_that_other_tables_point_to_stay_when_one_dataset_goes():
    known = frozenset({"fund", "budget"})
    assert not removal._goes("reference/admin_units.csv", frozenset({"fund"}), known)
    assert removal._goes("reference/admin_units.csv", frozenset(), known)
    assert removal._goes("reference/anything_else.csv", frozenset({"fund"}), known)
