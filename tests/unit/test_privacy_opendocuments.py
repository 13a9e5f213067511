"""What people forget in an OpenDocument is found as in any workbook; all numbers are 示例."""

import io
import zipfile

import pytest
from privacy_corpus import Maker

from expectations.privacy.arriving import scan_file

ID = Maker(7).id18(ends_in_x=False)  # 示例
ODS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{name}="{ODS}:{name}:1.0"' for name in ("office", "table", "text", "meta", "style")
)


def opendocument(cell="示例", note="示例", foot="示例", author="示例"):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:spreadsheet>"
            '<table:table table:name="资金"><table:table-row>'
            f'<table:table-cell office:value-type="string"><office:annotation><text:p>{note}'
            f"</text:p></office:annotation><text:p>{cell}</text:p></table:table-cell>"
            "</table:table-row></table:table></office:spreadsheet></office:body>"
            "</office:document-content>",
        )
        archive.writestr(
            "styles.xml", f"<style:styles {SPACES}><text:p>{foot}</text:p></style:styles>"
        )
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {SPACES}><meta:initial-creator>{author}"
            "</meta:initial-creator></office:document-meta>",
        )
        archive.writestr(
            "META-INF/manifest.xml", '<manifest xmlns="urn:oasis:names:tc:opendocument"/>'
        )
    return sink.getvalue()


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ({"cell": ID}, "工作表“资金” A1"),
        ({"note": ID}, "工作表“资金” 批注"),
        ({"foot": ID}, "页眉页脚或样式"),
        ({"author": ID}, "文档属性 作者"),
    ],
)
def test_an_opendocument_is_looked_at_in_the_same_way(tmp_path, where, place):
    path = tmp_path / "received"
    path.write_bytes(opendocument(**where))
    assert [hit.place for hit in scan_file(path, name="示例.xlsx")] == [place]
