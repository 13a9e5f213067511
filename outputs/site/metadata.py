"""The block of metadata for search engines in the page of a dataset.

Belongs here: taking it from the file beside the page, and making it safe to stand in HTML. Does not
belong here: what it says (`outputs.portal.schema_org`). A block of data is not run, so the policy
of the page, which forbids scripts of its own, has nothing against it.
"""

from pathlib import Path

from markupsafe import Markup

from outputs.portal.schema_org import metadata_path

# In a script element only these could end it or begin another; JSON knows them as escapes too.
ESCAPES = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def metadata_block(public: Path, dataset: str) -> Markup:
    """The JSON-LD of a dataset for its page; empty if there is none. Raises OSError."""
    path = public / metadata_path(dataset)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return Markup(text.strip().translate(ESCAPES))  # noqa: S704 - escaped just now
