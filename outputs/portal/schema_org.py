"""datasets/<id>/dataset.jsonld: a dataset in schema.org's words, for search engines.

Belongs here: the description of one dataset, which also stands in its landing page. Does not belong
here: the page. A withdrawn dataset has none: its page is a tombstone.
"""

from collections.abc import Mapping
from typing import Any

from expectations.documents import document_bytes
from outputs.portal.addresses import (
    PAGE,
    Addresses,
    dataset_page,
    day_of,
    release_file,
)
from outputs.portal.facts import Edition, Published, PublishedFile
from outputs.publisher import LICENCE_URL

FILE = "dataset.jsonld"
KEYWORDS = ["扶贫资金", "衔接资金", "政务公开"]
# schema.org asks for 50 to 5000 characters.
MOST_CHARACTERS = 5000
NOTE = "每条可追溯到报送的原表和单元格。空白表示原表没有写明，不等于零。"
Plain = dict[str, Any]


def metadata_path(name: str) -> str:
    """Where the description of a dataset stands below public/."""
    return f"datasets/{name}/{FILE}"


def dataset_metadata(published: Published, name: str) -> bytes | None:
    """The bytes of a dataset's description; None if its data are withdrawn.

    Raises KeyError if a RELEASE.json lacks what it must say.
    """
    edition = published.holder(name)
    if not edition.shows(name):
        return None
    return document_bytes(_dataset(published, edition, name))


def _dataset(published: Published, edition: Edition, name: str) -> Plain:
    facts = edition.datasets[name]
    stated = edition.link.document
    addresses = Addresses(stated.get("site_url") or None, up="../../")
    # In the page and in the file beside it alike, so relative addresses must mean the same.
    page = addresses.of(dataset_page(name)) if addresses.site_url else PAGE
    is_newest = edition is published.newest
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{page}#dataset",
        "name": _marked(stated, facts["title"]),
        "alternateName": facts.get("title_en", ""),
        "description": _description(edition, facts),
        "url": page,
        "identifier": name,
        "keywords": KEYWORDS,
        **_terms(edition),
        **_coverage(edition, facts),
        "creator": _office(edition),
        "publisher": _office(edition),
        "includedInDataCatalog": _catalogue(edition, addresses),
        "variableMeasured": [_variable(field) for field in edition.fields_of(name)],
        "distribution": [
            _distribution(file, edition.version, addresses, is_newest=is_newest)
            for file in edition.files_of(name)
        ],
    }


def _terms(edition: Edition) -> Plain:
    return {
        "license": LICENCE_URL,
        "isAccessibleForFree": True,
        "inLanguage": "zh-CN",
        "version": edition.version,
        "datePublished": day_of(edition.released_at),
        "dateModified": day_of(edition.released_at),
    }


def _catalogue(edition: Edition, addresses: Addresses) -> Plain:
    return {
        "@type": "DataCatalog",
        "name": edition.link.document["title"],
        "url": addresses.of(PAGE),
    }


def _marked(stated: Mapping[str, Any], title: str) -> str:
    return f"{title}（示例）" if stated.get("demo") else title


def _description(edition: Edition, facts: Mapping[str, Any]) -> str:
    """What the dataset is, in both languages, with what holds for every one of them."""
    stated = edition.link.document
    parts = (
        facts.get("description") or facts["title"],
        f"{stated['office']}公开，版本 {edition.version}，{facts['rows']} 条记录；{NOTE}",
        facts.get("description_en", ""),
    )
    return " ".join(filter(None, parts))[:MOST_CHARACTERS]


def _coverage(edition: Edition, facts: Mapping[str, Any]) -> Plain:
    found: Plain = {}
    months = facts.get("months")
    if months:
        found["temporalCoverage"] = f"{months['first']}/{months['last']}"
    region = edition.publisher.get("region")
    areas = [region] if region else facts.get("areas", [])
    if areas:
        found["spatialCoverage"] = [
            {"@type": "Place", "name": one.get("name", one["code"]), "identifier": one["code"]}
            for one in areas
        ]
    return found


def _office(edition: Edition) -> Plain:
    stated = edition.link.document
    office: Plain = {
        "@type": "Organization",
        "name": stated["office"],
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "监督举报",
            "telephone": stated["hotline"],
        },
    }
    if "homepage" in edition.publisher:
        office["url"] = edition.publisher["homepage"]
    if "uscc" in edition.publisher:
        office["identifier"] = edition.publisher["uscc"]
    return office


def _variable(field: Mapping[str, Any]) -> Plain:
    variable = {
        "@type": "PropertyValue",
        "name": field["name"],
        "alternateName": field["title"],
        "description": field.get("description", ""),
    }
    if "unit" in field:
        variable["unitText"] = field["unit"]
    return variable


def _distribution(
    file: PublishedFile, version: str, addresses: Addresses, *, is_newest: bool
) -> Plain:
    kind = file.format
    if kind is None:
        raise ValueError(f"{file.path} is no data file")
    return {
        "@type": "DataDownload",
        "name": file.path,
        "encodingFormat": kind.media_type,
        "contentUrl": addresses.of(release_file(version, file.path, is_newest=is_newest)),
        "contentSize": f"{file.size} B",
    }
