"""A count per 10,000 inhabitants of the area of a centre; without inhabitants no rate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import CentreArea
from lib.dutch import write_date
from reporting.indicators import Indicator
from reporting.indicators.dimension import CENTRE
from reporting.models import Population
from reporting.tables import TOTAL, Figure, FigureTable, Place, Rate, State, counted


class RateRefusedError(ValueError):
    """A rate that would set unequal things against each other; the text says which, in Dutch."""


@dataclass(frozen=True)
class Denominators:
    """The inhabitants of centres per year, and what a reader must know of them."""

    inhabitants: Mapping[tuple[int, int], int]
    notes: Mapping[tuple[int, int], tuple[str, ...]]
    sources: tuple[str, ...]


def require_rate(indicator: Indicator, table: FigureTable) -> None:
    """Raises RateRefusedError unless the units are counted over a year on the area of a centre."""
    if indicator.has_percentiles:
        raise RateRefusedError(_("Days cannot be divided by inhabitants: choose number."))
    if indicator.stock:
        raise RateRefusedError(
            _(
                "This figure is counted on the last day of a year and the inhabitants on the "
                "first: choose number or share."
            )
        )
    if table.axis is not CENTRE:
        raise RateRefusedError(
            _("Inhabitants are known per centre only: choose the centres as rows, or number.")
        )


def rate(count: Figure, inhabitants: int | None, *, year: int) -> Rate:
    """One rate. What is no number stays what it is; a hidden count has a hidden rate."""
    if not inhabitants:
        detail = _("inhabitants on 1 January %(year)s") % {"year": year}
        return Rate.of(count, Figure(State.NOT_DELIVERED, detail=detail))
    return Rate.of(count, counted(inhabitants))


def rates_of(table: FigureTable, code: str, denominators: Denominators) -> dict[Place, Rate]:
    """The rate of every row and of all rows together, per year.

    Over several years there is no rate: the period would not match the inhabitants.
    Raises RateRefusedError.
    """
    require_rate(table.indicator, table)
    known = denominators.inhabitants
    found: dict[Place, Rate] = {}
    for year in table.years:
        for row in table.centres:
            count = table.cell(row.id, year)[code]
            found[row.id, year] = rate(count, known.get((row.id, year)), year=year)
        total = _of_all(table, code, known, year)
        found[TOTAL, year] = rate(table.cell(TOTAL, year)[code], total, year=year)
    return found


def denominators_of(centre_ids: Sequence[int], years: Sequence[int]) -> Denominators:
    """What is known of the inhabitants of these centres in these years: two queries."""
    rows = list(Population.objects.filter(centre_id__in=centre_ids, year__in=years))
    notes: dict[tuple[int, int], tuple[str, ...]] = {
        (row.centre_id, row.year): (_("number of inhabitants not verified"),)
        for row in rows
        if not row.verified
    }
    for place, note in _area_changes(centre_ids, years):
        if note not in notes.get(place, ()):
            notes[place] = (*notes.get(place, ()), note)
    return Denominators(
        inhabitants={(row.centre_id, row.year): row.inhabitants for row in rows},
        notes=notes,
        sources=tuple(
            f"{year}: {source}" for year, source in sorted({(row.year, row.source) for row in rows})
        ),
    )


def _of_all(
    table: FigureTable, code: str, known: Mapping[tuple[int, int], int], year: int
) -> int | None:
    """The inhabitants of the centres that are in the total; None when one of them lacks."""
    ids = [row.id for row in table.centres if table.cell(row.id, year)[code].state.is_number]
    if any((centre, year) not in known for centre in ids):
        return None
    return sum(known[centre, year] for centre in ids)


def _area_changes(
    centre_ids: Sequence[int], years: Sequence[int]
) -> Iterable[tuple[tuple[int, int], str]]:
    """The days on which an area grew or shrank; its opening is no change."""
    begun_or_ended = Q(starts_on__year__in=years) | Q(ends_on__year__in=years)
    areas = CentreArea.objects.filter(begun_or_ended, centre_id__in=centre_ids)
    for area in areas.select_related("centre"):
        for day in (area.starts_on, area.ends_on):
            if day and day.year in years and day > area.centre.opened_on:
                text = _("the area changed on %(day)s") % {"day": write_date(day)}
                yield (area.centre_id, day.year), text
