"""All pages of areas, funds, units and the ledger of the newest release; 地区、资金、单位.

Belongs here: reading the release once and handing it to the families. Does not belong here: what a
family's page says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from outputs.site.addresses import area_page, fund_page, unit_page
from outputs.site.known import Known
from outputs.site.ledger import LedgerFund, read_ledger
from outputs.site.pages import Page
from outputs.site.places.areas import AreaSource, area_pages
from outputs.site.places.facts import PlaceFacts, Row, read_facts
from outputs.site.places.funds import FundRows, FundSource, fund_pages, read_funds
from outputs.site.places.gone import gone_pages
from outputs.site.places.ledger import ledger_pages
from outputs.site.places.money import read_money
from outputs.site.places.projects import read_projects
from outputs.site.places.scores import finding_rows, scored_rows, unit_state
from outputs.site.places.senders import senders_of
from outputs.site.places.units import UnitSource, unit_names, unit_pages
from outputs.site.releases import Listed, Release
from sources.succession import code_in_force, successors


@dataclass(frozen=True)
class Places:
    """What the newest release tells of areas, funds and units, each part read once."""

    listing: tuple[Listed, ...]
    release: Release

    @cached_property
    def facts(self) -> PlaceFacts:
        """Counts and codes."""
        return read_facts(self.release)

    @cached_property
    def funds(self) -> FundRows:
        """What the flows say of funds."""
        return read_funds(self.facts)

    @cached_property
    def scored(self) -> Sequence[Row]:
        """The published scoreboard."""
        return scored_rows(self.release)

    def known(self, others: Known) -> Known:
        """Which pages there are: those of other families, and these by code in force or ended."""
        ended = {old: code_in_force(old) for old in successors()}
        codes = {code: code for code in self.facts.areas} | {
            old: new for old, new in ended.items() if new in self.facts.areas
        }
        return replace(
            others,
            areas={code: area_page(new) for code, new in codes.items()},
            funds={
                row["fund"]: fund_page(row["fund"]) for row in self.funds.answers.get("funds", ())
            },
            units={code: unit_page(code) for code in unit_names(self.facts, self.scored)},
        )

    @cached_property
    def ledger(self) -> tuple[LedgerFund, ...]:
        """The balances by year and fund."""
        return () if self.release.ledger is None else read_ledger(self.release)


def place_pages(places: Places, known: Known) -> Iterator[Page]:
    """Every page of these families; `known` may hold pages of other families too."""
    facts, release = places.facts, places.release
    common = {"listing": places.listing, "newest": release, "release": release}
    money = read_money(facts, {*facts.areas, *successors()})
    findings = finding_rows(release)
    state = unit_state(facts, places.scored, findings)
    senders = senders_of(facts, state)
    yield from area_pages(
        AreaSource(facts, money, known, read_projects(facts, known), senders, common)
    )
    yield from fund_pages(_funds(places, known, common))
    unit_source = UnitSource(facts, known, state, places.scored, findings, places.listing, common)
    yield from unit_pages(unit_source)
    yield from ledger_pages(facts, places.ledger, known, common)
    yield from gone_pages(places.listing, known, common)


def _funds(places: Places, known: Known, common: dict[str, object]) -> FundSource:
    rows = places.funds
    return FundSource(
        funds=rows.answers.get("funds", ()),
        steps=rows.by_fund("steps"),
        shares=rows.by_fund("shares"),
        documents=rows.by_fund("documents"),
        flows=rows.by_fund("flows"),
        known=known,
        ledger=places.ledger,
        common=common,
    )
