"""SQL for a printed percentage against the two figures that it is made from; 比率.

Belongs here: how far 92.1% is off, by its own last digit. Does not belong here: which figures.
"""

PERCENT = r"^(\d{1,6}(?:\.\d{1,4})?)%$"
PLACES = {0: 1, 1: 10, 2: 100, 3: 1000, 4: 10000}


def rate_off(rate: str, part: str, whole: str) -> str:
    """How far a rate is off beyond one unit of its last digit: positive if it is.

    Exact: |rate × whole - 100 × part| × 10^places is compared with whole, in yuan. NULL if the
    text is no plain percentage, or nothing can be divided by the whole.
    """
    printed = f"TRY_CAST(regexp_extract({rate}, '{PERCENT}', 1) AS DECIMAL(10, 4))"
    cases = " ".join(f"WHEN {places} THEN {factor}" for places, factor in PLACES.items())
    power = f"CASE {_places(rate)} {cases} END"
    gap = f"abs({printed} * ({whole}) - 100 * ({part})) * {power}"
    beyond = f"CAST(sign({gap} - ({whole})) AS BIGINT)"
    return f"CASE WHEN ({whole}) > 0 THEN {beyond} END"


def rate_words(rate: str, part: str, whole: str) -> dict[str, str]:
    """The rate that the figures make, with as many places, and the difference in points.

    For reading only, so that binary fractions do no harm.
    """
    exact = f"CAST({part} AS DOUBLE) * 100 / CAST({whole} AS DOUBLE)"
    printed = f"TRY_CAST(regexp_extract({rate}, '{PERCENT}', 1) AS DOUBLE)"
    form = f"'%.' || {_places(rate)} || 'f'"
    return {
        "value": rate,
        "expected": f"printf({form}, {exact}) || '%'",
        "difference": f"printf({form}, {printed} - ({exact}))",
    }


def _places(rate: str) -> str:
    return f"length(regexp_extract({rate}, '\\.(\\d+)%$', 1))"
