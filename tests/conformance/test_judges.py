"""Each program is also seen to refuse one of our own files once it is damaged.

Belongs here: judges of files that no accepted sample holds, and all others once more, so that none
can pass by looking at nothing. Does not belong here: fine defects of the standards (defects.yaml).
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from conformance.judges import ALONE, TOGETHER
from conformance.running import LATER, PUBLIC, MissingError, not_here

pytestmark = pytest.mark.conform
RELEASE = "releases/*"


@dataclass(frozen=True)
class Damage:
    """What is done to a file before a judge is asked: an end added, half cut off, words swapped.

    `at` is the damaged file where it is not the judged one. The smallest file that fits is taken.
    """

    judge: str
    file: str
    end: bytes = b""
    is_cut: bool = False
    swap: tuple[bytes, bytes] = (b"", b"")
    at: str = ""
    public: Path = PUBLIC


PACKAGE = f"{RELEASE}/datapackage.json"
TABLE = f"{RELEASE}/data/fund_allocation"
DAMAGES = (
    Damage("sha256sum", f"{RELEASE}/SHA256SUMS", end=b" ", at=f"{RELEASE}/LICENSE.txt"),
    Damage("diff", "latest/LICENSE.txt", end=b" "),
    Damage("unzip", "archives/*.zip", is_cut=True),
    Damage("iconv", f"{RELEASE}/LICENSE.txt", end=b"\xff"),
    Damage("ssh_signature", f"{RELEASE}/signoffs/chief.json.sig", end=b" ",
           at=f"{RELEASE}/signoffs/chief.json"),
    Damage("ssh_keys", f"{RELEASE}/signoffs/allowed_signers", swap=(b"-ed25519 A", b"-ed25519 B")),
    Damage("csvclean", f"{TABLE}.csv", end=b"x,y\r\n"),
    Damage("duckdb_csv", f"{TABLE}.csv", end=b"x,y\r\n"),
    Damage("polars_csv", f"{TABLE}.csv", end=b"x,y\r\n"),
    Damage("duckdb_parquet", f"{TABLE}.parquet", is_cut=True),
    Damage("polars_parquet", f"{TABLE}.parquet", is_cut=True),
    Damage("openpyxl", f"{RELEASE}/xlsx/fund_allocation.xlsx", is_cut=True),
    Damage("calamine", f"{RELEASE}/xlsx/fund_allocation.xlsx", is_cut=True),
    Damage("duckdb_file", "databases/*.duckdb", is_cut=True),
    Damage("duckdb_sql", f"{RELEASE}/sql/duckdb.sql", end=b"CREATE TABLE;"),
    Damage("node_json", f"{RELEASE}/RELEASE.json", is_cut=True),
    Damage("node_script", "assets/site.js", end=b")"),
    Damage("vnu", "index.html", end=b"<div><p></span>"),
    Damage("rdflib", "catalog.jsonld", is_cut=True),
    Damage("schema_org", "datasets/*/dataset.jsonld", is_cut=True),
    Damage("dcat_ap", "catalog.jsonld", is_cut=True),
    Damage("jing", "feed.xml", swap=(b"<updated>", b"<update>")),
    Damage("prov", f"{RELEASE}/prov.json", is_cut=True),
    Damage("frictionless", PACKAGE, end=b"x,y\r\n", at=f"{TABLE}.csv"),
    Damage("dp_profile", PACKAGE, swap=(b'"resources"', b'"resource"')),
    Damage("check_datapackage", PACKAGE, swap=(b'"resources"', b'"resource"')),
    Damage("licence", PACKAGE, swap=(b'"CC-BY-4.0"', b'"CC BY 4.0"')),
    Damage("csvw", f"{RELEASE}/csv-metadata.json", end=b"x,y\r\n", at=f"{TABLE}.csv"),
    Damage("oc4ids", f"{RELEASE}/oc4ids/projects.json", swap=(b'"CNY"', b'"RMB"')),
    Damage("flattentool", f"{RELEASE}/oc4ids/projects.json", is_cut=True),
    Damage("metaschema", f"{RELEASE}/schema/*.schema.json", swap=(b'"object"', b'"things"')),
    Damage("ajv", f"{RELEASE}/schema/*.schema.json", swap=(b'"object"', b'"things"')),
    Damage("own_schema", f"{RELEASE}/json/fund_allocation.json",
           swap=(b'"amount_yuan":"', b'"amount_yuan":"x')),
    # No site map without an address, and nothing is withdrawn, in the demonstration.
    Damage("xmlschema", "sitemap.xml", swap=(b"<loc>", b"<place>"), public=LATER),
    Damage("ssh_withdrawal", "withdrawals/**/*.sig", swap=(b"BEGIN", b"BEGUN"), public=LATER),
)  # fmt: skip


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """The published folders, of which one file at a time is another."""
    return {
        public: shutil.copytree(
            public,
            tmp_path_factory.mktemp("damaged") / "public",
            copy_function=os.link,
        )
        for public in {damage.public for damage in DAMAGES}
    }


def smallest(public: Path, pattern: str) -> Path:
    return min(public.glob(pattern), key=lambda path: path.stat().st_size)


def damaged(content: bytes, damage: Damage) -> bytes:
    old, new = damage.swap
    assert old in content
    whole = content.replace(old, new, 1) if old else content
    return (whole[: len(whole) // 2] if damage.is_cut else whole) + damage.end


def asked(damage: Damage, public: Path, path: str) -> str:
    try:
        if damage.judge in ALONE:
            return ALONE[damage.judge](public, path)
        return TOGETHER[damage.judge](public, (path,))[path]
    except MissingError as error:
        not_here(error)
    except duckdb.Error as error:
        return str(error)
    return ""


@pytest.mark.parametrize("damage", DAMAGES, ids=[damage.judge for damage in DAMAGES])
def test_a_damaged_file_is_refused(damage, copies):
    copy = copies[damage.public]
    path = smallest(copy, damage.file).relative_to(copy).as_posix()
    target = smallest(copy, damage.at or damage.file)
    content = target.read_bytes()
    target.unlink()
    target.write_bytes(damaged(content, damage))
    try:
        assert asked(damage, copy, path)
    finally:
        target.write_bytes(content)


def test_no_judge_is_left_out():
    assert {damage.judge for damage in DAMAGES} == {*ALONE, *TOGETHER}
