"""Follow-on faults stand under their cause, the same fault is one line, and none is lost."""

import csv

from for_every import for_every
from home_kit import office_of, open_home, run, send, silent

from assets.stages.hand_back import hand_back, returned_folder
from expectations.causes import with_causes
from expectations.rulebook import all_rules
from outputs.folding import cells_words, folded, line_words, lines_of
from sources.finding import Finding, Severity, as_finding

RULES = all_rules()
NAMES = {rule.id for rule in RULES} | {rule.kind for rule in RULES}
HEAD = "2019年资金表,,\n单位：万元,,\n项目名称,金额,户数\n"
REQUIRED, TOTAL = "fund_allocation_amount_yuan_required", "claim_total"


def found(rule=REQUIRED, cell="B4", message="没有填。", severity=Severity.ERROR, **words):
    return Finding(rule, severity, message, "请补上。", sheet="表", cell=cell, **words)


def findings_of(tmp_path, text):
    store = open_home(tmp_path / "home")
    send(store, text)
    state = run(store)
    assert office_of(store)
    return store, state


@for_every({rule.id: rule for rule in RULES})
def test_a_declared_cause_is_a_rule_or_a_kind_of_rule(rule):
    assert {follow.rule for follow in rule.follows} <= NAMES


def test_nothing_is_its_own_cause_however_long_the_chain():
    causes = {}
    for rule in RULES:
        causes.setdefault(rule.kind, set()).update(follow.rule for follow in rule.follows)

    def reached(kind):
        seen, waiting = set(), list(causes.get(kind, ()))
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += causes.get(one, ())
        return seen

    assert not [kind for kind in causes if kind in reached(kind)]


def test_a_blank_amount_is_the_cause_of_the_wrong_total(tmp_path):
    _, state = findings_of(tmp_path, f"{HEAD}水厂,,3\n路,2.5,4\n合计,4,7\n")
    by_rule = {one["rule"]: one for one in state.open_findings}
    assert by_rule[TOTAL]["cause"] == by_rule[REQUIRED]["id"]
    assert by_rule[REQUIRED]["cause"] == ""
    assert {one["severity"] for one in by_rule.values()} == {"error"}


def test_a_wrong_total_of_another_column_stands_for_itself(tmp_path):
    _, state = findings_of(tmp_path, f"{HEAD}水厂,,3\n路,2.5,4\n合计,4,8\n")
    totals = {one["field"]: one["cause"] for one in state.open_findings if one["rule"] == TOTAL}
    assert totals["amount_yuan"] != ""
    assert totals["household_count"] == ""


def test_a_cause_of_another_table_is_none():
    every = [found(id="a", field="amount_yuan"), found(TOTAL, "B9", id="b", field="amount_yuan")]
    assert [one.cause for one in with_causes(every, [0, 0])] == ["", "a"]
    assert [one.cause for one in with_causes(every, [0, 1])] == ["", ""]
    assert [one.cause for one in with_causes(every, [None, None])] == ["", ""]


def test_a_cause_within_the_row_or_the_cell_may_be_a_range():
    merged = found("figure_merged", "B4:B6", id="a")
    blank = [found(cell=f"B{row}", id=str(row)) for row in (5, 7)]
    every = with_causes([merged, *blank], [0, 0, 0])
    assert [one.cause for one in every] == ["", "a", ""]


def test_the_same_fault_on_300_rows_is_one_line_with_300_cells():
    rows = [found(cell=f"B{row}", id=str(row)) for row in range(300)]
    (line,) = folded(rows)
    assert len(line.cells) == 300
    assert cells_words(line.cells).endswith("等 300 处")


def test_what_follows_stands_below_its_first_cause_and_nothing_is_lost():
    root = found("column_unknown", "B3", "认不出。", Severity.WARNING, id="root")
    missing = found("column_missing", "A3", "没有这一列。", id="m", cause="root")
    blank = [found(cell=f"B{row}", id=f"b{row}", cause="m") for row in range(10)]
    other = found("claim_total", "C9", "加不上。", id="x")
    folds = folded([other, *blank, missing, root])
    lines = list(lines_of(folds))
    assert [line.first.rule for line, _ in lines] == [
        "claim_total", "column_unknown", REQUIRED, "column_missing",
    ]  # fmt: skip
    assert [cause is not None for _, cause in lines] == [False, False, True, True]
    assert sum(len(line.findings) for line, _ in lines) == 13
    assert "由此引起的 11 处，其中必须改 11 处" in line_words(folds[1], None)


def test_a_finding_whose_cause_is_not_among_them_stands_for_itself():
    (line,) = folded([found(id="b", cause="gone")])
    assert line.effects == ()


def test_findings_without_ids_are_all_shown():
    lines = folded([found(), found(message="另一处。")])
    assert sum(len(line.findings) for line in lines) == 2


def test_the_returned_lists_say_what_follows_from_what(tmp_path):
    store, state = findings_of(tmp_path, f"{HEAD}水厂,,3\n路,2.5,4\n合计,4,7\n")
    hand_back(store, state, silent)
    folder = returned_folder(store, state.submissions[0].receipt)
    with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["规则编号"] for row in rows] == [REQUIRED, TOTAL]
    assert [row["由哪个问题引起"] for row in rows] == ["", rows[0]["问题编号"]]


def test_a_finding_survives_its_plain_form(tmp_path):
    _, state = findings_of(tmp_path, f"{HEAD}水厂,,3\n路,2.5,4\n合计,4,7\n")
    plain = state.submissions[0].findings
    assert [as_finding(one).id for one in plain] == [one["id"] for one in plain]
