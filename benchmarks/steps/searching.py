"""Searching 20,000 titles by the site's own script in node: ours, and a bare scan as its floor.

Belongs here: the tasks, the titles, what is looked for. Does not belong here: the search itself
(outputs/site/static/site.js). Both sides start node and load the same script files.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks.generated import KNOWN, rows

TITLES = 20_000
QUERIES = ("示例12镇", "易地搬迁", "水务局 配套", "户县", "项目0199", "示例区 2026", "扶贫办", "a")
REPEATED = 25
ASKED = len(QUERIES) * REPEATED
LOAD = """
const site = require(process.argv[1]), fs = require('fs'), path = require('path');
global.mingzhang = site.collector;
for (const name of fs.readdirSync(process.argv[2])) {
  eval(fs.readFileSync(path.join(process.argv[2], name), 'utf8'));
}
const queries = JSON.parse(process.argv[3]), entries = site.collector.entries;
"""
OURS = """
const groups = JSON.parse(process.argv[4]).map(group => group.map(site.fold));
for (const query of queries) {
  const found = site.match(entries, site.terms(query, groups));
  for (const name of ['year', 'area', 'fund', 'unit', 'state']) {
    site.counts(site.narrow(found, {}, name), name);
  }
}
"""
PLAIN = "for (const query of queries) { entries.filter(entry => entry.text.includes(query)); }"


def search(folder: Path) -> Callable[[], None]:
    """Ask every query, with synonyms, order and the counts beside each choice."""
    return _asking(folder, OURS)


def scan(folder: Path) -> Callable[[], None]:
    """Look for every query as it stands."""
    return _asking(folder, PLAIN)


def _asking(folder: Path, program: str) -> Callable[[], None]:
    from outputs.site import render
    from outputs.site.search.synonyms import synonyms

    script = Path(render.__file__).parent / "static" / "site.js"
    given = [str(script), str(_shards(folder)), json.dumps(QUERIES * REPEATED)]
    command = ["node", "-e", LOAD + program, *given, json.dumps(synonyms())]

    def action() -> None:
        subprocess.run(command, check=True)  # noqa: S603 our own words

    return action


def _shards(folder: Path) -> Path:
    """The script file of the titles, as the site writes it."""
    import pyarrow as pa

    from outputs.site.search.entries import SCHEMA
    from outputs.site.search.shards import shard_of

    place = folder / "search"
    place.mkdir(exist_ok=True)
    blank = dict.fromkeys(SCHEMA.names, "") | {"page": 1, "year": "2026"}
    columns = {
        "title": "项目名称", "area": "乡镇（街道）", "fund": "资金名称", "beside": "责任单位",
    }  # fmt: skip
    at = {name: KNOWN.index(header) for name, header in columns.items()}
    found = [
        blank | {name: str(row[number]) for name, number in at.items()} | {"id": f"{row[0]:016x}"}
        for row in rows(TITLES)
    ]
    shard = shard_of(pa.Table.from_pylist(found, SCHEMA), "2026")
    (place / "titles.js").write_bytes(shard.content)
    return place


TASKS = {"search": search, "scan": scan}
