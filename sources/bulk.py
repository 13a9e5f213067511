"""Many values of a column cleaned at once; 整列清洗.

Belongs here: what `as_text` says of single values, for those of a column in few calls. Does not
belong here: what a text is cleaned of (text).
"""

import unicodedata
from collections.abc import Collection

from sources.text import as_text


def clean_texts(texts: Collection[str]) -> list[str]:
    """Each text as `as_text` gives it.

    Any part of a text in NFC is in NFC itself, so that one look at all of them together will do.
    """
    joined = "".join(texts)
    if joined.isprintable() and unicodedata.is_normalized("NFC", joined):
        return list(map(str.strip, texts))
    return list(map(as_text, texts))
