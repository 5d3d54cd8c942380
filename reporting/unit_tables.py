"""Tables over unit facts, of the coverage and the units that were counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from lib.calendar import brussels_day
from reporting.coverage import Grid, Said
from reporting.indicators.dimension import CENTRE, UNKNOWN, WHOLE, Category, Dimension
from reporting.indicators.indicator import ALL, Aggregate
from reporting.queries import BEFORE_COVERAGE
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
from reporting.unit_counts import FILTERED, OUTSIDE, Numbers
from reporting.unit_question import Question


def unit_tables(
    question: Question, centres: Sequence[Centre], grid: Grid, numbers: Mapping[str, Numbers]
) -> tuple[FigureTable, ...]:
    """One table for each breakdown of the question; `numbers` are by the code of the breakdown."""
    said = _by_place(grid)
    return tuple(
        _Counting(question, axis, centres, said, numbers[axis.code]).table()
        for axis in question.axes
    )


class _Counting:
    """One table over unit facts, of the coverage and the units that were counted: every cell."""

    def __init__(
        self,
        question: Question,
        axis: Dimension,
        centres: Sequence[Centre],
        said: Mapping[Place, list[Said]],
        numbers: Numbers,
    ) -> None:
        self.question = question
        self.indicator = question.indicator
        self.axis = axis
        self.years = question.years
        self.centres = sorted(centres, key=lambda centre: centre.name)
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
            known_on=self.question.known_on,
            axis=self.axis,
            filters=tuple(str(condition) for condition in self.question.filters),
            notes=self._overlaps(),
        )

    def _rows(self) -> tuple[CentreName, ...]:
        if self.axis is CENTRE:
            return tuple(CentreName(one.pk, one.code, one.name) for one in self.centres)
        if self.axis is WHOLE:
            return (CentreName(1, WHOLE.code, _("Flanders")),)
        return tuple(
            CentreName(number, one.code, one.label)
            for number, one in enumerate(self.categories.values(), start=1)
        )

    def _categories(self) -> dict[str, Category]:
        found = {one.code: one for one in self.axis.categories()}
        # What no list names is shown all the same: a row never drops out in silence.
        seen = {row for row, _year in self.numbers.cells if row is not None} - found.keys()
        found |= {code: Category(code, code) for code in sorted(seen - {UNKNOWN})}
        if UNKNOWN in seen:
            found[UNKNOWN] = Category(UNKNOWN, self.axis.label_of_none)
        return found

    def _code(self, row: int | None) -> str | None:
        """How the counts name this row."""
        if row is TOTAL:
            return TOTAL
        return str(row) if self.axis is CENTRE else self._code_of[row]

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
        value = numbers.get(code)
        if value is None and code in self.indicator.percentiles:
            return Figure(State.NOT_APPLICABLE, detail=_("no units to take a median of"))
        return counted(value or 0)

    def _is_plain(self, place: Place) -> bool:
        """A cell of one centre in one year, or of what belongs to none, in one year."""
        row, year = place
        if year is TOTAL:
            return False
        return not self.indicator.has_centres or (self.axis is CENTRE and row is not TOTAL)

    def _under(self, place: Place) -> list[Said]:
        row, year = place
        return self._said[row if self.axis is CENTRE else TOTAL, year]

    def _open(self, year: int | None) -> bool:
        """Whether a total over several years holds the year that has not ended."""
        running = brussels_day(self.question.moment).year
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
        if self.question.filters:
            label = _("Left out by the filters")
            found.append(LeftOut(FILTERED, label, counted(numbers.get(FILTERED, 0))))
        return tuple(found)

    def _overlaps(self) -> tuple[str, ...]:
        """Why rows or columns do not add up to the total, when they do not."""
        found = []
        if self.axis.multiple:
            text = _(
                "One %(unit)s can stand in several rows (%(dimension)s), so the rows add up to "
                "more than the total. The total counts each of them once."
            )
            names = {"unit": self.indicator.unit.label, "dimension": self.axis.label}
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
