"""From a question to a table that its readers may see."""

from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from lib.calendar import brussels_day
from reporting.asking import Ask, AskError
from reporting.counts import Asked, count, count_by_each, with_events
from reporting.coverage import all_starts
from reporting.disclosure import Found, protect
from reporting.disclosure.profiles import PROFILES, Profile
from reporting.disclosure.table import InconsistentFamilyError
from reporting.indicators import Indicator
from reporting.indicators.dimension import CENTRE, WHOLE, Dimension
from reporting.indicators.families import family_of
from reporting.models import UnitFact
from reporting.queries import first_year, years_of
from reporting.releases import Extent, earlier_releases
from reporting.selection import select
from reporting.settled import settlements_on
from reporting.tables import FigureTable

ATTEMPTS = 3
"""How often a family is counted when its tables do not agree."""


class Families:
    """The protected families of one answer: many of its tables are parts of the same one.

    Only what is asked as known on a moment is kept, under that moment: it cannot change. `found`
    is what was searched, here or for the preview of this answer.
    """

    def __init__(self, found: Found | None = None) -> None:
        self.found: Found = {} if found is None else found
        self._kept: dict[Hashable, tuple[FigureTable, ...]] = {}

    def of(self, asked: Asked, profile: Profile) -> tuple[FigureTable, ...]:
        """The family of what is asked, counted and protected at the first time."""
        if asked.known_on is None:
            return protected_family(asked, profile, self.found)
        codes = tuple(one.code for one in family_of(asked.indicator))
        centres = tuple(one.pk for one in asked.centres)
        key = (codes, centres, asked.from_year, asked.to_year, asked.known_on, profile.code)
        if key not in self._kept:
            self._kept[key] = protected_family(asked, profile, self.found)
        return self._kept[key]


def count_as(ask: Ask, among: Sequence[Centre], families: Families | None = None) -> FigureTable:
    """The table for this question over (some of) these centres, hidden as its profile says.

    `families` are those of the answer that the table is for.
    Raises AskError for what cannot be asked, NotYetError for a future year.
    """
    asked = asked_of(ask, among)
    profile = PROFILES[ask.profile]
    if profile.threshold is None or asked.indicator.missing:
        return count(asked)
    return _protected(asked, among, profile, families or Families())


def asked_of(ask: Ask, among: Sequence[Centre]) -> Asked:
    """The question with its records. Raises AskError for what cannot be asked."""
    indicator = ask.of()
    return Asked(
        indicator=indicator,
        axis=_axis(indicator, ask.by),
        centres=_chosen(ask.centres, among),
        from_year=ask.from_year,
        to_year=ask.to_year,
        filters={**ask.filters},
        known_on=ask.known_on,
    )


def _axis(indicator: Indicator, by: str) -> Dimension:
    if not indicator.dimensions:
        return WHOLE
    return indicator.dimension(by) if by else indicator.dimensions[0]


def _chosen(codes: Sequence[str], among: Sequence[Centre]) -> list[Centre]:
    unknown = set(codes) - {centre.code for centre in among}
    if unknown:
        names = ", ".join(sorted(unknown))
        raise AskError(_("There is no centre %(code)s.") % {"code": names})
    return [centre for centre in among if not codes or centre.code in codes]


def _protected(
    asked: Asked, among: Sequence[Centre], profile: Profile, families: Families
) -> FigureTable:
    """The whole family is protected, and a part of it taken: filters tell nothing more.

    What is filtered otherwise is another table with the same units in it. Two of them can be
    subtracted, so outside the house there is only the whole one.
    """
    if asked.filters or (asked.axis is not CENTRE and len(asked.centres) < len(among)):
        raise AskError(_("A filtered figure is for internal use only: take all centres."))
    running = brussels_day(asked.known_on or timezone.now()).year
    years = years_of(asked.from_year, asked.to_year, running)
    first = min(years[0], _first_year(asked.indicator, among, running))
    whole = replace(
        asked,
        centres=among,
        from_year=first,
        to_year=running,
        starts=all_starts(),
    )
    table = next(one for one in families.of(whole, profile) if _answers(one, asked))
    rows = [row.id for row in table.centres]
    if asked.axis is CENTRE:
        rows = [centre.pk for centre in asked.centres]
    return with_events(select(table, rows, years), asked.centres)


def extent_of(table: FigureTable, among: Sequence[Centre]) -> Extent:
    """Whether a table over (some of) these centres is everything that can be asked for."""
    running = brussels_day(table.moment).year
    first = _first_year(table.indicator, among, running)
    return Extent(
        all_rows=table.axis is not CENTRE or len(table.centres) == len(among),
        all_years=table.years[0] <= first and table.years[-1] == running,
    )


def _first_year(indicator: Indicator, among: Sequence[Centre], running: int) -> int:
    """The first year of which anything can be asked, whatever is: every question has one family."""
    kinds = sorted({one.facts for one in family_of(indicator)} - {""})
    facts = UnitFact.objects.known_on(None)
    first = [facts.filter(kind=kind).order_by("year").values("year")[:1] for kind in kinds]
    years = first[0].union(*first[1:]) if first else []
    return min([first_year(among, running), *(int(row["year"]) for row in years)])


def _answers(table: FigureTable, asked: Asked) -> bool:
    return table.indicator is asked.indicator and table.axis is asked.axis


def protected_family(
    asked: Asked, profile: Profile, found: Found | None = None
) -> tuple[FigureTable, ...]:
    """Every breakdown of every indicator that tells of this one, as the profile prints them.

    Each indicator is counted by a statement of its own. When something is registered in between,
    the tables do not agree with each other; then all are counted again.
    """
    indicators = family_of(asked.indicator)
    earlier = earlier_releases([one.code for one in indicators], profile)

    def counted() -> list[FigureTable]:
        family = replace(asked, grids={}, settlements=settlements_on(asked.known_on))
        return [table for one in indicators for table in _breakdowns(family, one)]

    for _attempt in range(ATTEMPTS - 1):
        with suppress(InconsistentFamilyError):
            return protect(counted(), profile=profile, earlier=earlier, found=found)
    return protect(counted(), profile=profile, earlier=earlier, found=found)


def _breakdowns(asked: Asked, indicator: Indicator) -> tuple[FigureTable, ...]:
    """All tables of one indicator, which a reader can ask for."""
    axes = tuple(indicator.dimensions) or (WHOLE,)
    return count_by_each(replace(asked, indicator=indicator), axes)
