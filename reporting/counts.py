"""A table of any indicator in the library: dossiers by their own index, other units by theirs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from lib.calendar import brussels_day
from reporting.coverage import (
    CentreCoverage,
    Grid,
    Said,
    Starts,
    coverage_outside_centres,
    coverages,
    event_notes,
    grid_of,
)
from reporting.indicators import DOSSIERS_STALKING, Indicator
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import CENTRE, UNKNOWN, WHOLE, Category, Dimension
from reporting.indicators.indicator import ALL, Aggregate
from reporting.queries import BEFORE_COVERAGE, count_dossiers_stalking, years_of
from reporting.tables import (
    TOTAL,
    Cell,
    CentreName,
    Coverage,
    Figure,
    FigureTable,
    LeftOut,
    Place,
    State,
    counted,
)
from reporting.totals import places, says_most
from reporting.unit_counts import (
    FILTERED,
    OUTSIDE,
    Numbers,
    count_units,
    imported_years,
)
from reporting.unit_question import NO_CENTRE, Question


@dataclass(frozen=True)
class Asked:
    """A question with its records: which centres, of an asker who may count over them.

    One of a family of tables: `starts` were looked up for all of them, `grids` keeps what one of
    them found for the next, and only the table that is asked for says which events touched it.
    """

    indicator: Indicator
    axis: Dimension
    centres: Sequence[Centre]
    from_year: int
    to_year: int
    filters: Mapping[str, tuple[str, ...]]
    known_on: dt.datetime | None
    starts: Starts | None = None
    with_events: bool = True
    grids: dict[Hashable, Grid] | None = None

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
    return table


def count_by_each(asked: Asked, axes: Sequence[Dimension]) -> tuple[FigureTable, ...]:
    """The same by every one of these breakdowns, at once: their totals are one count."""
    if asked.indicator is DOSSIERS_STALKING and not asked.filters:
        return tuple(_of_dossiers(asked) for _axis in axes)
    moment = asked.known_on or timezone.now()
    years = years_of(asked.from_year, asked.to_year, brussels_day(moment).year)
    if asked.indicator.missing:
        return tuple(_nothing(asked, years) for _axis in axes)
    grid = _kept_grid(asked, years, moment)
    numbers = count_units(_question(asked, axes, years, moment, _covered(grid)))
    said = _by_place(grid)
    return tuple(
        _Counting(replace(asked, axis=one), years, moment, said, numbers[one.code]).table()
        for one in axes
    )


def _kept_grid(asked: Asked, years: range, moment: dt.datetime) -> Grid:
    """The same for all indicators of a family that count the same facts."""
    one = asked.indicator
    kept = {} if asked.grids is None else asked.grids
    key = (one.facts, one.variable, one.stock, one.has_centres)
    if key not in kept:
        kept[key] = grid_for(asked, years, moment)
    return kept[key]


def _of_dossiers(asked: Asked) -> FigureTable:
    return count_dossiers_stalking(
        centres=asked.centres,
        from_year=asked.from_year,
        to_year=asked.to_year,
        known_on=asked.known_on,
        starts=asked.starts,
        with_events=asked.with_events,
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
    return _question(asked, [asked.axis], years, moment, _covered(grid_for(asked, years, moment)))


def grid_for(asked: Asked, years: range, moment: dt.datetime) -> Grid:
    """What every centre that is asked can say about every year."""
    variable = asked.indicator.variable
    coverage: dict[int | None, CentreCoverage]
    if not asked.indicator.has_centres:
        coverage = {None: coverage_outside_centres(variable, asked.starts)}
        return grid_of(coverage, years, frozenset())
    coverage = dict(coverages(asked.centres, variable, asked.starts).items())
    early = any(centre.opened_on.year > years[0] for centre in asked.centres)
    question = _question(asked, (), years, moment, frozenset())
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


class _Counting:
    """One table over unit facts, of the coverage and the units that were counted: every cell."""

    def __init__(
        self,
        asked: Asked,
        years: range,
        moment: dt.datetime,
        said: Mapping[Place, list[Said]],
        numbers: Numbers,
    ) -> None:
        self.asked = asked
        self.indicator = asked.indicator
        self.years = years
        self.moment = moment
        self.centres = sorted(asked.centres, key=lambda centre: centre.name)
        self.conditions = asked.conditions
        self._said = said
        self.numbers = numbers
        self.categories = self._categories()
        self.rows = self._rows()
        self._code_of = {row.id: row.code for row in self.rows}

    def table(self) -> FigureTable:
        ids = [row.id for row in self.rows]
        return FigureTable(
            indicator=self.indicator,
            centres=self.rows,
            years=tuple(self.years),
            cells={place: self._cell(place) for place in places(ids, self.years)},
            left_out=self._left_out(),
            counted_at=timezone.now(),
            known_on=self.asked.known_on,
            axis=self.asked.axis,
            filters=tuple(str(condition) for condition in self.conditions),
            notes=(*self._overlaps(), *self._events()),
        )

    def _events(self) -> tuple[str, ...]:
        if not self.asked.with_events:
            return ()
        centres = self.centres if self.indicator.has_centres else ()
        return event_notes(self.indicator.variable, centres, self.years)

    def _rows(self) -> tuple[CentreName, ...]:
        if self.asked.axis is CENTRE:
            return tuple(CentreName(one.pk, one.code, one.name) for one in self.centres)
        if self.asked.axis is WHOLE:
            return (CentreName(1, WHOLE.code, _("Flanders")),)
        return tuple(
            CentreName(number, one.code, one.label)
            for number, one in enumerate(self.categories.values(), start=1)
        )

    def _categories(self) -> dict[str, Category]:
        found = {one.code: one for one in self.asked.axis.categories()}
        # What no list names is shown all the same: a row never drops out in silence.
        seen = {row for row, _year in self.numbers.cells if row is not None} - found.keys()
        found |= {code: Category(code, code) for code in sorted(seen - {UNKNOWN})}
        if UNKNOWN in seen:
            found[UNKNOWN] = Category(UNKNOWN, _("unknown"))
        return found

    def _code(self, row: int | None) -> str | None:
        """How the counts name this row."""
        if row is TOTAL:
            return TOTAL
        return str(row) if self.asked.axis is CENTRE else self._code_of[row]

    def _cell(self, place: Place) -> Cell:
        row, year = place
        under = self._under(place)
        state, detail = says_most((state, detail) for state, detail, _notes in under)
        coverage = None if self._is_plain(place) else _coverage(under, unfinished=self._open(year))
        if state is not State.COUNTED:
            figure = Figure(state, detail=detail)
            return Cell(dict.fromkeys(self.indicator.codes, figure), coverage=coverage)
        if self.indicator.stock and year is TOTAL:
            figure = Figure(State.NOT_APPLICABLE, detail=_("a stock does not add up over years"))
            return Cell(dict.fromkeys(self.indicator.codes, figure))
        category = self.categories.get(self._code(row) or UNKNOWN) if row is not TOTAL else None
        numbers = self.numbers.cells.get((self._code(row), year), {})
        if category and not numbers.get(ALL) and not self._existed(category, year):
            figure = Figure(State.NOT_REGISTERED, detail=_("this code did not exist in that year"))
            return Cell(dict.fromkeys(self.indicator.codes, figure))
        figures = {code: self._figure(code, numbers) for code in self.indicator.codes}
        notes = under[0][2] if self._is_plain(place) else ()
        return Cell(figures, notes, coverage)

    def _existed(self, category: Category, year: int | None) -> bool:
        years = self.years if year is TOTAL else [year]
        return any(category.existed_in(one) for one in years)

    def _figure(self, code: str, numbers: Mapping[str, int | None]) -> Figure:
        measures = {one.code: one for one in self.indicator.measures}
        value = numbers.get(code)
        if value is None and code in measures and measures[code].percentile is not None:
            return Figure(State.NOT_APPLICABLE, detail=_("no units to take a median of"))
        return counted(value or 0)

    def _is_plain(self, place: Place) -> bool:
        """A cell of one centre in one year, or of what belongs to none, in one year."""
        row, year = place
        if year is TOTAL:
            return False
        return not self.indicator.has_centres or (self.asked.axis is CENTRE and row is not TOTAL)

    def _under(self, place: Place) -> list[Said]:
        row, year = place
        return self._said[row if self.asked.axis is CENTRE else TOTAL, year]

    def _open(self, year: int | None) -> bool:
        """Whether a total over several years holds the year that has not ended."""
        running = brussels_day(self.moment).year
        return year is TOTAL and len(self.years) > 1 and self.years[-1] == running

    def _left_out(self) -> tuple[LeftOut, ...]:
        """Nothing drops out in silence: exclusions, years without coverage, and filters."""
        numbers = self.numbers.left_out
        found = [
            LeftOut(one.code, str(one.label), counted(numbers.get(one.code, 0)))
            for one in self.indicator.exclusions
        ]
        outside = _("Before the centre opened or before registration started")
        found.append(LeftOut(BEFORE_COVERAGE, outside, counted(numbers.get(OUTSIDE, 0))))
        if self.conditions:
            label = _("Left out by the filters")
            found.append(LeftOut(FILTERED, label, counted(numbers.get(FILTERED, 0))))
        return tuple(found)

    def _overlaps(self) -> tuple[str, ...]:
        """Why rows or columns do not add up to the total, when they do not."""
        found = []
        if self.asked.axis.multiple:
            text = _(
                "One %(unit)s can stand in several rows (%(dimension)s), so the rows add up to "
                "more than the total. The total counts each of them once."
            )
            names = {"unit": self.indicator.unit.label, "dimension": self.asked.axis.label}
            found.append(text % names)
        if self.indicator.overlapping:
            text = _("One %(unit)s can stand in several columns; they do not add up.")
            found.append(text % {"unit": self.indicator.unit.label})
        if self.indicator.aggregate is Aggregate.DISTINCT:
            text = _(
                "Every %(unit)s is counted once in each cell and once in each total, so a total "
                "can be less than the sum of its parts."
            )
            found.append(text % {"unit": self.indicator.unit.label})
        return tuple(found)


def _by_place(grid: Grid) -> Mapping[Place, list[Said]]:
    """What lies under each cell and each total, so that no cell has to search the whole grid."""
    found: defaultdict[Place, list[Said]] = defaultdict(list)
    for (centre, year), said in grid.items():
        found[TOTAL, year].append(said)
        found[TOTAL, TOTAL].append(said)
        # What belongs to no centre stands in the totals only.
        if centre is not TOTAL:
            found[centre, year].append(said)
            found[centre, TOTAL].append(said)
    return found


def _coverage(under: Iterable[Said], *, unfinished: bool) -> Coverage:
    cells = list(under)
    whole = [notes for state, _detail, notes in cells if state is State.COUNTED]
    return Coverage(
        counted=len(whole),
        applicable=sum(state is not State.NOT_APPLICABLE for state, _detail, _notes in cells),
        incomplete=sum(bool(notes) for notes in whole) + unfinished,
    )
