"""The database of a release holds its tables and nothing else, and is found out if it does not."""

from types import SimpleNamespace

import duckdb
import pytest
from published_sample import allocation, nasty

from outputs.chain import Link
from outputs.databases import DATABASES, database_problems, renew_databases
from outputs.formats.duckdb_script import SCRIPT, duckdb_script
from outputs.formats.parquet_file import write_parquet

NAME = "poverty-alleviation-funds-2026.11.0.duckdb"


@pytest.fixture
def links(tmp_path):
    folder = tmp_path / "releases" / "2026.11.0"
    (folder / "data").mkdir(parents=True)
    (folder / "sql").mkdir()
    write_parquet(allocation(), nasty(), folder / "data" / "fund_allocation.parquet")
    (folder / SCRIPT).write_text(duckdb_script([allocation()]), encoding="utf-8")
    return (Link(folder, "d" * 64, {}),)


def problems(tmp_path, links):
    return [one.code for one in database_problems(tmp_path, links, ())]


def test_it_holds_every_table_with_its_words(tmp_path, links):
    renew_databases(tmp_path, links, ())
    assert [path.name for path in (tmp_path / DATABASES).iterdir()] == [NAME]
    with duckdb.connect(str(tmp_path / DATABASES / NAME), read_only=True) as connection:
        amounts = connection.execute("SELECT sum(金额), count(*) FROM 扶贫资金分配结果").fetchone()
        (words,) = connection.execute(
            "SELECT comment FROM duckdb_columns() WHERE column_name = 'amount_yuan'"
            " AND table_name = 'fund_allocation'"
        ).fetchone()
    assert (str(amounts[0]), amounts[1]) == ("199.50", 3)
    assert "元" in words
    assert problems(tmp_path, links) == []


def test_it_is_made_once(tmp_path, links):
    renew_databases(tmp_path, links, ())
    before = (tmp_path / DATABASES / NAME).stat()
    renew_databases(tmp_path, links, ())
    after = (tmp_path / DATABASES / NAME).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fund_allocation SET amount_yuan = 1 WHERE record_id = 'r0002'",
        "DELETE FROM fund_allocation WHERE record_id = 'r0002'",
        "CREATE TABLE more AS SELECT 1",
        "DROP TABLE fund_allocation CASCADE",
    ],
)
def test_a_changed_table_is_found(tmp_path, links, change):
    renew_databases(tmp_path, links, ())
    with duckdb.connect(str(tmp_path / DATABASES / NAME)) as connection:
        connection.execute(change)
    assert problems(tmp_path, links) == ["changed_database"]


def test_what_is_no_database_or_no_release_s_is_found_and_replaced(tmp_path, links):
    renew_databases(tmp_path, links, ())
    (tmp_path / DATABASES / NAME).write_bytes(b"nothing")
    (tmp_path / DATABASES / "other.duckdb").write_bytes(b"")
    assert sorted(problems(tmp_path, links)) == ["changed_database", "extra_file"]
    renew_databases(tmp_path, links, ())
    assert problems(tmp_path, links) == []


def test_a_release_of_which_anything_was_withdrawn_has_none(tmp_path, links):
    renew_databases(tmp_path, links, ())
    withdrawn = SimpleNamespace(document=SimpleNamespace(version="2026.11.0"))
    renew_databases(tmp_path, links, (withdrawn,))
    assert list((tmp_path / DATABASES).iterdir()) == []
