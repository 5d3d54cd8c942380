"""From a question to a table that its readers may see."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.models import Centre
from lib.calendar import brussels_day
from reporting.asking import Ask, AskError
from reporting.counts import Asked, count
from reporting.disclosure import protect
from reporting.disclosure.overlapping import hide_small_cells
from reporting.disclosure.profiles import PROFILES, Profile
from reporting.indicators import Indicator
from reporting.indicators.dimension import CENTRE, WHOLE, Dimension
from reporting.queries import first_year
from reporting.releases import earlier_releases
from reporting.tables import TOTAL, FigureTable
from reporting.totals import select


def count_as(ask: Ask, among: Sequence[Centre]) -> FigureTable:
    """The table for this question over (some of) these centres, hidden as its profile says.

    Raises AskError for what cannot be asked, NotYetError for a future year.
    """
    asked = asked_of(ask, among)
    profile = PROFILES[ask.profile]
    if profile.threshold is None or asked.indicator.missing:
        return count(asked)
    return _protected(asked, among, profile)


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


def _protected(asked: Asked, among: Sequence[Centre], profile: Profile) -> FigureTable:
    """The whole family is protected, and a part of it taken: filters tell nothing more.

    What is filtered otherwise is another table with the same units in it. Two of them can be
    subtracted, so outside the house there is only the whole one.
    """
    if asked.filters or (asked.axis is not CENTRE and len(asked.centres) < len(among)):
        raise AskError(_("A filtered figure is for internal use only: take all centres."))
    if profile.threshold is None:
        return count(asked)
    plain = count(asked)
    if not asked.indicator.adds_up or asked.axis.multiple:
        return hide_small_cells(plain, threshold=profile.threshold)
    running = brussels_day(plain.moment).year
    first = min(first_year(among, running), asked.from_year)
    (family,) = protect(
        [count(replace(asked, centres=among, from_year=first, to_year=running))],
        profile=profile,
        earlier=earlier_releases(asked.indicator.code, profile, axis=asked.axis.code),
    )
    return _part_of(family, plain)


def _part_of(family: FigureTable, plain: FigureTable) -> FigureTable:
    """The rows and years of `plain` as the protected family shows them.

    By the codes of the rows: their numbers follow from what was counted. What is covered is no
    secret, and select knows only of rows that are centres, so it is taken from `plain`.
    """
    number = {row.code: row.id for row in plain.centres}
    rows = {row.id: number[row.code] for row in family.centres if row.code in number}
    hidden = select(family, rows.keys(), plain.years)
    cells = {
        (rows.get(row) if row is not TOTAL else TOTAL, year): cell
        for (row, year), cell in hidden.cells.items()
    }
    return replace(
        hidden,
        centres=plain.centres,
        cells={
            place: replace(cell, coverage=plain.cells[place].coverage)
            for place, cell in cells.items()
        },
    )
