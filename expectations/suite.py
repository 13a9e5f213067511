"""Contract rules on the changed submissions of a dataset, judged in one Great Expectations run.

Belongs here: building the suite, running it, what breaks which rule. Does not belong here: what the
rules say (rulebook), the columns they look at (working), and rules in SQL (queries). Great
Expectations takes seconds to import, so that happens inside the function. A crash of the checker
raises; it is never a failed rule.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from expectations.breaches import Breach, breach_table
from expectations.failing import failing_rows
from expectations.found import as_findings, joined
from expectations.rulebook import ContractRule, contract_rules
from expectations.working import checked_table
from sources.contract import Contract
from sources.finding import Finding

Results = Mapping[str, Mapping[str, Any]]
# Only the number of failing rows: BASIC counts them and lists as many as this.
VERDICT = {"result_format": "BASIC", "partial_unexpected_count": 0}
ALL_ROWS = {"result_format": "COMPLETE"}


class CheckerError(RuntimeError):
    """The checker itself failed: our fault, the run fails."""


def judge_records(contract: Contract, records: pa.Table) -> list[Finding]:
    """Findings of all contract rules on a working table, one for each failing cell.

    Raises CheckerError when Great Expectations could not apply a rule.
    """
    return as_findings(judged_table(contract, records))


def judged_table(contract: Contract, records: pa.Table) -> pa.Table:
    """The same findings as columns, for as long as there may be very many."""
    if records.num_rows == 0:
        return joined([])
    rules = contract_rules(contract)
    breaches = find_breaches(rules, checked_frame(rules, records))
    return joined(breach_table(contract, breach, records) for breach in breaches)


def checked_frame(rules: Sequence[ContractRule], records: pa.Table) -> pd.DataFrame:
    """The columns that rules name; the index is the number of the row.

    They stay Arrow's: as Python objects a million rows take ten times the time and the memory.
    Raises CheckerError if they cannot be computed.
    """
    try:
        checked = checked_table(rules, records)
    except duckdb.Error as error:
        raise CheckerError(f"columns of the rules: {error}") from error
    frame: pd.DataFrame = checked.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def find_breaches(rules: Sequence[ContractRule], frame: pd.DataFrame) -> list[Breach]:
    """First the verdict on every rule, then all failing rows of those that failed.

    Raises CheckerError if these are not as many as the verdict counted.
    """

    def arrow_column(name: str) -> pa.ChunkedArray:
        return pa.chunked_array([pa.array(frame[name].array, from_pandas=True)])

    validate = _validator(frame)
    verdicts = validate(rules, VERDICT)
    failed = [rule for rule in rules if not verdicts[rule.rule.id]["success"]]
    known = {rule.rule.id: failing_rows(rule, arrow_column) for rule in failed}
    others = [rule for rule in failed if known[rule.rule.id] is None]
    details = validate(others, ALL_ROWS) if others else {}
    breaches = []
    for rule in failed:
        rows = known[rule.rule.id]
        rows = _listed(rule, details[rule.rule.id]) if rows is None else rows
        _must_be_counted(rule, rows, verdicts[rule.rule.id])
        breaches.append(Breach(rule, rows))
    return breaches


def listed_rows(rule: ContractRule, frame: pd.DataFrame) -> list[int]:
    """The rows that break a rule as the checker lists them: slow where there are many."""
    return _listed(rule, _validator(frame)([rule], ALL_ROWS)[rule.rule.id])


def _must_be_counted(rule: ContractRule, rows: Sequence[int], verdict: Mapping[str, Any]) -> None:
    counted = verdict["result"].get("unexpected_count")
    if counted != len(rows):
        raise CheckerError(f"rule {rule.rule.id}: {counted} rows fail, {len(rows)} were found")


def _validator(
    frame: pd.DataFrame,
) -> Callable[[Sequence[ContractRule], Mapping[str, Any]], Results]:
    """A function (rules, result format) → result by rule id, on an engine that holds the frame.

    A batch of a data source would do the same, but each of its two makers hashes every value for
    a fingerprint that nothing reads: a fifth of the time of a million records.
    """
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
    from great_expectations.expectations.expectation_configuration import (
        ExpectationConfiguration,
    )
    from great_expectations.validator.validator import Validator

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    engine = PandasExecutionEngine(batch_data_dict={"records": frame})
    checker = Validator(execution_engine=engine, data_context=context)

    def validate(rules: Sequence[ContractRule], form: Mapping[str, Any]) -> Results:
        asked = [
            ExpectationConfiguration(
                type=rule.expect, kwargs=_kwargs(rule), meta={"rule": rule.rule.id}
            )
            for rule in rules
        ]
        results = checker.graph_validate(asked, {"result_format": dict(form)})
        plain = [_checked(result.to_json_dict()) for result in results]
        return {one["expectation_config"]["meta"]["rule"]: one for one in plain}

    return validate


def _kwargs(rule: ContractRule) -> dict[str, Any]:
    column = {} if rule.column is None else {"column": rule.column}
    return {**column, **rule.arguments}


def _checked(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """A result as it is, or CheckerError if it reports a crash as a failed rule."""
    info = result.get("exception_info") or {}
    entries = [info] if "raised_exception" in info else list(info.values())
    raised = [entry for entry in entries if entry.get("raised_exception")]
    if raised:
        rule = result["expectation_config"]["meta"]["rule"]
        raise CheckerError(f"rule {rule}: {raised[0].get('exception_message')}")
    return result


def _listed(rule: ContractRule, result: Mapping[str, Any]) -> list[int]:
    found = result["result"].get("unexpected_index_list")
    if found is None:
        raise CheckerError(f"rule {rule.rule.id} failed without listing its rows")
    return [int(row) for row in found]  # the index: asking for a column costs a look-up per row
