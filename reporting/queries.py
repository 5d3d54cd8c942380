"""Counting. One aggregate over the facts; everything else is arithmetic on its few rows."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from django.db import connection
from django.db.models import Count, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from lib.calendar import brussels_day
from reporting.coverage import Starts, coverages, event_notes
from reporting.fact_flags import PerGroup
from reporting.indicators import DOSSIERS_STALKING, Indicator
from reporting.indicators.indicator import ALL, Exclusion, Measure
from reporting.models import DossierFact
from reporting.querysets import FactQuerySet
from reporting.tables import Cell, CentreName, Figure, FigureTable, LeftOut, Place, State, counted
from reporting.totals import with_totals

BEFORE_COVERAGE = "before_coverage"
"""The code of what was registered for a year that is not in the table."""

_GROUP = ("centre_id", "year", "exclusion", "stalking", "stalking_offence")


class NotYetError(ValueError):
    """A year that has not begun at the moment of counting, or years in the wrong order."""


Inner = tuple[int, int]
Tallies = Mapping[Inner, Counter[str]]
"""Per centre and year how many dossiers have which outcome: an exclusion or a measure."""


def count_dossiers_stalking(
    *,
    centres: Iterable[Centre],
    from_year: int,
    to_year: int,
    known_on: dt.datetime | None = None,
    starts: Starts | None = None,
    with_events: bool = True,
) -> FigureTable:
    """Dossiers with stalking per centre and calendar year, with totals, states and coverage.

    `centres` are the rows; `known_on` counts what was known at that moment. Everything is shown:
    what leaves the house is protected afterwards (`protected.py`). `starts` and `with_events` are
    for who counts a family of tables, as in `counts.py`.

    Raises NotYetError for a year after that of the moment of counting.
    """
    rows = sorted(centres, key=lambda centre: centre.name)
    moment = known_on or timezone.now()
    years = years_of(from_year, to_year, brussels_day(moment).year)
    table = _count(DOSSIERS_STALKING, rows, years, known_on, starts)
    if not with_events:
        return table
    return replace(table, notes=event_notes(DOSSIERS_STALKING.variable, rows, table.years))


def first_year(centres: Iterable[Centre], default: int) -> int:
    """The year in which the first of these centres opened: earlier there is nothing to ask."""
    return min((centre.opened_on.year for centre in centres), default=default)


def years_of(from_year: int, to_year: int, running: int) -> range:
    """The years of a table. Raises NotYetError when they have not begun or are turned round."""
    if to_year > running:
        raise NotYetError(_("The year %(year)s has not begun yet.") % {"year": to_year})
    if from_year > to_year:
        raise NotYetError(_("The first year lies after the last year."))
    return range(from_year, to_year + 1)


def _count(
    indicator: Indicator,
    centres: Sequence[Centre],
    years: Collection[int],
    known_on: dt.datetime | None,
    starts: Starts | None,
) -> FigureTable:
    """The table over these centres and years."""
    tallies = _tally(indicator, centres, years, known_on)
    running = brussels_day(known_on or timezone.now()).year
    imported = _imported(centres, tallies, known_on)
    covered = coverages(centres, indicator.variable, starts)
    cells: dict[Place, Cell] = {}
    for centre, year in product([centre.pk for centre in centres], years):
        state = covered[centre].state(year, has_imported=(centre, year) in imported)
        notes = covered[centre].notes(year)
        tally = tallies.get((centre, year), Counter())
        detail = covered[centre].detail(year) if state is State.NOT_REGISTERED else ""
        cells[centre, year] = (
            _cell(indicator, notes, tally)
            if state is State.COUNTED
            else Cell(dict.fromkeys(indicator.codes, Figure(state, detail=detail)))
        )
    ids = [centre.pk for centre in centres]
    return FigureTable(
        indicator=indicator,
        centres=tuple(CentreName(centre.pk, centre.code, centre.name) for centre in centres),
        years=tuple(years),
        cells=with_totals(cells, indicator.codes, ids, years, running=running),
        left_out=_left_out(indicator, cells, tallies),
        counted_at=timezone.now(),
        known_on=known_on,
    )


def _tally(
    indicator: Indicator,
    centres: Sequence[Centre],
    years: Collection[int],
    known_on: dt.datetime | None,
) -> Tallies:
    """What every centre and year adds up to, by the indicator's own conditions.

    Grouped twice: first by the columns of the index as they are stored there, which needs no
    sort, then the few groups by their outcome.
    """
    rules: tuple[Exclusion | Measure, ...] = (*indicator.exclusions, *indicator.measures)
    outcome = PerGroup(
        *(When(rule.condition.query, then=Value(rule.code)) for rule in rules), default=Value("")
    )
    parts = [
        facts.values(*_GROUP)
        .annotate(amount=Count("*") * Value(times), outcome=outcome)
        .query.sql_with_params()
        for facts, times in _added_up(_of(centres, years), known_on)
    ]
    inner = " UNION ALL ".join(f"({sql})" for sql, _parameters in parts)
    tallies: defaultdict[Inner, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        # The inner queries are Django's own, with their parameters apart.
        outer = f"""
            SELECT centre_id, year, outcome, sum(amount) FROM ({inner}) g
            GROUP BY 1, 2, 3 HAVING sum(amount) <> 0
        """  # noqa: S608
        cursor.execute(outer, [one for _sql, parameters in parts for one in parameters])
        for centre, year, code, amount in cursor.fetchall():
            if not code:
                raise ValueError(f"{indicator.code} has no measure for a fact of {year}")
            tallies[centre, year][code] = int(amount)
    return tallies


def _facts(
    centres: Sequence[Centre], years: Collection[int], known_on: dt.datetime | None
) -> FactQuerySet:
    return _of(centres, years).known_on(known_on)


def _of(centres: Sequence[Centre], years: Collection[int]) -> FactQuerySet:
    facts = DossierFact.objects.filter(centre_id__in=[centre.pk for centre in centres])
    return facts.filter(year__range=(min(years), max(years)))


def _added_up(
    facts: FactQuerySet, known_on: dt.datetime | None
) -> Iterator[tuple[FactQuerySet, int]]:
    """What was known at a moment, by the index of what is known now: without what came since, and
    with what was otherwise then."""
    yield facts.known_on(None), 1
    if known_on is not None:
        yield facts.known_on(None).filter(known_from__gt=known_on), -1
        yield facts.filter(known_until__gt=known_on, known_from__lte=known_on), 1


def _imported(
    centres: Sequence[Centre], tallies: Tallies, known_on: dt.datetime | None
) -> set[Inner]:
    """The years before a centre opened for which dossiers of a predecessor were imported.

    Asked only when there is something registered for such a year at all.
    """
    opened = {centre.pk: centre.opened_on.year for centre in centres}
    early = [year for centre, year in tallies if year < opened[centre]]
    if not early:
        return set()
    facts = _facts(centres, early, known_on).filter(imported=True, exclusion="")
    return set(facts.values_list("centre_id", "year").distinct())


def _cell(indicator: Indicator, notes: tuple[str, ...], tally: Counter[str]) -> Cell:
    figures = {measure.code: counted(tally[measure.code]) for measure in indicator.measures}
    return Cell({**figures, ALL: counted(_all(indicator, tally))}, notes)


def _all(indicator: Indicator, tally: Counter[str]) -> int:
    return sum(tally[measure.code] for measure in indicator.measures)


def _left_out(
    indicator: Indicator, cells: Mapping[Place, Cell], tallies: Tallies
) -> tuple[LeftOut, ...]:
    """Nothing drops out in silence: excluded dossiers, and those of years without coverage."""
    asked = [(cells[place], tally) for place, tally in tallies.items() if place in cells]
    excluded = [
        LeftOut(one.code, str(one.label), counted(sum(tally[one.code] for _cell, tally in asked)))
        for one in indicator.exclusions
    ]
    outside = sum(_all(indicator, t) for cell, t in asked if cell[ALL].state is not State.COUNTED)
    label = _("Received before the centre opened or before registration started")
    return (*excluded, LeftOut(BEFORE_COVERAGE, label, counted(outside)))
