"""catalog.jsonld: the catalogue by DCAT-AP 3.0.1, which portals harvest.

Belongs here: the catalogue, its datasets, their versions and distributions. Does not belong here:
how a single value is written (`nodes.py`). The context stands in the file: a reader needs no
network. Where no site address is known, identifiers are relative to the file.
"""

import calendar
from collections.abc import Iterator, Mapping
from typing import Any

from expectations.documents import document_bytes
from outputs.portal import nodes
from outputs.portal.addresses import (
    Addresses,
    dataset_page,
    home_of,
    permanent_id,
    release_file,
    version_page,
)
from outputs.portal.facts import Edition, Published, PublishedFile, folder_of
from outputs.portal.formats import FILE_TYPE, IANA
from outputs.portal.nodes import Node

CATALOGUE = "catalog.jsonld"
DATA_THEME = f"{nodes.EU}data-theme"
FREQUENCIES = {"monthly": "MONTHLY", "yearly": "ANNUAL", "on_event": "IRREG"}
KEYWORDS = (("扶贫资金", "poverty-alleviation funds"), ("政务公开", "government disclosure"))
DESCRIPTION = (
    "财政扶贫（衔接）资金的来源、分配、使用和成效，"
    "逐条可追溯到报送的原表和单元格，每一版都经审查签字。"
)
DESCRIPTION_EN = (
    "Where poverty-alleviation funds come from, how they are allocated and used, and what came of "
    "them; every record can be traced to its source cell, every release is signed."
)
VERSION_FORMAT = "data/{}.csv"
ALL = "all-data"


def dcat_bytes(published: Published) -> bytes:
    """The bytes of catalog.jsonld. Raises KeyError if a RELEASE.json lacks what it must say."""
    document = {"@context": nodes.CONTEXT, **_catalogue(published)}
    return document_bytes(document)


def _catalogue(published: Published) -> Node:
    face = published.face
    stated = face.link.document
    addresses = home_of(stated.get("site_url"))
    datasets = [_dataset(published, name, addresses) for name in published.datasets]
    whole = _whole(published, addresses)
    return {
        "@id": addresses.of(CATALOGUE),
        "@type": "dcat:Catalog",
        "dct:title": nodes.texts(stated["title"], None),
        "dct:description": _described(face, DESCRIPTION, DESCRIPTION_EN),
        "dct:publisher": _agent(face, addresses),
        "dcat:contactPoint": _contact(face, addresses),
        "dct:license": nodes.licence(),
        "dct:language": nodes.language(),
        "foaf:homepage": nodes.resource(addresses.of("index.html"), "foaf:Document"),
        "dct:issued": nodes.day(published.editions[-1].released_at),
        "dct:modified": nodes.day(published.changed_at),
        "dcat:themeTaxonomy": _taxonomy(),
        **_spatial(face.publisher, ()),
        "dcat:dataset": [*datasets, *whole],
    }


def _dataset(published: Published, name: str, addresses: Addresses) -> Node:
    edition = published.holder(name)
    facts = edition.datasets[name]
    description = facts.get("description") or facts["title"]
    node = {
        **_common(edition, addresses),
        "@id": _dataset_id(name, addresses),
        "dct:identifier": name,
        "dct:title": nodes.texts(facts["title"], facts.get("title_en")),
        "dct:description": _described(edition, description, facts.get("description_en")),
        "dcat:landingPage": nodes.resource(addresses.of(dataset_page(name)), "foaf:Document"),
        "dct:accrualPeriodicity": _frequency(facts.get("frequency", "monthly")),
        **_temporal(facts),
        **_spatial(edition.publisher, facts.get("areas", ())),
        "dct:relation": [
            nodes.resource(_dataset_id(one, addresses))
            for one in facts.get("related", ())
            if one in published.datasets
        ],
        "dcat:hasVersion": [
            _version(one, name, addresses) for one in published.editions if name in one.datasets
        ],
    }
    node["dcat:distribution"] = _current(published, edition, name, addresses)
    if not edition.shows(name):
        node["adms:versionNotes"] = nodes.text(f"版本 {edition.version} 的这个数据集已经撤下。")
    return {key: value for key, value in node.items() if value != []}


def _current(published: Published, edition: Edition, name: str, addresses: Addresses) -> list[Node]:
    is_newest = edition is published.newest
    return [
        _distribution(edition, file, name, addresses, is_newest=is_newest)
        for file in edition.files_of(name)
    ]


def _version(edition: Edition, name: str, addresses: Addresses) -> Node:
    """The dataset in one release: where it lies, or that it was taken down."""
    facts = edition.datasets[name]
    page = addresses.of(version_page(edition.version))
    file = edition.file(VERSION_FORMAT.format(name)) if edition.shows(name) else None
    word = "" if edition.shows(name) else "（已撤下）"
    node: Node = {
        "@id": permanent_id(edition.link, f"{folder_of(edition)}{dataset_page(name)}"),
        "@type": "dcat:Dataset",
        "dct:title": nodes.text(f"{facts['title']} {edition.version}{word}"),
        "dct:description": nodes.text(f"版本 {edition.version}，{facts['rows']} 条记录{word}。"),
        "dcat:version": edition.version,
        "dcat:isVersionOf": nodes.resource(_dataset_id(name, addresses), "dcat:Dataset"),
        "dct:issued": nodes.day(edition.released_at),
        "dcat:landingPage": nodes.resource(page, "foaf:Document"),
    }
    for one in edition.files_of(name):
        if file is not None and one.path == file.path:
            node["dcat:distribution"] = _distribution(edition, one, name, addresses)
    return node


def _whole(published: Published, addresses: Addresses) -> Iterator[Node]:
    """Everything in one archive, where archives are kept."""
    archives = [(one, published.archive(one.version)) for one in published.editions]
    found = [(one, file) for one, file in archives if file is not None and not one.is_withdrawn]
    if not found:
        return
    face = found[0][0]
    yield {
        **_common(face, addresses),
        "@id": f"{addresses.of(CATALOGUE)}#{ALL}",
        "dct:identifier": ALL,
        "dct:title": nodes.texts("全部数据（整包）", "All data in one archive"),
        "dct:description": _described(
            face, "一个版本的全部文件，含签字和校验值。", "All files of a release, with signatures."
        ),
        "dcat:landingPage": nodes.resource(addresses.of("index.html"), "foaf:Document"),
        "dct:accrualPeriodicity": _frequency("monthly"),
        "dcat:distribution": [_archive(one, file, addresses) for one, file in found],
    }


def _archive(edition: Edition, file: PublishedFile, addresses: Addresses) -> Node:
    address = addresses.of(file.path)
    return {
        "@id": f"{address}#dist",
        "@type": "dcat:Distribution",
        "dct:title": nodes.texts(f"{edition.version} 整包", f"Archive of {edition.version}"),
        "dcat:accessURL": nodes.resource(addresses.of(version_page(edition.version))),
        **_download(edition, file, address, ("application/zip", "ZIP")),
    }


def _distribution(
    edition: Edition,
    file: PublishedFile,
    name: str,
    addresses: Addresses,
    *,
    is_newest: bool = False,
) -> Node:
    path = release_file(edition.version, file.path, is_newest=is_newest)
    address = addresses.of(path)
    kind = file.format
    if kind is None:
        raise ValueError(f"{file.path} is no data file")
    page = dataset_page(name) if is_newest else version_page(edition.version)
    return {
        "@id": f"{address}#dist",
        "@type": "dcat:Distribution",
        "dct:title": nodes.texts(f"{kind.title} {file.path}", f"{kind.title_en} {file.path}"),
        "dcat:accessURL": nodes.resource(addresses.of(page)),
        **_download(edition, file, address, (kind.media_type, kind.file_type)),
    }


def _download(
    edition: Edition, file: PublishedFile, address: str, kind: tuple[str, str]
) -> dict[str, Any]:
    media_type, file_type = kind
    return {
        "dcat:downloadURL": nodes.resource(address),
        "dcat:mediaType": nodes.resource(f"{IANA}{media_type}", "dct:MediaType"),
        "dct:format": nodes.resource(f"{FILE_TYPE}{file_type}", "dct:MediaTypeOrExtent"),
        "dct:license": nodes.licence(),
        "dct:issued": nodes.day(edition.released_at),
        "dcat:byteSize": nodes.typed(str(file.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": nodes.resource(
                "http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"
            ),
            "spdx:checksumValue": nodes.typed(file.sha256, "hexBinary"),
        },
    }


def _common(edition: Edition, addresses: Addresses) -> Node:
    """What is the same for all datasets of a release."""
    return {
        "@type": "dcat:Dataset",
        "dct:publisher": _agent(edition, addresses),
        "dcat:contactPoint": _contact(edition, addresses),
        "dcat:keyword": [one for pair in KEYWORDS for one in nodes.texts(*pair)],
        "dcat:theme": [
            {
                **nodes.concept(f"{DATA_THEME}/{code}", chinese, english),
                "skos:inScheme": _taxonomy(),
            }
            for code, chinese, english in (
                ("GOVE", "政府与公共部门", "Government and public sector"),
                ("SOCI", "人口与社会", "Population and society"),
            )
        ],
        "dct:accessRights": nodes.resource(f"{nodes.EU}access-right/PUBLIC", "dct:RightsStatement"),
        "dct:language": nodes.language(),
        "dct:issued": nodes.day(edition.released_at),
        "dct:modified": nodes.day(edition.released_at),
        "dcat:version": edition.version,
    }


def _dataset_id(name: str, addresses: Addresses) -> str:
    return f"{addresses.of(dataset_page(name))}#dataset"


def _described(edition: Edition, chinese: str, english: str | None) -> list[Node]:
    mark = "示例。" if edition.link.document.get("demo") else ""
    return nodes.texts(f"{mark}{chinese}", english)


def _agent(edition: Edition, addresses: Addresses) -> Node:
    return nodes.agent(edition.link.document["office"], edition.publisher, addresses)


def _contact(edition: Edition, addresses: Addresses) -> Node:
    stated = edition.link.document
    return nodes.contact(stated["office"], edition.publisher, stated["hotline"], addresses)


def _taxonomy() -> Node:
    scheme = nodes.resource(DATA_THEME, "skos:ConceptScheme")
    return {**scheme, "dct:title": nodes.text("Data theme", nodes.ENGLISH)}


def _frequency(word: str) -> Node:
    return nodes.resource(f"{nodes.EU}frequency/{FREQUENCIES[word]}", "dct:Frequency")


def _temporal(facts: Mapping[str, Any]) -> Node:
    """The months of disclosure that the records speak of, from their first day to their last."""
    months = facts.get("months")
    if not months:
        return {}
    year, month = map(int, months["last"].split("-"))
    end = f"{months['last']}-{calendar.monthrange(year, month)[1]:02}"
    span = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": nodes.typed(f"{months['first']}-01", "date"),
        "dcat:endDate": nodes.typed(end, "date"),
    }
    return {"dct:temporal": span}


def _spatial(publisher: Mapping[str, Any], areas: Any) -> Node:
    """The office's area where it is known, else those of the units that sent records."""
    region = publisher.get("region")
    places = [nodes.place(region)] if region else [nodes.place(one) for one in areas]
    return {"dct:spatial": places} if places else {}
