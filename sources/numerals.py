"""Numbers written in Chinese characters: sums of money, digits of years, days and months; 数字.

Belongs here: Chinese numerals → digits. Does not belong here: units of money (amounts) and what
is a date (dates). Strict: a numeral that is not written in full (一百二, 三五) is None, for nobody
can tell whether it means 102 or 120.
"""

import re

DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")}
DIGITS["〇"] = DIGITS["○"] = DIGITS["O"] = DIGITS["o"] = "0"
YEAR = re.compile(r"(?<![一-鿿〇○])[一二][一二三四五六七八九零〇○Oo]{3}(?=年)")
NUMERAL = re.compile(r"^[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟億萬貳陸]+$")
VARIANTS = str.maketrans("〇億萬貳陸", "零亿万贰陆")
TWO = re.compile(r"两(?=[百千万亿])")


def chinese_integer(text: str) -> int | None:
    """The whole number that Chinese numerals write in full: 叁拾伍万 is 350000; else None."""
    if not NUMERAL.match(text):
        return None
    # Imported here: it costs a fifth of a second, and few files hold such numerals.
    import cn2an

    numeral = TWO.sub("二", text.translate(VARIANTS))
    try:
        return int(cn2an.cn2an(numeral, "strict"))
    except ValueError:
        return None


def with_digits(text: str) -> str:
    """A date with its Chinese numerals as digits: 二〇一九年三月十五日 → 2019年3月15日."""
    with_year = YEAR.sub(lambda found: "".join(DIGITS[one] for one in found[0]), text)
    return re.sub(
        r"[一二三四五六七八九十]{1,3}(?=[月日])",
        lambda found: _small(found[0]) or found[0],
        with_year,
    )


def _small(numeral: str) -> str | None:
    """Numerals up to 39 as digits: 十五 → 15, 三十 → 30, 三 → 3."""
    if numeral in DIGITS:
        return DIGITS[numeral]
    found = re.fullmatch(r"([二三]?)十([一二三四五六七八九]?)", numeral)
    if found is None:
        return None
    return f"{DIGITS.get(found[1], '1')}{DIGITS.get(found[2], '0')}"
