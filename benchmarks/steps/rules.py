"""The rules of the line `judge`: 20 within a row and 10 across rows of one dataset; 基准规则.

Belongs here: those of fund_allocation, and as many of the same kinds beside them as make the number
full. Does not belong here: judging by them. They are never part of the rulebook.
"""

# ruff: noqa: S608 the only text put into these queries is ADDRESS
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from expectations.rulebook import QueryRule
    from sources.contract import Contract

DATASET = "fund_allocation"
ROW_RULES, CROSS_RULES = 20, 10
KNOWN_CROSS = (
    "fund_allocation_management_fee", "fund_allocation_unit_price", "fund_allocation_repeated",
)  # fmt: skip
NEEDED = ("project_name", "responsible_unit", "construction_task", "location")
PATTERNS = {"project_name": "^示例", "location": "(?:村|社区)$"}
ADDRESS = "submission, file, sheet, amount_yuan__cell AS cell, amount_yuan AS value"
# Of what no row of the generated data breaks, or a few do.
CROSS = {
    "area_above_limit": f"""
        SELECT {ADDRESS}, 1e12 AS expected, '' AS difference FROM fund_allocation
        QUALIFY SUM(amount_yuan) OVER (PARTITION BY submission, area_name) > 1e12""",
    "name_twice": f"""
        SELECT {ADDRESS}, 1 AS expected, '' AS difference FROM fund_allocation
        QUALIFY COUNT(*) OVER (PARTITION BY unit_code, project_name) > 1""",
    "far_above_others": f"""
        SELECT {ADDRESS}, usual AS expected, amount_yuan - usual AS difference
        FROM fund_allocation JOIN (SELECT purpose, CAST(AVG(amount_yuan) AS DECIMAL(18, 2)) AS usual
                                   FROM fund_allocation GROUP BY purpose) USING (purpose)
        WHERE amount_yuan > 100 * usual""",
    "fund_alone": f"""
        SELECT {ADDRESS}, 2 AS expected, '' AS difference FROM fund_allocation
        QUALIFY COUNT(*) OVER (PARTITION BY submission, fund_name) < 2""",
    "unit_of_two_areas": f"""
        SELECT {ADDRESS}, 1 AS expected, '' AS difference FROM fund_allocation
        JOIN (SELECT responsible_unit FROM fund_allocation GROUP BY ALL
              HAVING COUNT(DISTINCT left(area_name, 2)) > 1) USING (responsible_unit)""",
    "total_of_submission": """
        SELECT submission, min(file) AS file, min(sheet) AS sheet, '' AS cell,
               SUM(amount_yuan)::VARCHAR AS value, '' AS expected, '' AS difference
        FROM fund_allocation GROUP BY submission HAVING SUM(amount_yuan) > 1e15""",
    "households_far_apart": f"""
        SELECT {ADDRESS}, most AS expected, '' AS difference
        FROM fund_allocation JOIN (SELECT area_name, MAX(household_count) AS most
                                   FROM fund_allocation GROUP BY area_name) USING (area_name)
        WHERE household_count > 0 AND most > 400 * household_count""",
}


def row_contract() -> "Contract":
    """The contract of the dataset with as many rules within a row as the bound speaks of."""
    from expectations.rulebook import contract_rules
    from sources.contract import load_contracts
    from sources.row_rules import Need
    from sources.rule_text import RuleText

    contract = load_contracts()[DATASET]
    needs = [Need(field=name, basis="测量用") for name in NEEDED]
    texts = [
        RuleText(
            id=f"bench_{name}", expect="expect_column_values_to_match_regex", severity="warning",
            arguments={"column": name, "regex": regex}, category="精确", title="测量用",
            message="“{value}”", fix="测量用",
        )
        for name, regex in PATTERNS.items()
    ]  # fmt: skip
    left = ROW_RULES - len(contract_rules(contract))
    more = [*needs, *texts][:left]
    return contract.model_copy(
        update={
            "needs": (*contract.needs, *(one for one in more if isinstance(one, Need))),
            "rules": (*contract.rules, *(one for one in more if isinstance(one, RuleText))),
        }
    )


def cross_rules() -> "list[QueryRule]":
    """Rules over many rows: three of the rulebook and more of their kind."""
    from expectations.rulebook import QueryRule, Rule, query_rules
    from sources.finding import Severity

    known = [item for item in query_rules() if item.rule.id in KNOWN_CROSS]
    made = [
        QueryRule(
            Rule(f"bench_{name}", Severity.WARNING, "一致", "测量用", "{value}", "测量用",
                 DATASET, "query", spans=True),
            sql,
        )
        for name, sql in CROSS.items()
    ]  # fmt: skip
    return [*known, *made]
