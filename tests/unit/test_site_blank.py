"""A dataset that nobody reported is shown as blank, never as an amount of nothing."""

from public_sample import list_releases, release

from outputs.site.render import render_site


def test_a_dataset_without_records_shows_no_amount(tmp_path):
    release(tmp_path, "2026.11.0", [])
    list_releases(tmp_path, "2026.11.0")
    render_site(tmp_path)
    pages = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.html")}
    assert "扶贫资金分配结果" in pages[tmp_path / "index.html"]
    assert "本版还没有记录的数据集" in pages[tmp_path / "index.html"]
    assert not [path for path, html in pages.items() if "0.00" in html]
