"""The contract of a dataset: one strict YAML file, parsed once, from which everything else derives.

Belongs here: the model of a contract and loading it. Does not belong here: what is done with it
(reading, judging, publishing), nor any fact about a single dataset; those stand in the YAML.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field as Setting
from pydantic import model_validator

from sources.derivation import Derivation
from sources.masks import Board, Mask, SmallGroups
from sources.roles import FieldRole
from sources.row_rules import RowRules, refuse_unfit_rules
from sources.rule_text import RuleText
from sources.spreads import PatternColumn, Tree, Wide
from sources.standards import Mapped
from sources.strict import parse_yaml
from sources.text import fold
from sources.wording import joined_words, merge_field

HERE = Path(__file__).parent
DATASETS = HERE / "datasets"
VOCABULARY = HERE / "reference" / "vocabulary.yaml"

MONEY_SUFFIX = "_yuan"
ISO_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
TELEPHONE = r"(?:12\d{3}|1\d{10}|0\d{2,3}-\d{5,8})"


class Channel(StrEnum):
    """Where a value may appear; 渠道."""

    SITE = "site"
    BOARD = "board"
    REQUEST = "request"
    NONE = "none"


class FieldType(StrEnum):
    """Type of a field's values once they are cast."""

    TEXT = "text"
    ENUM = "enum"
    INTEGER = "integer"
    YEAR = "year"
    MONEY = "money"
    DATE = "date"
    PHONE = "phone"
    DOCUMENT = "document"


# Types whose values are text of one form: 2019, 2019-03, 2019-03-15, 2019-03/2019-12; 029-86781234.
VALUE_PATTERNS = {
    FieldType.DATE: f"^{ISO_DATE}(?:/{ISO_DATE})?$",
    FieldType.PHONE: f"^{TELEPHONE}(?:、{TELEPHONE})*$",
}


class Origin(StrEnum):
    """Where in a table a field's value is written."""

    COLUMN = "column"
    LABEL = "label"
    WIDE = "wide"
    TREE = "tree"
    TITLE = "title"
    NOTE = "note"
    DERIVED = "derived"
    JOINED = "joined"


NAMED_BY_TITLE = (Origin.COLUMN, Origin.LABEL)
# What the title usually says (年度) may stand in a column too.
NAMED_BY_HEADER = (*NAMED_BY_TITLE, Origin.TITLE)


class Field(Mapped):
    """One field: what it means, how it is written by clerks, where it may appear."""

    name: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    title_en: str
    type: FieldType
    definition: str
    definition_en: str
    basis: str
    example: str
    unit: str | None = None
    aliases: tuple[str, ...] = ()
    origin: Origin = Origin.COLUMN
    required: bool = False
    codelist: str | None = None
    allowed: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = {}
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    inherit: bool = False
    below: bool = False
    year_of_title: bool = False
    claim_pattern: str | None = None
    claim_field: str | None = None
    derive: Derivation | None = None
    channel: Channel = Channel.SITE
    role: FieldRole | None = None
    mask: Mask | None = None
    oc4ids: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.type is FieldType.MONEY) != self.name.endswith(MONEY_SUFFIX):
            raise ValueError(f"{self.name}: money fields, and only they, end in {MONEY_SUFFIX}")
        if self.type is FieldType.ENUM and not self.allowed:
            raise ValueError(f"{self.name}: an enum lists its allowed values")
        if not set(self.synonyms) <= set(self.allowed):
            raise ValueError(f"{self.name}: synonyms stand for allowed values only")
        if (self.derive is None) != (self.origin is not Origin.DERIVED):
            raise ValueError(f"{self.name}: 'derive' goes with origin 'derived'")
        if (self.claim_pattern is None) != (self.claim_field is None):
            raise ValueError(f"{self.name}: 'claim_pattern' goes with 'claim_field'")
        if self.year_of_title and self.type is not FieldType.DATE:
            raise ValueError(f"{self.name}: 'year_of_title' is for dates")
        if self.role is FieldRole.HOUSEHOLD and self.channel is Channel.SITE:
            raise ValueError(f"{self.name}: names of households never go on the site")
        if self.mask and self.type not in (FieldType.TEXT, FieldType.PHONE):
            raise ValueError(f"{self.name}: 'mask' is for texts and telephones")
        return self

    @cached_property
    def by_word(self) -> Mapping[str, str]:
        """Folded word → the allowed value it stands for."""
        words = {fold(value): value for value in self.allowed}
        words |= {fold(word): value for value, said in self.synonyms.items() for word in said}
        return words

    @property
    def value_pattern(self) -> str | None:
        """The regular expression of a typed value: the field's own, else its type's."""
        return self.pattern or VALUE_PATTERNS.get(self.type)

    @property
    def fen_name(self) -> str:
        """Name of the int64 column in fen that stands beside a money column."""
        return self.name.removesuffix(MONEY_SUFFIX) + "_fen"


class Contract(RowRules):
    """One dataset, 数据集: fields, grain, recognition, rules, publication."""

    dataset: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    title_en: str
    description: str
    description_en: str
    owner: str
    basis: str
    channel: Channel = Channel.SITE
    layout: Literal["list", "form", "joined", "ledger"] = "list"
    joins: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()
    title_required: bool = False
    identified_by: tuple[tuple[str, ...], ...] = ()
    grain: tuple[str, ...]
    fields: tuple[Field, ...]
    wide: tuple[Wide, ...] = ()
    pattern_columns: tuple[PatternColumn, ...] = ()
    tree: Tree | None = None
    code_levels: str | None = None
    sections: str | None = None
    small_groups: SmallGroups | None = None
    board: Board | None = None
    rules: tuple[RuleText, ...] = ()

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        names = [field.name for field in self.fields]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.dataset}: a field is declared twice")
        unknown = sorted(set(self._mentioned()) - set(names))
        if unknown:
            raise ValueError(f"{self.dataset}: unknown fields {unknown}")
        refuse_unfit_rules(self, {field.name: field for field in self.fields})
        if self.is_joined != bool(self.joins) or self.is_joined == bool(self.identified_by):
            raise ValueError(f"{self.dataset}: 'joins' stands in place of 'identified_by'")
        if (self.channel is Channel.BOARD) != (self.board is not None):
            raise ValueError(f"{self.dataset}: 'board' goes with the channel 'board'")
        self._refuse_shared_aliases()
        return self

    @property
    def is_joined(self) -> bool:
        """True if the dataset is made from others and never read from a workbook."""
        return self.layout in ("joined", "ledger")

    @property
    def is_ledger(self) -> bool:
        """True if made over all units: no unit's own, and its amounts never add up to one sum."""
        return self.layout == "ledger"

    def _mentioned(self) -> list[str]:
        wide = [name for item in self.wide for name in (*item.measures, *item.targets)]
        patterns = [
            name
            for item in self.pattern_columns
            for name in (item.field, *re.compile(item.pattern).groupindex)
        ]
        tree = [] if self.tree is None else [v for v in self.tree.model_dump().values() if v]
        derived = [field.derive.source for field in self.fields if field.derive]
        claims = [field.claim_field for field in self.fields if field.claim_field]
        groups = [name for group in self.identified_by for name in group if name != "wide"]
        single = [name for name in (self.sections, self.code_levels) if name]
        single += self.mentioned_in_rows()
        single += [name for one in (self.small_groups, self.board) if one for name in one.fields]
        return [*self.grain, *groups, *wide, *patterns, *tree, *derived, *claims, *single]

    def _refuse_shared_aliases(self) -> None:
        seen: dict[str, str] = {}
        for field in self.fields:
            for alias in field.aliases:
                if seen.setdefault(fold(alias), field.name) != field.name:
                    raise ValueError(f"{self.dataset}: alias {alias!r} names two fields")

    @cached_property
    def by_header(self) -> Mapping[str, Field]:
        """Folded header text → field, over every field that a column or a label may name."""
        names: dict[str, Field] = {}
        for field in self.fields:
            titles = (field.title,) if field.origin in NAMED_BY_TITLE else ()
            if field.origin in NAMED_BY_HEADER:
                for alias in (*titles, *field.aliases):
                    names.setdefault(fold(alias), field)
        return names

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.dataset} has no field {name!r}")

    @property
    def money_fields(self) -> tuple[Field, ...]:
        """Fields that hold yuan."""
        return tuple(field for field in self.fields if field.type is FieldType.MONEY)

    @property
    def public_fields(self) -> tuple[Field, ...]:
        """Fields that may appear on the site, in published order; none if the dataset may not."""
        if self.channel is not Channel.SITE:
            return ()
        return tuple(field for field in self.fields if field.channel is Channel.SITE)

    @cached_property
    def on_board(self) -> Self:
        """The contract as a village board sees it: what is for the board is public there."""
        fields = tuple(
            field.model_copy(update={"channel": Channel.SITE})
            if field.channel is Channel.BOARD
            else field
            for field in self.fields
        )
        return self.model_copy(update={"channel": Channel.SITE, "fields": fields})


def read_yaml(path: Path) -> Any:
    """Parse one YAML file of ours with the safe loader."""
    return parse_yaml(path.read_text(encoding="utf-8"))


def parse_contract(raw: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Contract:
    """A contract from its parsed YAML. Raises pydantic.ValidationError on any unknown key."""
    fields = [merge_field(field, vocabulary) for field in raw["fields"]]
    return Contract.model_validate({**raw, "fields": fields})


@cache
def load_contracts() -> Mapping[str, Contract]:
    """All contracts of `sources/datasets/`, by dataset id, in alphabetical order."""
    vocabulary = read_yaml(VOCABULARY)
    raws = {path.stem: read_yaml(path) for path in sorted(DATASETS.glob("*.yaml"))}
    found = {}
    for name, raw in raws.items():
        words = joined_words(raw, raws, vocabulary) if "joins" in raw else vocabulary
        found[name] = parse_contract(raw, words)
        if found[name].dataset != name:
            raise ValueError(f"{name}.yaml declares dataset {found[name].dataset!r}")
    return found


def submitted_contracts() -> Mapping[str, Contract]:
    """The contracts of datasets that units submit: all but the joined ones."""
    return {name: one for name, one in load_contracts().items() if not one.is_joined}
