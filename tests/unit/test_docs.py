"""The documents say what is so: commands, targets, keys, rules, links."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from assets.status import WORDS
from expectations.rulebook import all_rules
from expectations.statement import ROLES
from expectations.withdrawal import NAMESPACE as WITHDRAWING
from outputs.handbook import handbook
from pipelines.cli import group
from sources.contract import (
    VOCABULARY,
    Contract,
    Field,
    load_contracts,
    parse_contract,
    read_yaml,
)
from sources.finding import Severity
from sources.host import Host
from sources.limits import DEFAULT_LIMITS, MEBIBYTE
from sources.memory import Layout
from sources.message_kinds import KIND_WORDS
from sources.messaging import Address, Messaging, Quiet
from sources.office import FileLimits, Office, Unit
from sources.rule_text import RuleText

ROOT = Path(__file__).parent.parent.parent
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?:^|[;&|]\s*|bin/)mingzhang ([a-z][a-z-]*)([^;&|\n]*)", re.MULTILINE)
TARGET = re.compile(r"(?:^|[;&|]\s*|=\S+ )make ([a-z][a-z-]*)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home|tmp|work|usr|opt|var|mnt|Users)\b|[A-Z]:\\")
WORDS_OF_DESIGN = (
    "submission", "unit", "period", "table", "dataset", "record", "finding", "candidate",
    "sign-off", "release", "channel", "claim", "grain", "gate", "manifest", "receipt", "contract",
    "provider", "secrecy", "deputy", "chief",
)  # fmt: skip

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
every_readme = pytest.mark.parametrize("name", READMES)


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def code_in(text):
    """What a reader may type: code blocks line by line, with continued lines joined, and spans."""
    blocks = [block for _, block in FENCE.findall(text)]
    joined = "\n".join(blocks).replace("\\\n", " ")
    return "\n".join([joined, *SPAN.findall(FENCE.sub("", text))])


def targets():
    main = text_of("Makefile")
    parts = [main, *(text_of(name) for name in re.findall(r"^include (.+)$", main, re.MULTILINE))]
    phony = (re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE) for text in parts)
    return {name for one in phony for name in one[1].split()}


def section(text, title):
    """The part of a page under a heading, up to the next of the same level."""
    return re.split(r"^## ", text.split(f"\n## {title}\n", 1)[1], flags=re.MULTILINE)[0]


def first_column(text):
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


@every_document
def test_every_command_in_a_document_exists(path):
    named = {name for name, _ in COMMAND.findall(code_in(path.read_text(encoding="utf-8")))}
    assert named <= set(group.commands)


@every_document
def test_every_option_in_a_document_exists(path):
    for name, rest in COMMAND.findall(code_in(path.read_text(encoding="utf-8"))):
        known = {option for one in group.commands[name].params for option in one.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= known, f"mingzhang {name} {rest}"


@every_document
def test_every_make_target_in_a_document_exists(path):
    named = set(TARGET.findall(code_in(path.read_text(encoding="utf-8"))))
    assert named <= targets()


@every_readme
def test_readme_documents_every_command(name):
    code = code_in(text_of(name))
    assert {command for command, _ in COMMAND.findall(code)} == set(group.commands)


@every_readme
def test_readme_names_what_a_command_cannot_do_without(name):
    rows = re.findall(r"^\| `mingzhang ([a-z-]+)([^`]*)` \|", text_of(name), re.MULTILINE)
    assert rows
    for command, shown in rows:
        needed = [one for one in group.commands[command].params if one.required and one.opts]
        options = [one.opts for one in needed if one.opts[0].startswith("-")]
        assert all(any(one in shown.split() for one in opts) for opts in options), command


@every_readme
def test_readme_documents_every_make_target(name):
    helping = {name for name in targets() if name.startswith(("conform-", "cluster-"))}
    assert set(TARGET.findall(code_in(text_of(name)))) == targets() - helping


def test_both_readmes_give_the_same_commands():
    blocks = [
        [re.sub(r"^#.*\n", "", block, flags=re.MULTILINE) for _, block in FENCE.findall(text)]
        for text in map(text_of, READMES)
    ]
    assert blocks[0] == blocks[1] != []


def test_operator_guide_documents_every_key_of_office_yaml():
    page = section(text_of("docs/operator.md"), "office.yaml")
    limits = {f"limits.{name}" for name in FileLimits.model_fields}
    site = {f"site.{name}" for name in Host.model_fields}
    assert first_column(page) == {*Office.model_fields, *Unit.model_fields, *limits, *site}
    assert all(f"`{role.value}`" in page for role in ROLES)


def test_operator_guide_documents_every_key_of_notify_yaml():
    page = section(text_of("docs/operator.md"), "Messages")
    rows = re.findall(r"^\| ([^|]*`[^|]+) \|", page, re.MULTILINE)
    quiet = {f"quiet.{name}" for name in Quiet.model_fields}
    told = {key for row in rows for key in SPAN.findall(row)}
    assert told == {*Messaging.model_fields, *Address.model_fields, *quiet}


def test_operator_guide_documents_every_kind_of_message():
    page = section(text_of("docs/operator.md"), "Messages")
    rows = re.findall(r"^\| ([^|]+) \| `(\w+)` \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)
    assert {kind: words for words, kind in rows} == KIND_WORDS


def test_operator_guide_documents_every_key_of_a_remembered_layout():
    page = section(text_of("docs/operator.md"), "Headers that nobody knows")
    first = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    assert {key for cell in first for key in SPAN.findall(cell)} == set(Layout.model_fields)


def test_operator_guide_states_the_limits_that_hold():
    page = section(text_of("docs/operator.md"), "Limits on a file")
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| `(\w+)` \|$", page, re.MULTILINE)
    assert {rule: words for words, rule in rows} == {
        "file_too_slow": f"{DEFAULT_LIMITS.seconds:g} seconds",
        "file_needs_too_much_memory": f"{DEFAULT_LIMITS.memory // MEBIBYTE} MiB",
        "file_too_big": f"{DEFAULT_LIMITS.expanded // MEBIBYTE} MiB",
        "sheet_too_large": f"{DEFAULT_LIMITS.cells:,}",
    }


def test_operator_guide_knows_which_findings_return_a_file():
    page = section(text_of("docs/operator.md"), "What findings on a file mean")
    told = dict(re.findall(r"^\| `(\w+)` \| (yes|no) \|", page, re.MULTILINE))
    severities = {rule.id: rule.severity for rule in all_rules()}
    assert told
    assert told == {rule: "yes" if severities[rule] is Severity.ERROR else "no" for rule in told}


def test_operator_guide_documents_every_state():
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text_of("docs/operator.md"), re.MULTILINE)
    told = {state: words for state, words in rows if state in WORDS}
    assert told == WORDS


def test_operator_guide_documents_every_namespace():
    page = text_of("docs/operator.md")
    wanted = [*(role.namespace for role in ROLES), WITHDRAWING]
    assert [name for name in wanted if f"`{name}`" not in page] == []


@pytest.mark.parametrize("model", [Contract, Field, RuleText], ids=lambda model: model.__name__)
def test_contributing_documents_every_key_of_a_contract(model):
    page = text_of("CONTRIBUTING.md")
    told = set(SPAN.findall(page)) | set(re.findall(r"([a-z_]+):(?= |$)", page, re.MULTILINE))
    assert set(model.model_fields) <= told


def test_contract_in_contributing_is_one():
    (block,) = [
        block for kind, block in FENCE.findall(text_of("CONTRIBUTING.md")) if kind == "yaml"
    ]
    contract = parse_contract(yaml.safe_load(block), read_yaml(VOCABULARY))
    assert contract.dataset == "lottery_fund"


@pytest.mark.parametrize("name", ["rules.md", "datasets.md", "catalogue.md"])
def test_generated_page_is_up_to_date(name):
    """If this is red: python -m outputs.handbook."""
    assert text_of(f"docs/{name}") == handbook()[name]


def test_generated_rules_hold_every_rule():
    page = text_of("docs/rules.md")
    assert first_column(page) == {rule.id for rule in all_rules()}


def test_generated_dictionary_holds_every_dataset_and_field():
    page = text_of("docs/datasets.md")
    for contract in load_contracts().values():
        part = section(page, f"{contract.title} `{contract.dataset}`")
        assert first_column(part) == {field.name for field in contract.fields}


def test_generated_tables_have_one_width():
    for text in handbook().values():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            assert len(widths) == 1, table.splitlines()[0]


def test_submitters_are_shown_messages_as_the_rules_word_them():
    quoted = re.findall(r"^> (.+)$", text_of("docs/submitter.zh-CN.md"), re.MULTILINE)
    worded = [re.sub(r"\\{\w+\\}", ".*", re.escape(rule.message)) for rule in all_rules()]
    assert quoted
    assert [one for one in quoted if not any(re.fullmatch(words, one) for words in worded)] == []


@every_document
def test_links_resolve(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    links = [one.split("#")[0] for one in LINK.findall(text) if "://" not in one]
    assert [one for one in links if one and not (path.parent / one).exists()] == []


@every_document
def test_no_document_names_a_machine(path):
    assert MACHINE_PATH.findall(path.read_text(encoding="utf-8")) == []


def test_every_document_is_linked_from_the_readmes():
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} | {"CONTRIBUTING.md"}
    for name in READMES:
        assert pages <= set(LINK.findall(text_of(name))), name


def test_glossary_explains_the_words_of_the_design_in_both_languages():
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", text_of("docs/glossary.md"), re.MULTILINE
    )
    told = {english: chinese for english, chinese, _ in rows[2:]}
    assert set(WORDS_OF_DESIGN) <= set(told)
    assert [word for word, chinese in told.items() if not re.search(r"[一-鿿]", chinese)] == []


def dependencies():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extra = project["optional-dependencies"]
    return [*project["dependencies"], *(name for names in extra.values() for name in names)]


def test_each_dependency_has_its_section_and_no_other_has_one():
    assert (
        re.findall(r"^### (.+)$", text_of("docs/dependencies.md"), re.MULTILINE) == dependencies()
    )


@pytest.mark.parametrize("name", dependencies())
def test_dependency_is_documented_as_it_is_locked(name):
    part = text_of("docs/dependencies.md").split(f"### {name}\n", 1)[1].split("\n#")[0]
    locks = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("requirements*.lock"))
    name = name.split("[")[0]
    locked = re.search(rf"^{re.escape(name)}==(\S+)", locks, re.MULTILINE)
    facts = part.strip().splitlines()[-1]
    assert re.fullmatch(rf"\S+; {re.escape(locked[1])} of \d{{4}}-\d\d-\d\d\.", facts), facts
