"""Public folders with the whole life of an invented project (示例), for the pages of records."""

import json
from pathlib import Path

from ledger_kit import COUNTY, FLOWS, flow_records
from lifecycle_kit import CONTRACTS, PROJECT, joined_table, records
from public_sample import SIGNED, statement, write_json
from pyarrow import parquet

from outputs.areas import write_areas
from outputs.canonical import canonical_table
from outputs.change_files import write_changes
from outputs.change_reasons import Circumstances, with_reasons
from outputs.changes import changes
from outputs.disclosure import provenance_table, published_table
from outputs.formats.parquet_file import write_parquet

SENT = {"unit_code": COUNTY, "unit_name": "周至县"}
NAMED = {**SENT, "project_no": "示例-2019-001", "project_name": "示例村产业路"}
ROAD = {**NAMED, "location": "示例镇示例村", "area_code": COUNTY, "area_name": "周至县"}
PAID, APPROVED = "示财农〔2019〕3号", "示扶批〔2019〕7号"
LIFE = {
    "project_library": [
        ROAD
        | {
            "library_year": 2019, "amount_yuan": "1000000.00", "fund_source": "示例专项资金",
            "construction_task": "硬化道路2公里", "performance_goal": "改善74户出行条件",
            "benefit_mechanism": "务工带动", "implementation_period": "2019-03/2019-10",
        }
    ],
    "annual_plan": [
        ROAD
        | {
            "budget_year": 2019, "amount_yuan": "900000.00", "approval_no": APPROVED,
            "approved_on": "2019-03-11", "subsidy_standard": "45万元/公里",
            "responsible_unit": "示例镇人民政府", "responsible_person": "示例甲",
            "supervision_phone": "029-00000000",
        }
    ],
    "project_progress": [
        ROAD
        | {
            "budget_year": 2019, "progress_state": "已完工", "started_on": "2019-04-01",
            "completed_on": "2019-09-30", "spent_yuan": "800000.00",
            "implementation_result": "已建成2公里",
        }
    ],
    "project_acceptance": [
        ROAD
        | {
            "budget_year": 2019, "acceptance_result": "合格", "accepted_on": "2019-11-20",
            "acceptance_body": "示例县扶贫办", "settled_yuan": "790000.00",
        }
    ],
    "fund_allocation": [
        {**SENT, "project_name": "示例村产业路", "location": "示例镇示例村", "budget_year": 2019}
        | {"amount_yuan": "700000.00", "document_no": PAID, "fund_name": "示例专项资金"}
    ],
    "procurement": [
        {**SENT, "project_name": "示例村产业路", "amount_yuan": "600000.00", "supplier": "示例公司"}
    ],
    "policy_document": [
        {
            **SENT, "document_name": "示例办法", "own_document_no": PAID,
            "link_url": "https://www.example.gov.cn/zc/1.html", "document_kind": "规范性文件",
        },
        {
            **SENT, "document_name": "《示例办法》解读", "document_kind": "解读材料",
            "interpreted_url": "https://www.example.gov.cn/zc/1.html",
            "link_url": "javascript:alert(1)",
        },
    ],
}  # fmt: skip


def life_release(
    public: Path, version: str, at: str, before: str | None = None, **rows: list[dict]
) -> None:
    """A release of these records by dataset, with the project and the flows made from them."""
    folder = public / "releases" / version
    for name in ("data", "changes", "provenance", "signoffs"):
        (folder / name).mkdir(parents=True)
    working = {name: records(name, some) for name, some in rows.items()}
    stages = {name: rows[name] for name in PROJECT.joins if name in rows}
    working[PROJECT.dataset] = joined_table(**stages)
    paid = {name: rows[name] for name in ("fund_allocation",) if name in rows}
    working[FLOWS.dataset] = flow_records(**stages, **paid)
    published = [
        _write(public, folder, before, CONTRACTS[name], some) for name, some in working.items()
    ]
    write_areas(folder, published, {COUNTY: "周至县"})
    _write_statement(folder, at, before, published)


def _write(public, folder, before, contract, working):
    table = canonical_table(contract, published_table(contract, working))
    name = f"{contract.dataset}.parquet"
    write_parquet(contract, table, folder / "data" / name)
    parquet.write_table(provenance_table(contract, working), folder / "provenance" / name)
    earlier = public / "releases" / str(before) / "data" / name
    old = parquet.read_table(earlier) if before and earlier.exists() else None
    rows = changes(contract, old, table)
    known = Circumstances(is_first=True) if old is None else Circumstances()
    write_changes(contract, with_reasons(contract, rows, (old, table), known), folder, None)
    return contract, table


def _write_statement(folder: Path, at: str, before: str | None, published) -> None:
    facts = {
        contract.dataset: {
            "title": contract.title,
            "title_en": contract.title_en,
            "rows": table.num_rows,
            "amount_yuan": None,
        }
        for contract, table in published
    }
    previous = {"version": before, "digest": "d" * 64} if before else None
    stated = statement(folder.name, []) | {
        "datasets": facts,
        "released_at": at,
        "previous": previous,
    }
    write_json(folder / "RELEASE.json", stated)
    write_json(folder / "signoffs" / "manifest.json", {"units": {COUNTY: {"name": "周至县"}}})
    write_json(folder / "signoffs" / "withheld.json", [])
    for role, _ in SIGNED:
        for end in ("json", "json.sig"):
            write_json(folder / "signoffs" / f"{role}.{end}", {})
    for name in ("SHA256SUMS", "datapackage.json"):
        write_json(folder / name, {})


def withdraw(public: Path, version: str, *datasets: str) -> None:
    """Take datasets from a release as the publisher does: files go, the notice stays."""
    index = json.loads((public / "releases.json").read_text())
    note = {
        "id": "W1", "path": "withdrawals/W1/", "version": version, "datasets": list(datasets),
        "reason": "示例", "withdrawn_at": "2026-12-24T10:00:00+08:00", "signed_by": [],
    }  # fmt: skip
    index["withdrawals"] = [note]
    for entry in index["releases"]:
        if entry["version"] == version:
            entry["withdrawals"] = ["W1"]
    write_json(public / "releases.json", index)
    for part in ("data", "provenance"):
        for dataset in datasets:
            (public / "releases" / version / part / f"{dataset}.parquet").unlink()
    for dataset in datasets:
        for path in (public / "releases" / version / "changes").glob(f"{dataset}.*"):
            path.unlink()
