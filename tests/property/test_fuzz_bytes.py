"""Workbooks with bytes changed, cut and put in: only findings come out, and nothing dies.

The bytes of the whole file are changed, and those of a part inside its container, which the
container's checksums would else give away.
"""

import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from workbook_kit import biff, number, ods, ole, record, sheet_xml, xls, xlsb, xlsx, zipped

import sources
from pipelines.inspection import inspect_file
from sources.contract import load_contracts
from sources.finding import Severity
from sources.limits import Limits
from sources.reading import plain_reading, read_file

TEXT = "某县2019年扶贫资金分配表,\n单位：万元,\n项目名称,金额\n水厂,1.5\n合计,1.5\n"
MORE_XML = '<cols><col min="2" max="2" hidden="1"/></cols>'
FORMULA_XML = '<c r="B2"><f>1+0</f><v>1</v></c><c r="C2" t="e"><v>#N/A</v></c>'
ODS_CELL = '<table:table-cell table:formula="of:=1" table:number-columns-repeated="2"/>'
BIFF = biff(
    number(1, 1, 1) + record(0x205, struct.pack("<HHHBB", 1, 2, 0, 0x17, 1)),
    record(0x208, struct.pack("<HHHHHHHH", 1, 0, 2, 0, 0, 0, 0x20, 0)),
)
XLSX = xlsx(sheet_xml(FORMULA_XML, before=MORE_XML), sheet_xml(), states=["visible", "hidden"])
ODS = ods(ODS_CELL, row='table:visibility="collapse"')
FILES = {
    "xlsx": XLSX,
    "xls": xls(),
    "xlsb": xlsb(),
    "ods": ODS,
    "utf-8": TEXT.encode(),
    "gb18030": TEXT.encode("gb18030"),
    "utf-16-le": TEXT.encode("utf-16-le"),
}
# Inside of what: the part that is changed, and how it is packed again.
PARTS = {
    "sheet": ("xl/worksheets/s1.xml", XLSX),
    "workbook": ("xl/workbook.xml", XLSX),
    "relations": ("xl/_rels/workbook.xml.rels", XLSX),
    "binary sheet": ("xl/worksheets/s1.bin", xlsb()),
    "binary workbook": ("xl/workbook.bin", xlsb()),
    "content": ("content.xml", ODS),
}
WORDS = st.sampled_from(
    [b"", b"\x00", b"\xff" * 4, b"<", b">", b'"', b"&", b"&#0;", b"999999999", b"-1", b",", b"]]>"]
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.integers(0, 12), st.one_of(WORDS, st.binary(max_size=6))),
    min_size=1,
    max_size=4,
)
FEW = settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
# Shrinking a failure of bytes takes longer than all examples and tells little more.
MANY = settings(FEW, max_examples=60, phases=[Phase.explicit, Phase.generate])
LIMITS = Limits(seconds=10, memory=768 * 1024**2)
SAMPLES = Path(sources.__file__).parent / "samples"


def changed(content, changes):
    """The bytes with some taken out and others put in."""
    for place, length, word in changes:
        start = place % (len(content) + 1)
        content = content[:start] + word + content[start + length :]
    return content


def with_part(package, name, changes):
    """A zip package with one part changed."""
    with zipfile.ZipFile(package) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return zipped(parts | {name: changed(parts[name], changes)})


def holds(reading):
    """A reading is whole: told why not readable, and can be shown."""
    if not reading.readable:
        (found,) = reading.findings
        assert found.severity is Severity.ERROR
        assert not reading.tables
    assert reading.tables or reading.findings
    for found in reading.all_findings:
        assert found.message
        assert "{" not in found.message + found.fix or "{" in found.value
    assert plain_reading(reading)["sha256"] == reading.sha256


def read(folder, content):
    path = folder / "表.xlsx"
    path.write_bytes(content)
    return read_file(path, load_contracts(), limits=LIMITS)


@pytest.mark.parametrize("kind", FILES)
@FEW
@given(changes=CHANGES)
def test_changed_bytes_give_findings_only(tmp_path, kind, changes):
    holds(read(tmp_path, changed(FILES[kind], changes)))


@pytest.mark.parametrize("kind", PARTS)
@FEW
@given(changes=CHANGES)
def test_a_changed_part_gives_findings_only(tmp_path, kind, changes):
    name, package = PARTS[kind]
    (tmp_path / "whole.zip").write_bytes(package)
    holds(read(tmp_path, with_part(tmp_path / "whole.zip", name, changes)))


@FEW
@given(changes=CHANGES)
def test_a_changed_stream_gives_findings_only(tmp_path, changes):
    holds(read(tmp_path, ole({"Workbook": changed(BIFF, changes)})))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*FILES, *PARTS, "stream"])
@MANY
@given(changes=CHANGES)
def test_many_changes_give_findings_only_and_can_be_judged(tmp_path, kind, changes):
    if kind in PARTS:
        (tmp_path / "whole.zip").write_bytes(PARTS[kind][1])
        content = with_part(tmp_path / "whole.zip", PARTS[kind][0], changes)
    elif kind == "stream":
        content = ole({"Workbook": changed(BIFF, changes)})
    else:
        content = changed(FILES[kind], changes)
    holds(read(tmp_path, content))
    holds(inspect_file(tmp_path / "表.xlsx"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "sample", sorted(SAMPLES.glob("20*/*/*")), ids=lambda path: path.parent.name
)
@settings(FEW, max_examples=10)
@given(changes=CHANGES)
def test_a_damaged_sample_gives_findings_only(tmp_path, sample, changes):
    holds(read(tmp_path, changed(sample.read_bytes(), changes)))
    if zipfile.is_zipfile(sample):
        with zipfile.ZipFile(sample) as archive:
            sheets = [one for one in archive.namelist() if "worksheets/sheet" in one]
        holds(read(tmp_path, with_part(sample, sheets[0], changes)))
