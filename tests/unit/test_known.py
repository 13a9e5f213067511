import duckdb
import pyarrow as pa
import pytest

from expectations.known import MACROS, reference_tables
from expectations.queries import prepare
from expectations.views import DONE, view_statements
from sources.contract import FieldType, load_contracts
from sources.poor_counties import load_poor_counties
from sources.records import working_schema
from sources.workdays import add_workdays, is_workday, known_days


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect(":memory:") as opened:
        opened.execute(MACROS)
        for name, table in reference_tables().items():
            opened.register(name, table)
        yield opened


def one(connection, expression):
    ((value,),) = connection.sql(f"SELECT CAST({expression} AS VARCHAR)").fetchall()
    return value


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019-03-15", "2019-03-15", "2019-03-15"),
        ("2019-03/2019-10", "2019-03-01", "2019-10-31"),
        ("2018/2020-06-30", "2018-01-01", "2020-06-30"),
        ("2019-02-30", None, None),
        ("三月", None, None),
    ],
)
def test_a_date_is_no_more_precise_than_it_is_written(connection, text, earliest, latest):
    assert one(connection, f"earliest('{text}')") == earliest
    assert one(connection, f"latest('{text}')") == latest


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("due_day('2019-12')", "2020-01-05"),
        ("due_day('2019-03')", "2019-04-05"),
        ("first_day('2019-03')", "2019-03-01"),
        ("percent('92.0%')", "92.000000"),
        ("percent(' 100 ％ ')", "100.000000"),
        ("percent('约92%')", None),
        ("percent('')", None),
        ("document_year('市扶办发〔2019〕5号')", "2019"),
        ("document_year('没有文号')", None),
        ("same('示例村（一组） 产业　路')", "示例村(一组)产业路"),
    ],
)
def test_words_of_queries(connection, expression, value):
    assert one(connection, expression) == value


def test_the_working_days_of_a_query_are_those_of_the_calendar(connection):
    """Over the National Day of 2019, with its moved days."""
    sql = (
        "SELECT due.day FROM workdays AS start JOIN workdays AS due"
        " ON due.passed = start.passed + 15 AND due.is_work = 1 WHERE start.day = DATE '{}'"
    )
    for day in (pa.scalar(d).as_py() for d in reference_tables()["workdays"]["day"][5740:5800]):
        assert connection.sql(sql.format(day)).fetchall() == [(add_workdays(day, 15),)]


def test_the_days_of_the_calendar_are_worked_as_the_library_says():
    assert all(is_workday(day) == is_work for day, is_work in known_days().items())


def test_every_word_of_a_list_is_a_code():
    codes = reference_tables()["codes"].to_pylist()
    assert {"list": "fund_lines", "code": "lottery", "word": "彩票公益金"}.items() <= next(
        row for row in codes if row["word"] == "彩票公益金"
    ).items()


def test_the_56_poor_counties_of_shaanxi():
    years = [county.exit_year for county in load_poor_counties()]
    assert {year: years.count(year) for year in set(years)} == {2017: 4, 2018: 23, 2019: 29}
    assert len({county.code for county in load_poor_counties()}) == 56
    assert all(county.announced[:4] == str(county.exit_year + 1) for county in load_poor_counties())


def test_a_view_has_a_row_for_each_record_of_each_dataset(connection):
    tables = {}
    for name, contract in load_contracts().items():
        schema = working_schema(contract)
        row = dict.fromkeys(schema.names) | {"submission": name, "span": "A3:F3"}
        tables[name] = pa.Table.from_pylist([row], schema=schema)
        connection.register(name, tables[name])
    for statement in view_statements(tables):
        connection.execute(statement)
    submitted = {name for name, one in load_contracts().items() if not one.is_joined}
    seen = connection.sql("SELECT submission, dataset, place_cell FROM every_record").fetchall()
    assert sorted(seen) == sorted((name, name, "A3") for name in submitted)
    assert set(connection.sql("SELECT unit_code FROM every_date").fetchall()) == {(None,)}


def test_a_view_of_nothing_is_there_and_empty():
    tables = {name: working_schema(one).empty_table() for name, one in load_contracts().items()}
    with duckdb.connect(":memory:") as opened:
        prepare(opened, tables)
        for view in ("every_record", "every_amount", "every_date"):
            assert opened.sql(f"SELECT dataset, unit_code FROM {view}").fetchall() == []


def test_the_dates_of_what_is_done_are_dates_of_contracts():
    named = {f.name: f.type for one in load_contracts().values() for f in one.fields}
    assert {named[name] for name in DONE} == {FieldType.DATE}
