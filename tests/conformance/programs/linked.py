"""Judge JSON-LD: `rdf FILE…` parses, `schema_org FILE…` asks the shapes that pyshacl ships.

Prints a JSON object {file: complaint}; one process for all files, because loading costs seconds.
"""

import importlib.resources
import json
import sys
from pathlib import Path

import pyshacl
from rdflib import Graph

LINKS = ("url", "contentUrl", "license", "sameAs", "isBasedOn")
DATES = ("datePublished", "dateModified")
XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"


def rdf(file):
    """Empty if the file holds triples. A context to be fetched is a failure."""
    return "" if len(Graph().parse(file, format="json-ld")) else "no triples"


def schema_org(file):
    document = json.loads(Path(file).read_text(encoding="utf-8"))
    context = {"@vocab": "http://schema.org/"}
    context |= {name: {"@type": "@id"} for name in LINKS}
    context |= {name: {"@type": XSD_DATE} for name in DATES}
    document["@context"] = context
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    accepted, _, text = pyshacl.validate(graph, shacl_graph=shapes(), inference="none")
    return "" if accepted else text[:2000]


def shapes():
    if not KEPT:
        path = importlib.resources.files("pyshacl") / "assets" / "schema.ttl"
        KEPT.append(Graph().parse(str(path), format="turtle"))
    return KEPT[0]


KEPT = []


def judged(judge, file):
    try:
        return judge(file)
    except Exception as error:  # noqa: BLE001 - whatever a program raises is its verdict
        return f"{type(error).__name__}: {error}"[:2000]


judge = {"rdf": rdf, "schema_org": schema_org}[sys.argv[1]]
print(json.dumps({file: judged(judge, file) for file in sys.argv[2:]}))
