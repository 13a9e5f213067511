"""Contract rules on the changed submissions of a dataset, judged in one Great Expectations run.

Belongs here: building the suite, running it, mapping failing rows back to cells. Does not belong
here: what the rules say (rulebook) and rules in SQL (queries). Great Expectations takes seconds to
import, so that happens inside the function. A crash of the checker raises; it is never a failed
rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from expectations.rulebook import ContractRule, contract_rules, range_text
from sources.contract import Contract, Field
from sources.finding import Finding
from sources.records import TYPES

ADDRESS = ("file", "sheet", "span", "submission")


class CheckerError(RuntimeError):
    """The checker itself failed: our fault, the run fails."""


@dataclass(frozen=True)
class Breach:
    """A rule and the positions of the rows that break it."""

    rule: ContractRule
    rows: Sequence[int]


def judge_records(contract: Contract, records: pa.Table) -> list[Finding]:
    """Findings of all contract rules on a working table, one for each failing cell.

    Raises CheckerError when Great Expectations could not apply a rule.
    """
    if records.num_rows == 0:
        return []
    rules = contract_rules(contract)
    breaches = find_breaches(rules, checked_frame(contract, rules, records))
    found = (one for breach in breaches for one in findings_of(contract, breach, records))
    return list(dict.fromkeys(found))  # a cell that stands for several rows is one fault


def checked_frame(
    contract: Contract, rules: Sequence[ContractRule], records: pa.Table
) -> pd.DataFrame:
    """The columns that rules name; the index is the number of the row.

    NAME__written is the typed value, or the text where a cell holds something unreadable, so that
    “required” speaks of blank cells only. NAME__fen is money in fen. NAME__key is a field of the
    grain as text with "" for a blank, so that two rows with the same blanks count as the same.
    """
    named = {rule.column for rule in rules if rule.column} | {"submission", "document"}
    frame = pd.DataFrame(index=range(records.num_rows))
    for field in contract.fields:
        values = records.column(field.name)
        if f"{field.name}__written" in named:
            frame[f"{field.name}__written"] = _written(records, field)
        if f"{field.name}__fen" in named:
            frame[f"{field.name}__fen"] = _fen(values)
        if field.name in contract.grain:
            frame[f"{field.name}__key"] = values.cast(pa.string()).fill_null("").to_pandas()
        if field.name in named:
            frame[field.name] = _plain(field, values)
    for name in ("submission", "document"):
        frame[name] = records.column(name).to_pandas()
    return frame


def _plain(field: Field, values: pa.ChunkedArray) -> pd.Series:
    """Texts as Python strings, numbers as nullable integers: the forms that the checker knows."""
    if pa.types.is_string(TYPES[field.type]):
        return pd.Series(values.to_pylist(), dtype=object)
    return pd.Series(values.to_pylist(), dtype="Int64")


def _written(records: pa.Table, field: Field) -> pd.Series:
    import pyarrow.compute as pc

    texts = records.column(f"{field.name}__text")
    filled = pc.if_else(pc.equal(texts, ""), None, texts)
    values = pc.coalesce(records.column(field.name).cast(pa.string()), filled)
    return pd.Series(values.to_pylist(), dtype=object)


def _fen(values: pa.ChunkedArray) -> pd.Series:
    import pyarrow.compute as pc

    hundred = pa.scalar(100, pa.decimal128(3, 0))
    fen = pc.multiply(values, hundred).cast(pa.decimal128(38, 0)).cast(pa.int64())
    return pd.Series(fen.to_pylist(), dtype="Int64")


def find_breaches(rules: Sequence[ContractRule], frame: pd.DataFrame) -> list[Breach]:
    """First the verdict on every rule, then all failing rows of those that failed."""
    validate = _validator(frame)
    verdicts = validate(rules, "BOOLEAN_ONLY")
    failed = [rule for rule in rules if not verdicts[rule.rule.id]["success"]]
    if not failed:
        return []
    details = validate(failed, "COMPLETE")
    return [Breach(rule, _rows(rule, details[rule.rule.id])) for rule in failed]


def _validator(frame: pd.DataFrame) -> Any:
    """A function (rules, result format) → result by rule id, on one ephemeral context."""
    import great_expectations as gx
    from great_expectations.core.expectation_suite import ExpectationSuite
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.expectation_configuration import (
        ExpectationConfiguration,
    )

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    asset = context.data_sources.add_pandas("records").add_dataframe_asset("records")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})

    def validate(rules: Sequence[ContractRule], form: str) -> Mapping[str, Mapping[str, Any]]:
        suite = ExpectationSuite(
            name=form,
            expectations=[
                ExpectationConfiguration(
                    type=rule.expect, kwargs=_kwargs(rule), meta={"rule": rule.rule.id}
                ).to_domain_obj()
                for rule in rules
            ],
        )
        results = batch.validate(suite, result_format={"result_format": form}).results
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


def _rows(rule: ContractRule, result: Mapping[str, Any]) -> list[int]:
    found = result["result"].get("unexpected_index_list")
    if found is None:
        raise CheckerError(f"rule {rule.rule.id} failed without listing its rows")
    return [int(row) for row in found]  # the index: asking for a column costs a look-up per row


def findings_of(contract: Contract, breach: Breach, records: pa.Table) -> list[Finding]:
    """The findings of a rule: at the field's cell in each row, or over the row's cells."""
    item = breach.rule
    name = (item.column or "").split("__")[0]
    names = (*ADDRESS, f"{name}__cell", f"{name}__text") if name else ADDRESS
    expected = _expected(contract.field(name), item) if name else ""
    rows = records.select(names).take(breach.rows).to_pylist()
    return [_finding(contract, item, (name, expected), row) for row in rows]


def _finding(
    contract: Contract, item: ContractRule, field: tuple[str, str], row: Mapping[str, str | None]
) -> Finding:
    name, expected = field
    value = row.get(f"{name}__text") or ""
    return Finding(
        rule=item.rule.id,
        severity=item.rule.severity,
        message=item.rule.message.format_map({"value": value}),
        fix=item.rule.fix,
        file=row["file"] or "",
        sheet=row["sheet"] or "",
        cell=row.get(f"{name}__cell") or row["span"] or "",
        value=value,
        expected=expected,
        dataset=contract.dataset,
        submission=row["submission"] or "",
        field=name,
    )


def _expected(field: Field, item: ContractRule) -> str:
    if "value_set" in item.arguments:
        return "、".join(field.allowed)
    if "min_value" in item.arguments or "max_value" in item.arguments:
        return range_text(field)
    return ""
