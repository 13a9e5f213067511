"""One line that a person writes and that is published beside a number: a reason; 公开的一句话.

Belongs here: what such a line may not hold. Does not belong here: who writes it and of what.
"""

import re
from typing import Annotated

from pydantic import AfterValidator

LONGEST = 200
# An identity card or bank account has 15 digits and more, a mobile telephone 11 from 13 to 19.
PERSONAL = re.compile(r"\d{15}|(?<!\d)1[3-9]\d{9}(?!\d)")


def checked_line(text: str) -> str:
    """The line without blanks around it. Raises ValueError if it is none or holds a private number.

    One line, 200 characters at most, because it stands in a table beside the number.
    """
    line = text.strip()
    if not line:
        raise ValueError("必须写明原因")
    if len(line) > LONGEST or len(line.splitlines()) > 1:
        raise ValueError(f"只能写一行，不超过 {LONGEST} 个字")
    if line[0] in "=+-@＝＋－＠":
        raise ValueError("不能以 = + - @ 开头：表格软件会当作公式")
    if PERSONAL.search(line):
        raise ValueError("这句话会公开，不能写身份证号、银行账号、手机号")
    return line


PublishedLine = Annotated[str, AfterValidator(checked_line)]
