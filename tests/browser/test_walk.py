"""Every kind of page opens below a sub-path and from a folder, and complains of nothing."""

import pytest
from browser.kinds import kinds
from browser.kit import BEFORE, EMPTY, PUBLIC, looked_at, served

every_kind = pytest.mark.parametrize("kind", kinds())
BROKEN = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>坏</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'">
</head><body><script>alert(1)</script><img src="http://127.0.0.1:9/x.png" alt="">
<img src="gone.png" alt=""></body></html>"""


@every_kind
def test_every_kind_of_page_is_there(kind, site):
    assert looked_at(kind), (
        f"no page is made by {kind}: let tests/browser/living.py bring one about"
    )


@every_kind
def test_below_a_sub_path_a_page_complains_of_nothing(kind, reading, server):
    if kind == EMPTY:
        with served(BEFORE) as address:
            _walk(kind, reading(address), BEFORE)
    else:
        _walk(kind, reading(server), PUBLIC)


@every_kind
def test_from_a_folder_a_page_complains_of_nothing(kind, reading):
    folder = BEFORE if kind == EMPTY else PUBLIC
    _walk(kind, reading(f"{folder.as_uri()}/"), folder)


def _walk(kind, reader, folder):
    for path in looked_at(kind):
        page = reader.open(path.relative_to(folder).as_posix())
        assert page.locator("h1").count() == 1
    assert reader.faults == []


def test_what_is_wrong_with_a_page_is_heard(reading, tmp_path):
    (tmp_path / "index.html").write_text(BROKEN, encoding="utf-8")
    with served(tmp_path) as address:
        reader = reading(address)
        reader.open("index.html")
    said = "\n".join(reader.faults)
    assert "CSP: script-src" in said
    assert "asked elsewhere: http://127.0.0.1:9/x.png" in said
    assert "404: " in said
