"""What every query may use besides the submissions: words of SQL and lists of reference; 已知.

Belongs here: the macros and the lists as tables. Does not belong here: the lists' contents
(sources/reference), views over submissions (views), and the rules (rules/*.sql).

| table | columns |
|---|---|
| `codes` | list, code, name, word, valid_from, valid_to: a row for each word of an entry |
| `regions` | code, name, parent, level, valid_from, valid_to |
| `poor_counties` | code, name, exit_year, announced: the 56 of Shaanxi |
| `workdays` | day, is_work (0 or 1), passed: working days from the first known day up to this one |

A date field holds text that is no more precise than the table (2019, 2019-03, 2019-03-15, or two of
them): `earliest` and `latest` are the first and the last day that it may mean. `same` is a text as
it is compared: without white space, in one width of brackets. `percent` is the number of a share.
Of many cells `first_cell` is the topmost. A period is due on the 5th of the next month (`due_day`).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate

import pyarrow as pa

from sources.arrays import text_array, whole_array
from sources.codelists import list_names, load_list
from sources.poor_counties import load_poor_counties
from sources.regions import load_regions
from sources.text import fold
from sources.workdays import known_days

MACROS = r"""
CREATE MACRO is_money(field) AS ends_with(field, '_yuan');
CREATE MACRO unit_of(field) AS CASE WHEN is_money(field) THEN ' 元' ELSE '' END;
CREATE MACRO figure(number, field) AS
    CASE WHEN is_money(field) THEN number::VARCHAR ELSE number::DECIMAL(30, 0)::VARCHAR END;
CREATE MACRO same(text) AS
    CASE WHEN regexp_matches(text, '[（）：；，\s　A-Z]')
         THEN lower(translate(regexp_replace(text, '[\s　]', '', 'g'), '（）：；，', '():;,'))
         ELSE text END;
CREATE MACRO whole_day(text, month, day) AS
    CASE length(text) WHEN 4 THEN TRY_CAST(text || '-' || month || '-' || day AS DATE)
                      WHEN 7 THEN TRY_CAST(text || '-01' AS DATE)
                      WHEN 10 THEN TRY_CAST(text AS DATE) END;
CREATE MACRO earliest(text) AS whole_day(split_part(text, '/', 1), '01', '01');
CREATE MACRO latest(text) AS
    CASE length(split_part(text, '/', -1))
        WHEN 7 THEN last_day(whole_day(split_part(text, '/', -1), '12', '31'))
        ELSE whole_day(split_part(text, '/', -1), '12', '31') END;
CREATE MACRO first_day(period) AS TRY_CAST(period || '-01' AS DATE);
CREATE MACRO due_day(period) AS CAST(first_day(period) + INTERVAL 1 MONTH + INTERVAL 4 DAY AS DATE);
CREATE MACRO percent(text) AS
    TRY_CAST(nullif(regexp_extract(text, '^\s*(\d+(?:\.\d+)?)\s*[%％]?\s*$', 1), '')
             AS DECIMAL(18, 6));
CREATE MACRO first_cell(cell) AS
    split_part(min(lpad(regexp_extract(cell, '\d+$'), 8, '0') || ' ' || cell), ' ', 2);
CREATE MACRO document_year(document_no) AS
    TRY_CAST(nullif(regexp_extract(document_no, '〔((?:19|20)\d{2})〕', 1), '') AS BIGINT);
"""
CODE_COLUMNS = ("list", "code", "name", "word", "valid_from", "valid_to")
PLACE_COLUMNS = ("code", "name", "parent", "level", "valid_from", "valid_to")
COUNTY_COLUMNS = ("code", "name", "exit_year", "announced")
KINDS = {"valid_from": pa.date32(), "valid_to": pa.date32(), "exit_year": pa.int64()}


@cache
def reference_tables() -> dict[str, pa.Table]:
    """The reference lists by the names under which queries see them."""
    return {
        "codes": _table(CODE_COLUMNS, _code_rows()),
        "regions": _table(PLACE_COLUMNS, map(vars, load_regions())),
        "poor_counties": _table(COUNTY_COLUMNS, map(vars, load_poor_counties())),
        "workdays": _workdays(),
    }


def _code_rows() -> list[Mapping[str, object]]:
    return [
        {
            "list": name,
            "code": entry.code,
            "name": entry.name,
            "word": fold(word),
            "valid_from": entry.valid_from,
            "valid_to": entry.valid_to,
        }
        for name in list_names()
        for entry in load_list(name)
        for word in entry.words
    ]


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> pa.Table:
    known = list(rows)
    arrays = [text_array([str(one[name]) for one in known]) for name in columns]
    kinds = [KINDS.get(name, pa.string()) for name in columns]
    return pa.table(
        [array.cast(kind) for array, kind in zip(arrays, kinds, strict=True)], names=list(columns)
    )


def _workdays() -> pa.Table:
    days = known_days()
    worked = [int(is_work) for is_work in days.values()]
    columns = {
        "day": text_array([day.isoformat() for day in days]).cast(pa.date32()),
        "is_work": whole_array(worked),
        "passed": whole_array(list(accumulate(worked))),
    }
    return pa.table(columns)
