"""The table of strings is taken out by a pattern only where a parser would find the same."""

import pytest

from expectations.privacy.parts import part_texts
from expectations.privacy.strings import plain_strings

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' count="3" uniqueCount="2">'
)
END = "</sst>"
READING = '<phoneticPr fontId="1" type="noConversion"/>'
PLAIN = (
    "",
    "<si><t>示例村</t></si>",
    '<si><t xml:space="preserve"> 示例 &amp;lt; &quot;甲&quot; </t></si>\n<si><t>乙</t></si>',
    f"<si><t>示例</t>{READING}</si><si><t></t></si>",
    "<si><t>两\n行</t></si>",
)
OTHER = (
    "<si><r><t>示</t></r><r><t>例</t></r></si>",
    "<si><t>示例&#10;</t></si>",
    "<si><t>示例\r\n</t></si>",
    "<si><t>示\x01例</t></si>",
    "<si><t>示 & 例</t></si>",
    "<si><t>示]]>例</t></si>",
    "<si><t>示例</t><rPh><t>shili</t></rPh></si>",
    "<!-- 示例 --><si><t>示例</t></si>",
    '<si><t name="示例">示例</t></si>',
    "<si><t>示例</t></si><other>示例</other>",
    "<si><t>示例",
)


@pytest.mark.parametrize("items", PLAIN)
def test_plain_strings_are_those_that_the_parser_finds(items: str) -> None:
    xml = f"{HEAD}{items}{END}".encode()
    found = plain_strings(xml)
    assert found is not None
    walked = [one.text for one in part_texts(xml, "没有单元格使用的文字")]
    assert [one for one in found if one.strip()] == walked


@pytest.mark.parametrize("items", OTHER)
def test_anything_else_is_left_to_the_parser(items: str) -> None:
    assert plain_strings(f"{HEAD}{items}{END}".encode()) is None


@pytest.mark.parametrize("coding", ["gb18030", "utf-16"])
def test_a_table_in_another_encoding_is_left_to_the_parser(coding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{coding}"?><sst><si><t>示例</t></si></sst>'
    assert plain_strings(xml.encode(coding)) is None
