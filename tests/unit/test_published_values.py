"""Measuring published files: the same digest in every format, and for releases of the past."""

import pytest
from published_sample import allocation, nasty

from outputs.canonical import values_digest
from outputs.columns import published_columns
from outputs.formats.csv_file import write_csv
from outputs.formats.parquet_file import write_parquet
from outputs.published_values import digest_of_published, sources_of_published


def test_csv_and_parquet_measure_as_what_was_signed(tmp_path):
    write_csv(nasty(), tmp_path / "a.csv")
    write_parquet(allocation(), nasty(), tmp_path / "a.parquet")
    signed = values_digest(allocation(), nasty())
    assert digest_of_published(tmp_path / "a.csv") == signed
    assert digest_of_published(tmp_path / "a.parquet") == signed


def test_an_empty_dataset_measures_as_what_was_signed(tmp_path):
    empty = nasty().slice(0, 0)
    write_csv(empty, tmp_path / "a.csv")
    assert digest_of_published(tmp_path / "a.csv") == values_digest(allocation(), empty)


def test_a_release_from_before_a_contract_gained_a_column_still_measures(tmp_path):
    """A release is never edited, so a later contract must not make it false."""
    columns = [one for one in published_columns(allocation()) if one.name != "remark"]
    old = nasty().select([one.name for one in columns])
    write_csv(old, tmp_path / "a.csv")
    assert digest_of_published(tmp_path / "a.csv") == values_digest(columns, old)
    assert digest_of_published(tmp_path / "a.csv") != values_digest(allocation(), nasty())


def test_a_changed_value_or_column_name_is_measured(tmp_path):
    path = tmp_path / "a.csv"
    write_csv(nasty(), path)
    before, content = digest_of_published(path), path.read_bytes()
    forgeries = (
        (b",-0.50,-50,", b",-0.51,-51,"),
        (b"project_name", b"project_nama"),
        (b"001", b"01"),
    )
    for old, new in forgeries:
        assert old in content
        path.write_bytes(content.replace(old, new, 1))
        assert digest_of_published(path) != before


def test_a_column_in_fen_that_nobody_signed_is_refused(tmp_path):
    for name, column in (("a.csv", b"remark"), ("b.csv", b"amount_yuan")):
        write_csv(nasty(), tmp_path / name)
        content = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(content.replace(column, b"bribe_fen", 1))
        with pytest.raises(ValueError, match="fen"):
            digest_of_published(tmp_path / name)


def test_a_column_that_stands_twice_is_refused(tmp_path):
    write_csv(nasty(), tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    (tmp_path / "a.csv").write_bytes(content.replace(b"remark", b"amount_yuan", 1))
    with pytest.raises(ValueError, match="twice"):
        digest_of_published(tmp_path / "a.csv")


def test_csv_and_parquet_have_the_same_sources(tmp_path):
    write_csv(nasty(), tmp_path / "a.csv")
    write_parquet(allocation(), nasty(), tmp_path / "a.parquet")
    before = sources_of_published(tmp_path / "a.csv")
    assert sources_of_published(tmp_path / "a.parquet") == before
    content = (tmp_path / "a.csv").read_bytes()
    (tmp_path / "a.csv").write_bytes(content.replace(b"A1:E1", b"A9:E9"))
    assert sources_of_published(tmp_path / "a.csv") != before


def test_what_is_no_published_file_is_refused(tmp_path):
    for name, content in (("a.csv", b""), ("b.csv", b"x,y\r\n1,2\r\n"), ("c.parquet", b"PAR1")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=r"."):
            digest_of_published(tmp_path / name)
