"""What roles of columns permit, and the guard over tables and files that are to leave."""

import json

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
from privacy_corpus import Maker, innocent, planted
from pydantic import ValidationError
from reading_kit import CONTRACTS, FUND

from expectations.privacy.allowances import Excuses
from expectations.privacy.detecting import detect, without_values
from expectations.privacy.hits import Kind, value_digest
from expectations.privacy.leaving import privacy_reasons, scan_bytes, scan_folder
from expectations.privacy.roles import is_masked_later, severity_in
from expectations.privacy.tables import WORTH_COMPILING, scan_table
from sources.contract import Channel
from sources.finding import Severity
from sources.roles import FieldRole

ID, MOBILE, CARD = Maker(5).id18(ends_in_x=False), Maker(5).mobile(), Maker(5).card()  # 示例
FILE = "a" * 64


def table(**columns):
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def told(hits):
    return [(hit.kind, hit.severity, hit.place) for hit in hits]


@pytest.mark.parametrize(
    ("dataset", "field", "kind", "severity"),
    [
        ("fund_allocation", "supervision_phone", Kind.MOBILE, Severity.WARNING),
        ("fund_allocation", "supervision_phone", Kind.ID_NUMBER, Severity.ERROR),
        ("fund_allocation", "responsible_person", Kind.HOUSEHOLD_NAME, None),
        ("fund_allocation", "responsible_person", Kind.MOBILE, Severity.ERROR),
        ("fund_allocation", "remark", Kind.MOBILE, Severity.ERROR),
        ("fund_allocation", "amount_yuan", Kind.MOBILE, None),
        ("fund_allocation", "amount_yuan", Kind.BANK_CARD, Severity.ERROR),
        ("performance_target", "responsible_contact", Kind.MOBILE, Severity.WARNING),
        ("consultation", "contact_email", Kind.EMAIL, None),
        ("consultation", "contact_address", Kind.ADDRESS, None),
        ("consultation", "contact_phone", Kind.MOBILE, Severity.WARNING),
        ("household_list", "household_head", Kind.HOUSEHOLD_NAME, None),
        ("household_list", "household_head", Kind.ID_NUMBER, Severity.ERROR),
        ("household_list", "remark", Kind.HEALTH, Severity.ERROR),
    ],
)
def test_the_role_of_a_column_decides(dataset, field, kind, severity):
    assert severity_in(CONTRACTS[dataset].field(field), kind, Severity.ERROR) is severity


def test_what_masking_takes_out_may_arrive_but_never_leave():
    phone = CONTRACTS["household_list"].field("household_phone")
    assert is_masked_later(phone, Kind.MOBILE)
    assert not is_masked_later(phone, Kind.ID_NUMBER)
    assert severity_in(phone, Kind.MOBILE, Severity.ERROR) is Severity.ERROR


def test_names_of_households_cannot_be_declared_for_the_site():
    field = FUND.field("remark").model_dump() | {"role": "household"}
    with pytest.raises(ValidationError, match="never go on the site"):
        type(FUND.field("remark")).model_validate(field)


def test_every_public_telephone_and_person_has_its_role():
    for contract in CONTRACTS.values():
        for field in contract.fields:
            if field.name.endswith(("_phone", "_person", "_email", "_contact")):
                is_known = field.role is not None or field.mask is not None
                assert is_known, f"{contract.dataset}.{field.name}"
        if contract.channel is Channel.SITE:
            assert FieldRole.HOUSEHOLD not in {field.role for field in contract.fields}


def test_a_table_is_looked_at_by_its_fields():
    rows = table(
        project_name=["水厂", f"路（{ID}）"],
        supervision_phone=[MOBILE, "029-86781234"],
        remark=[f"电话{MOBILE}", None],
        amount_fen=[13812345678, 1],
    )
    assert told(scan_table(FUND, rows)) == [
        (Kind.ID_NUMBER, Severity.ERROR, "列“project_name”第 2 行"),
        (Kind.MOBILE, Severity.WARNING, "列“supervision_phone”第 1 行"),
        (Kind.MOBILE, Severity.ERROR, "列“remark”第 1 行"),
    ]


def test_figures_are_looked_at_too():
    rows = table(number=[int(ID), 12, None], code=[13812345678.0, None, None])
    assert [hit.kind for hit in scan_table(None, rows)] == [Kind.ID_NUMBER, Kind.MOBILE]


def test_both_engines_of_patterns_see_the_same():
    texts = [text for *_, text in planted(10)] + [text for _, text in innocent(10)]
    assert len(set(texts)) > 2 * WORTH_COMPILING
    few = [text for first in range(0, len(texts), 50)
           for text in scan_table(None, table(text=texts[first : first + 50]))]  # fmt: skip
    expected = sum(len(detect(text)) for text in texts)
    assert len(few) == expected
    assert len(scan_table(None, table(text=texts))) == expected > 500


def test_no_hit_and_no_masked_text_holds_the_value():
    for value in (ID, MOBILE, CARD):
        hits = scan_table(None, table(text=[f"示例{value}"]))
        assert value not in repr(hits)
        assert value not in without_values(f"示例{value}。")


def write_json(path, text):
    path.write_text(json.dumps({"records": [{"remark": text}]}), encoding="utf-8")


def write_csv(path, text):
    pv.write_csv(table(record_id=["r1"], remark=[text]), path)


def write_parquet(path, text):
    pq.write_table(table(record_id=["r1"], remark=[text]), path)


def write_page(path, text):
    cut = f"{text[:9]}<b>{text[9:]}</b>"
    path.write_text(f"<html><p>示例</p><p>{cut}</p></html>", encoding="utf-8")


def write_title(path, text):
    path.write_text(f'<html><a title="{text}">示例</a></html>', encoding="utf-8")


def write_text(path, text):
    path.write_text(f"示例\n\n{text}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("x.json", write_json), ("x.csv", write_csv), ("x.parquet", write_parquet),
        ("x.html", write_page), ("y.html", write_title), ("CHANGELOG.md", write_text),
        ("x.pdf", write_text), ("x.bin", write_text), ("broken.xlsx", write_text),
        ("broken.json", write_text), ("broken.parquet", write_text),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", [ID, CARD])
def test_every_kind_of_file_that_leaves_is_looked_at(tmp_path, name, write, value):
    write(tmp_path / name, "无")
    assert scan_bytes(tmp_path / name) == []
    write(tmp_path / name, value)
    hits = scan_bytes(tmp_path / name)
    assert {hit.kind for hit in hits} == {detect(value)[0].kind}
    assert value not in repr(hits)


def release(folder):
    """A release with a public mobile number in its column and in the page made of it."""
    for part in ("data", "json", "signoffs"):
        (folder / part).mkdir(parents=True)
    rows = table(supervision_phone=[MOBILE], amount_fen=[13812345678])
    pq.write_table(rows, folder / "data" / "fund_allocation.parquet")
    text = json.dumps({"supervision_phone": MOBILE, "amount_fen": 13812345678})
    (folder / "json" / "fund_allocation.json").write_text(text, encoding="utf-8")
    signers = 'zhang@example.org namespaces="mingzhang-secrecy" ssh-ed25519 AAAA\n'
    (folder / "signoffs" / "allowed_signers").write_text(signers, encoding="utf-8")
    (folder / "index.html").write_text("<p>zhang@example.org</p>", encoding="utf-8")
    return folder


def test_what_must_be_published_may_stand_in_every_file_of_a_release(tmp_path):
    assert scan_folder(release(tmp_path)) == {}


def test_an_id_that_passes_for_a_card_may_stand_wherever_records_are_told_of(tmp_path):
    """A digest of sixteen digits; of a million ids some twenty pass for the number of a card."""
    ids = ["3526000000000041", "4000000000000002"]
    assert [one.kind for text in ids for one in detect(text)] == [Kind.BANK_CARD] * 2
    (release(tmp_path) / "changes").mkdir()
    pq.write_table(table(record_id=ids[:1]), tmp_path / "data" / "project.parquet")
    rows = table(record_id=ids, change=["added", "removed"])
    pv.write_csv(rows, tmp_path / "changes" / "project.csv")
    text = json.dumps([{"record_id": one} for one in ids])
    (tmp_path / "changes" / "project.json").write_text(text, encoding="utf-8")
    assert scan_folder(tmp_path) == {}
    pq.write_table(table(record_id=[ID]), tmp_path / "data" / "project.parquet")
    assert list(scan_folder(tmp_path)) == ["data/project.parquet"]
    pq.write_table(table(remark=[CARD]), tmp_path / "data" / "project.parquet")
    assert list(scan_folder(tmp_path)) == ["data/project.parquet"]


def test_what_may_not_leave_is_named_with_its_file_and_without_its_value(tmp_path):
    (release(tmp_path) / "index.html").write_text(f"<p>{ID}</p>", encoding="utf-8")
    (reason,) = privacy_reasons(scan_folder(tmp_path))
    assert reason.code == "privacy"
    assert "index.html" in reason.message
    assert ID not in reason.message


def test_an_allowed_value_may_leave_and_another_one_may_not(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps([ID, CARD]), encoding="utf-8")
    allowed = Excuses({FILE: frozenset({value_digest(Kind.ID_NUMBER, ID, FILE)})})
    assert [hit.kind for hit in scan_bytes(tmp_path / "a.json", excused=allowed.covers)] == [
        Kind.BANK_CARD
    ]


def test_files_that_are_known_to_be_clean_are_passed_over(tmp_path):
    from sources.hashing import sha256_of_file

    (tmp_path / "a.json").write_text(json.dumps([ID]), encoding="utf-8")
    clean = frozenset({sha256_of_file(tmp_path / "a.json")})
    assert scan_folder(tmp_path, clean=clean) == {}
