"""A part of a table, with totals that tell nothing which a hidden cell would not allow."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from lib.calendar import brussels_day
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import Aggregate
from reporting.tables import TOTAL, Cell, Coverage, Figure, FigureTable, Place, State, counted
from reporting.totals import places, sum_of, with_totals


def select(table: FigureTable, centres: Collection[int], years: Collection[int]) -> FigureTable:
    """A part of a table, with totals over that part. Other rows than centres are taken whole.

    From a table with hidden figures a total is given only when it follows from figures that
    are visible there: the cells it adds, or the whole total less the cells left out. So all
    selections together tell no more than the table itself. Where cells do not add up, a total
    over several of them but not all is a number of its own; it is not given.
    """
    rows, span = tuple(centres), tuple(years)
    part = _Part(table, rows, span)
    chosen = _places(table, rows, span)
    for place in places(rows, span):
        if TOTAL in place:
            figures = {code: part.total(place, code) for code in table.indicator.codes}
            chosen[place] = replace(chosen[place], figures=figures)
    return replace(
        table,
        centres=tuple(centre for centre in table.centres if centre.id in rows),
        years=tuple(year for year in table.years if year in span),
        cells=chosen,
    )


def _places(table: FigureTable, rows: Sequence[int], years: Sequence[int]) -> dict[Place, Cell]:
    """The cells of the part, and totals that say over what they are counted."""
    running = brussels_day(table.moment).year
    if table.axis is CENTRE:
        cells: dict[Place, Cell] = {
            (row, year): table.cells[row, year] for row in rows for year in years
        }
        return with_totals(cells, table.indicator.codes, rows, years, running=running)
    unfinished = len(years) > 1 and running in years
    return {
        (row, year): table.cells[row, year]
        if year is not TOTAL
        else _over_years([table.cells[row, one] for one in years], unfinished=unfinished)
        for row, year in places(rows, years)
    }


def _over_years(cells: Sequence[Cell], *, unfinished: bool) -> Cell:
    """A total of cells that say themselves over which centres they are counted."""
    coverages = [cell.coverage or _of_one(cell) for cell in cells]
    coverage = Coverage(
        counted=sum(one.counted for one in coverages),
        applicable=sum(one.applicable for one in coverages),
        incomplete=sum(one.incomplete for one in coverages) + unfinished,
    )
    return Cell(cells[0].figures, coverage=coverage)


def _of_one(cell: Cell) -> Coverage:
    """The coverage of what belongs to no centre, in one year."""
    state = next(iter(cell.figures.values())).state
    incomplete = state.is_number and bool(cell.notes)
    return Coverage(state.is_number, state is not State.NOT_APPLICABLE, incomplete)


class _Part:
    """Totals over a selection of a table of which some figures may be hidden."""

    def __init__(
        self, table: FigureTable, centres: tuple[int, ...], years: tuple[int, ...]
    ) -> None:
        self.table = table
        self.centres = centres
        self.years = years
        self.other_centres = [one.id for one in table.centres if one.id not in centres]
        self.other_years = [year for year in table.years if year not in years]
        indicator = table.indicator
        once = indicator.aggregate is Aggregate.DISTINCT or indicator.has_percentiles
        self.rows_add = not once and not table.axis.multiple
        self.years_add = not once and not indicator.stock

    def total(self, place: Place, code: str) -> Figure:
        row, year = place
        if year is TOTAL and not self.years_add:
            return self._over_years(row, code)
        if row is TOTAL and not (self.rows_add and self.other_centres):
            return self._over_rows(year, code)
        if row is not TOTAL:
            return self._of_row(row, code)
        return self._of_year(year, code) if year is not TOTAL else self._of_all(code)

    def _over_years(self, row: int | None, code: str) -> Figure:
        """Where years do not add up: the total of the table itself, or of one year."""
        if self.table.indicator.stock:
            return self._figure(row if row is not TOTAL else self.centres[0], TOTAL, code)
        if len(self.years) == 1:
            return self._whole_or_one(row, self.years[0], code)
        whole = self._whole_or_one(row, TOTAL, code)
        return whole if not self.other_years else _withheld(whole)

    def _over_rows(self, year: int | None, code: str) -> Figure:
        """The total of all rows is a row like the others; one of some of them is not given where
        rows do not add up."""
        if self.other_centres or year is not TOTAL:
            return self._whole_or_one(TOTAL, year, code)
        return self._of_row(TOTAL, code)

    def _whole_or_one(self, row: int | None, year: int | None, code: str) -> Figure:
        if row is not TOTAL or not self.other_centres:
            return self._figure(row, year, code)
        if len(self.centres) == 1 and year is not TOTAL:
            return self._figure(self.centres[0], year, code)
        return _withheld(self._figure(TOTAL, year, code))

    def _of_row(self, centre: int | None, code: str) -> Figure:
        return _first_visible(
            sum_of([self._figure(centre, year, code) for year in self.years]),
            _less(
                self._figure(centre, TOTAL, code),
                [self._figure(centre, year, code) for year in self.other_years],
            ),
        )

    def _of_year(self, year: int | None, code: str) -> Figure:
        return _first_visible(
            sum_of([self._figure(centre, year, code) for centre in self.centres]),
            _less(
                self._figure(TOTAL, year, code),
                [self._figure(centre, year, code) for centre in self.other_centres],
            ),
        )

    def _of_all(self, code: str) -> Figure:
        outside = [self._figure(centre, TOTAL, code) for centre in self.other_centres]
        outside += [self._of_year(year, code) for year in self.other_years]
        return _first_visible(
            sum_of([self._of_row(centre, code) for centre in self.centres]),
            sum_of([self._of_year(year, code) for year in self.years]),
            _less(self._figure(TOTAL, TOTAL, code), outside),
        )

    def _figure(self, centre: int | None, year: int | None, code: str) -> Figure:
        return self.table.cell(centre, year)[code]


def _first_visible(*ways: Figure) -> Figure:
    """The figure by the first way that does not meet a hidden one."""
    return next((way for way in ways if way.state is not State.HIDDEN), ways[0])


def _less(whole: Figure, outside: list[Figure]) -> Figure:
    """The whole without what lies outside, if all of it is visible."""
    if whole.value is None or any(figure.state is State.HIDDEN for figure in outside):
        return Figure(State.HIDDEN)
    return counted(whole.value - sum(figure.value or 0 for figure in outside))


def _withheld(figure: Figure) -> Figure:
    """Hidden where there is a number; else why there is none."""
    return Figure(State.HIDDEN) if figure.value is not None else figure
