"""SQL for a price per household that is written as a text: 0.75万元/户, 每户6000元, 1.5; 单价.

Belongs here: reading such a text into yuan. Does not belong here: what it is multiplied with.
"""

PRICE = r"^(?:每户)?(\d+(?:\.\d+)?)(元|千元|万元)?(?:[/／每]户)?$"
YUAN = {"元": 1, "千元": 1000, "万元": 10000}


def price_of(name: str, unit_of_total: str) -> str:
    """Yuan per household, NULL if the text says anything else, such as a price per 亩.

    Without a unit of its own it is in the unit in which the total was written.
    """
    text = f"replace(replace({name}, ' ', ''), ',', '')"
    number = f"TRY_CAST(regexp_extract({text}, '{PRICE}', 1) AS DECIMAL(18, 6))"
    unit = f"coalesce(nullif(regexp_extract({text}, '{PRICE}', 2), ''), {unit_of_total})"
    cases = " ".join(f"WHEN '{word}' THEN {factor}" for word, factor in YUAN.items())
    return f"CAST({number} AS DECIMAL(26, 6)) * CASE {unit} {cases} END"
