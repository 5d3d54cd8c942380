"""A table of any indicator in the library: dossiers by their own index, other units by theirs."""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from lib.calendar import brussels_day
from reporting.coverage import (
    CentreCoverage,
    Grid,
    Starts,
    coverage_outside_centres,
    coverages,
    event_notes,
    grid_of,
)
from reporting.indicators import DOSSIERS_STALKING, Indicator
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import WHOLE, Dimension
from reporting.models import Settlement
from reporting.queries import count_dossiers_stalking, years_of
from reporting.settled import settlement_for, still_holds
from reporting.tables import Cell, CentreName, Figure, FigureTable, State
from reporting.totals import places
from reporting.unit_counts import count_units, imported_years
from reporting.unit_question import NO_CENTRE, Question
from reporting.unit_tables import unit_tables
from reporting.wording import unknown_text


@dataclass(frozen=True)
class Asked:
    """A question with its records: which centres, of an asker who may count over them.

    One of a family of tables: `starts` were looked up for all of them, `settlements` may be
    counted by, and `grids` keeps what one of them found for the next.
    """

    indicator: Indicator
    axis: Dimension
    centres: Sequence[Centre]
    from_year: int
    to_year: int
    filters: Mapping[str, tuple[str, ...]]
    known_on: dt.datetime | None
    starts: Starts | None = None
    grids: dict[Hashable, Grid] | None = None
    settlements: Sequence[Settlement] = ()

    @property
    def conditions(self) -> list[Condition]:
        """What the filters ask, as rules that count and read."""
        return [
            self.indicator.dimension(name).one_of(codes) for name, codes in self.filters.items()
        ]


def count(asked: Asked) -> FigureTable:
    """The table that answers. Raises NotYetError for a year after that of the moment.

    Every cell has a number or a state; what is left out has its number.
    """
    (table,) = count_by_each(asked, [asked.axis])
    return with_events(table, asked.centres)


def with_events(table: FigureTable, centres: Sequence[Centre]) -> FigureTable:
    """The table with the share of what is not known, and with the coverage events that touched
    these centres in its years."""
    indicator = table.indicator
    if indicator.missing:
        return table
    events = event_notes(indicator.variable, centres if indicator.has_centres else (), table.years)
    unknown = unknown_text(table)
    return replace(table, notes=(*table.notes, *((unknown,) if unknown else ()), *events))


def count_by_each(asked: Asked, axes: Sequence[Dimension]) -> tuple[FigureTable, ...]:
    """The same by every one of these breakdowns, at once: their totals are one count. Of coverage
    events and of what is not known they say nothing yet."""
    if asked.indicator is DOSSIERS_STALKING and not asked.filters:
        return tuple(_of_dossiers(asked) for _axis in axes)
    moment = asked.known_on or timezone.now()
    years = years_of(asked.from_year, asked.to_year, brussels_day(moment).year)
    if asked.indicator.missing:
        return tuple(_nothing(asked, years) for _axis in axes)
    # What is filtered was not added up by itself.
    settlements = () if asked.filters else asked.settlements
    settlement = settlement_for(asked.indicator, settlements)
    tables = _of_units(asked, axes, years, moment, settlement)
    if settlement is None or still_holds(settlement):
        return tables
    if asked.grids:
        asked.grids.clear()
    return _of_units(asked, axes, years, moment, None)


def _of_units(
    asked: Asked,
    axes: Sequence[Dimension],
    years: range,
    moment: dt.datetime,
    settlement: Settlement | None,
) -> tuple[FigureTable, ...]:
    grid = _kept_grid(asked, years, moment, settlement)
    question = _question(asked, axes, years, moment, _covered(grid))
    question = replace(question, settlement=settlement)
    return unit_tables(question, asked.centres, grid, count_units(question))


def _kept_grid(
    asked: Asked, years: range, moment: dt.datetime, settlement: Settlement | None
) -> Grid:
    """The same for all indicators of a family that count the same facts."""
    one = asked.indicator
    kept = {} if asked.grids is None else asked.grids
    key = (one.facts, one.variable, one.stock, one.has_centres)
    if key not in kept:
        kept[key] = _grid(asked, years, moment, settlement)
    return kept[key]


def _of_dossiers(asked: Asked) -> FigureTable:
    return count_dossiers_stalking(
        centres=asked.centres,
        from_year=asked.from_year,
        to_year=asked.to_year,
        known_on=asked.known_on,
        starts=asked.starts,
        with_events=False,
    )


def _nothing(asked: Asked, years: range) -> FigureTable:
    """A figure that cannot be counted here: one row, and in every cell why not."""
    missing = asked.indicator.missing
    if missing is None:
        raise ValueError("this figure can be counted")
    figure = Figure(State(missing.state), detail=str(missing.detail))
    row = CentreName(1, WHOLE.code, _("Flanders"))
    cell = Cell(dict.fromkeys(asked.indicator.codes, figure))
    return FigureTable(
        indicator=asked.indicator,
        centres=(row,),
        years=tuple(years),
        cells=dict.fromkeys(places([row.id], years), cell),
        left_out=(),
        counted_at=timezone.now(),
        known_on=asked.known_on,
        axis=WHOLE,
    )


def covered_of(asked: Asked) -> frozenset[tuple[int, int]]:
    """The centres (or NO_CENTRE) and years of which the registration gives a number.

    For indicators over unit facts.
    """
    return question_of(asked).counted


def question_of(asked: Asked) -> Question:
    """What is asked, as it is put to the facts. For indicators over unit facts."""
    moment = asked.known_on or timezone.now()
    years = range(asked.from_year, asked.to_year + 1)
    return _question(asked, [asked.axis], years, moment, _covered(_grid(asked, years, moment)))


def _grid(
    asked: Asked, years: range, moment: dt.datetime, settlement: Settlement | None = None
) -> Grid:
    """What every centre that is asked can say about every year."""
    variable = asked.indicator.variable
    coverage: dict[int | None, CentreCoverage]
    if not asked.indicator.has_centres:
        coverage = {None: coverage_outside_centres(variable, asked.starts)}
        return grid_of(coverage, years, frozenset())
    coverage = dict(coverages(asked.centres, variable, asked.starts).items())
    early = any(centre.opened_on.year > years[0] for centre in asked.centres)
    question = _question(asked, (), years, moment, frozenset())
    question = replace(question, settlement=settlement)
    return grid_of(coverage, years, imported_years(question) if early else frozenset())


def _covered(grid: Grid) -> frozenset[tuple[int, int]]:
    return frozenset(
        (place or NO_CENTRE, year)
        for (place, year), (state, _detail, _notes) in grid.items()
        if state is State.COUNTED
    )


def _question(
    asked: Asked,
    axes: Sequence[Dimension],
    years: range,
    moment: dt.datetime,
    covered: frozenset[tuple[int, int]],
) -> Question:
    return Question(
        indicator=asked.indicator,
        axes=axes,
        centre_ids=[centre.pk for centre in asked.centres],
        years=years,
        counted=covered,
        filters=asked.conditions,
        moment=moment,
        known_on=asked.known_on,
    )
