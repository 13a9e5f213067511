"""The verifier: every byte, every file, every link of the chain, and who is trusted."""

import json
import shutil

import pytest
from forging_kit import consistent
from release_kit import MEASURES, publish_some, snapshot
from signing_kit import remembering, signer_line

from expectations import approval
from expectations.documents import document_bytes
from expectations.signatures import make_key, sign_file
from outputs.chain import SUMS, read_links
from outputs.index import index_bytes
from outputs.verify import verify_public


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish_some(tmp_path_factory.mktemp("published"), 3)


@pytest.fixture
def public(published, tmp_path):
    shutil.copytree(published.home / "public", tmp_path / "public")
    return tmp_path / "public"


def codes(public, signers=None):
    found = verify_public(public, signers, measures=MEASURES)
    assert all(any("一" <= sign <= "鿿" for sign in one.message) for one in found)
    assert all(str(public) not in one.message + one.path for one in found)
    return {one.code for one in found}


def test_an_untouched_folder_holds(published, public):
    assert codes(public) == set()
    assert codes(public, published.signers) == set()


def test_rebuilding_what_a_forger_would_rebuild_is_byte_identical(public):
    before = snapshot(public)
    consistent(public)
    assert snapshot(public) == before


@pytest.fixture
def quick_verdicts(monkeypatch):
    """Ask ssh-keygen once for each signature, however often it is verified."""
    monkeypatch.setattr(approval, "verify_bytes", remembering(approval.verify_bytes))


def test_a_changed_byte_anywhere_is_found(public, quick_verdicts):
    targets = [public / "releases.json"]
    for folder in ("latest", "releases/2026.11.0", "releases/2027.1.0"):
        targets += [path for path in sorted((public / folder).rglob("*")) if path.is_file()]
    assert len(targets) > 40
    for path in targets:
        content = path.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[place] ^= 1
            path.write_bytes(bytes(changed))
            assert codes(public) != set(), f"{path.relative_to(public)} byte {place}"
        path.write_bytes(content)
    assert codes(public) == set()


def test_every_byte_of_the_small_files_of_a_release_counts(public, quick_verdicts):
    folder = public / "releases" / "2026.12.0"
    for name in ("data/fund.csv", "signoffs/withheld.json"):
        path = folder / name
        content = path.read_bytes()
        for place in range(len(content)):
            path.write_bytes(content[:place] + bytes([content[place] ^ 32]) + content[place + 1 :])
            assert "changed_file" in codes(public)
        path.write_bytes(content)


@pytest.mark.parametrize("name", ["data/fund.csv", "RELEASE.json", SUMS, "signoffs/chief.json.sig"])
def test_a_missing_file_is_found(public, name):
    (public / "releases" / "2026.12.0" / name).unlink()
    assert codes(public) != set()


@pytest.mark.parametrize("place", ["latest", "releases/2026.12.0", "releases"])
def test_an_extra_file_is_found(public, place):
    (public / place / "more.txt").write_text("x", encoding="utf-8")
    assert codes(public) & {"extra_file", "latest_differs"}


@pytest.mark.parametrize("version", ["2026.11.0", "2026.12.0", "2027.1.0"])
def test_a_removed_release_is_found(public, version):
    shutil.rmtree(public / "releases" / version)
    assert codes(public) & {"changed_index", "broken_chain"}


@pytest.mark.parametrize("version", ["2026.11.0", "2026.12.0"])
def test_a_release_removed_with_its_line_is_found_by_the_chain(public, version):
    shutil.rmtree(public / "releases" / version)
    consistent(public)
    assert "broken_chain" in codes(public)


def test_reordered_releases_are_found(public):
    releases = public / "releases"
    (releases / "2026.11.0").rename(releases / "x")
    (releases / "2026.12.0").rename(releases / "2026.11.0")
    (releases / "x").rename(releases / "2026.12.0")
    assert "broken_chain" in codes(public)
    consistent(public)
    assert "broken_chain" in codes(public)


def test_reordered_lines_of_the_index_are_found(public):
    path = public / "releases.json"
    index = json.loads(path.read_bytes())
    index["releases"].reverse()
    path.write_bytes(document_bytes(index))
    assert codes(public) == {"changed_index"}


def test_values_changed_with_all_checksums_put_right_are_found(public):
    data = public / "releases" / "2027.1.0" / "data" / "fund.csv"
    data.write_text("610116,999\n", encoding="utf-8")
    consistent(public)
    assert codes(public) == {"changed_values"}


def test_a_data_file_nobody_signed_is_found(public):
    data = public / "releases" / "2027.1.0" / "data"
    shutil.copy(data / "fund.csv", data / "extra.csv")
    consistent(public)
    assert codes(public) == {"unsigned_data", "changed_evidence"}


@pytest.mark.parametrize("part", ["changes", "provenance", "reference"])
def test_evidence_changed_with_all_checksums_put_right_is_found(public, part):
    path = public / "releases" / "2027.1.0" / part / "fund.csv"
    path.write_text("A1,B2\n", encoding="utf-8")
    consistent(public)
    assert codes(public) == {"changed_evidence"}


def test_a_manifest_changed_with_all_checksums_put_right_voids_the_signatures(public):
    path = public / "releases" / "2027.1.0" / "signoffs" / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"rows": 2', b'"rows": 3'))
    consistent(public)
    assert {"stale", "changed_document"} <= codes(public)


def test_a_signature_moved_from_another_release_is_found(public):
    releases = public / "releases"
    for name in ("chief.json", "chief.json.sig"):
        shutil.copy(releases / "2026.12.0" / "signoffs" / name, releases / "2027.1.0" / "signoffs")
    consistent(public)
    assert {"stale", "out_of_order"} <= codes(public)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("released_at", "2027-01-02T00:00:00+08:00"),
        ("candidate", "0" * 64),
        ("office", "另一个办公室"),
        ("demo", False),
        ("signoffs", []),
    ],
)
def test_a_release_that_says_other_than_was_signed_is_found(public, key, value):
    path = public / "releases" / "2027.1.0" / "RELEASE.json"
    path.write_bytes(document_bytes({**json.loads(path.read_bytes()), key: value}))
    consistent(public)
    assert "changed_document" in codes(public)


def test_a_changed_total_in_the_release_document_is_found(public):
    path = public / "releases" / "2027.1.0" / "RELEASE.json"
    document = json.loads(path.read_bytes())
    document["datasets"]["fund"]["rows"] = 77
    path.write_bytes(document_bytes(document))
    consistent(public)
    assert "changed_document" in codes(public)


def test_a_withheld_list_changed_with_checksums_put_right_is_found(public):
    path = public / "releases" / "2027.1.0" / "signoffs" / "withheld.json"
    path.write_text("[2]\n", encoding="utf-8")
    consistent(public)
    assert codes(public) == {"changed_withheld"}


def test_a_forged_signer_holds_by_itself_but_not_by_a_trusted_file(published, public, tmp_path):
    """Whoever owns the folder can sign anew with keys of their own; a trusted file tells."""
    signoffs = public / "releases" / "2027.1.0" / "signoffs"
    key = tmp_path / "forger"
    make_key(key, "zhao")
    lines = (signoffs / "allowed_signers").read_text("utf-8").splitlines(keepends=True)
    forged = signer_line(key, "zhao", "mingzhang-chief")
    kept = [line for line in lines if not line.startswith("zhao")]
    (signoffs / "allowed_signers").write_text("".join([*kept, forged]), encoding="utf-8")
    sign_file(signoffs / "chief.json", key, "mingzhang-chief")
    consistent(public)
    assert codes(public) == set()
    assert codes(public, published.signers) == {"unknown_signer", "unknown_principal"}


def test_a_key_that_expired_after_it_signed_stays_good(published, public, tmp_path):
    text = published.signers.read_text("utf-8")
    later = tmp_path / "signers"
    dated = text.replace('namespaces="mingzhang-chief"', '{0},valid-before="20270601"')
    later.write_text(dated.format('namespaces="mingzhang-chief"'), encoding="utf-8")
    assert codes(public, later) == set()
    later.write_text(dated.format('namespaces="mingzhang-chief"').replace("2027", "2026"), "utf-8")
    assert codes(public, later) == {"expired"}


def test_a_trusted_file_that_is_missing_is_no_trust(public, tmp_path):
    assert codes(public, tmp_path / "none") == {"no_signers"}


def test_a_mark_of_an_unfinished_publication_excuses_only_its_own_release(public):
    mark = public / "releases" / ".unfinished"
    mark.write_text("2027.1.0\n", encoding="utf-8")
    assert codes(public) == set()
    shutil.rmtree(public / "latest")
    shutil.copytree(public / "releases" / "2026.12.0", public / "latest")
    assert codes(public) == set()
    mark.write_text("2026.12.0\n", encoding="utf-8")
    assert codes(public) == {"latest_differs"}


def test_checksums_in_another_order_are_found(public):
    path = public / "releases" / "2027.1.0" / SUMS
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(reversed(lines)))
    (public / "releases.json").write_bytes(index_bytes(read_links(public)))
    shutil.copy(path, public / "latest" / SUMS)
    assert codes(public) == {"changed_sums", "changed_catalogue", "changed_archive"}


def test_a_release_dated_before_the_one_before_it_breaks_the_chain(public):
    path = public / "releases" / "2027.1.0" / "RELEASE.json"
    document = {**json.loads(path.read_bytes()), "released_at": "2026-11-30T00:00:00+08:00"}
    path.write_bytes(document_bytes(document))
    consistent(public)
    assert codes(public) == {"broken_chain", "changed_document"}


def test_a_release_under_another_months_version_is_found(public):
    folder = (public / "releases" / "2027.1.0").rename(public / "releases" / "2027.2.0")
    path = folder / "RELEASE.json"
    path.write_bytes(document_bytes({**json.loads(path.read_bytes()), "version": "2027.2.0"}))
    consistent(public)
    assert codes(public) == {"changed_document"}


def test_a_link_to_elsewhere_is_found(public, tmp_path):
    data = public / "releases" / "2026.12.0" / "data" / "fund.csv"
    (tmp_path / "fund.csv").write_bytes(data.read_bytes())
    data.unlink()
    data.symlink_to(tmp_path / "fund.csv")
    assert codes(public) != set()


def test_an_empty_folder_is_not_a_verified_one(tmp_path):
    assert codes(tmp_path) == {"no_releases"}
    assert codes(tmp_path / "none") == {"no_releases"}
