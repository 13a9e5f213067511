"""The small nodes of a DCAT catalogue: texts with a language, dates, vocabulary terms, agents.

Belongs here: how one value is written in JSON-LD. Every node that is referred to bears its type,
and every vocabulary term its label, because checks of ranges need both inside the file. Does not
belong here: which values a catalogue has.
"""

from collections.abc import Mapping
from typing import Any

from outputs.portal.addresses import Addresses, day_of
from outputs.publisher import LICENCE_TITLE, LICENCE_URL

EU = "http://publications.europa.eu/resource/authority/"
CHINESE, ENGLISH = "zh", "en"
Node = dict[str, Any]

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def text(value: str, language: str = CHINESE) -> Node:
    """A text with its language."""
    return {"@value": value, "@language": language}


def texts(chinese: str, english: str | None) -> list[Node]:
    """A text in Chinese, and in English where there is one."""
    return [text(chinese), *([text(english, ENGLISH)] if english else [])]


def typed(value: str, kind: str) -> Node:
    """A literal of an XML Schema type."""
    return {"@value": value, "@type": f"xsd:{kind}"}


def day(stamp: str) -> Node:
    """The day in China of an RFC 3339 time."""
    return typed(day_of(stamp), "date")


def resource(address: str, kind: str = "rdfs:Resource") -> Node:
    """Something that is referred to by its address."""
    return {"@id": address, "@type": kind}


def concept(address: str, chinese: str, english: str) -> Node:
    """A term of a vocabulary."""
    return {**resource(address, "skos:Concept"), "skos:prefLabel": texts(chinese, english)}


def licence() -> Node:
    """The licence of everything that is published."""
    return {**resource(LICENCE_URL, "dct:LicenseDocument"), "dct:title": text(LICENCE_TITLE)}


def language() -> Node:
    """Chinese, in which the data are written."""
    return resource(f"{EU}language/ZHO", "dct:LinguisticSystem")


def agent(office: str, publisher: Mapping[str, Any], addresses: Addresses) -> Node:
    """The office; its code and home page where they are known."""
    home = publisher.get("homepage")
    node: Node = {
        "@id": home or f"{addresses.of('catalog.jsonld')}#publisher",
        "@type": "foaf:Agent",
        "foaf:name": text(office),
    }
    if home:
        node["foaf:homepage"] = resource(home, "foaf:Document")
    if "uscc" in publisher:
        node["dct:identifier"] = publisher["uscc"]
    return node


def contact(office: str, publisher: Mapping[str, Any], hotline: str, addresses: Addresses) -> Node:
    """Whom to ask: the department where it is known, else the office, and the hotline."""
    name = " ".join(filter(None, (office, publisher.get("department"))))
    return {
        "@id": f"{addresses.of('catalog.jsonld')}#contact",
        "@type": "vcard:Kind",
        "vcard:fn": name,
        "vcard:hasTelephone": resource(f"tel:{hotline}"),
    }


def place(area: Mapping[str, str]) -> Node:
    """An area by its code (GB/T 2260, or the local code of a unit that has none) and name."""
    node: Node = {"@type": "dct:Location", "dct:identifier": area["code"]}
    if "name" in area:
        node["skos:prefLabel"] = text(area["name"])
    return node
