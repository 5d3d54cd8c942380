"""The table of the product beside the slow one, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reporting.counts import Asked, count
from reporting.indicators import LIBRARY
from reporting.indicators.dimension import CENTRE, Dimension
from reporting.settled import settlements_on
from reporting.tables import TOTAL, Cell, FigureTable, Place
from tests.database import as_owner
from tests.reporting.slow.codes import CODES, Code
from tests.reporting.slow.counting import ALL, COUNTED, NOT_APPLICABLE, Filters, Setting, SlowTable
from tests.reporting.slow.history import History, Moment
from tests.reporting.slow.rules import RULES


@dataclass(frozen=True)
class Compared:
    """How many years of places were compared, how many numbers, and what is different."""

    years: int
    numbers: int
    differences: list[str]


def slow_table(history: History, moment: Moment, code: str, only: Filters) -> SlowTable:
    rule = RULES[code]
    places = history.registrations[rule.variable.value]
    setting = Setting(places, moment.years, moment.today)
    return SlowTable(rule, moment.units(rule.units), setting, only)


def fast_table(
    history: History, moment: Moment, code: str, axis: Dimension, only: Filters
) -> FigureTable:
    asked = Asked(
        indicator=LIBRARY[code],
        axis=axis,
        centres=history.centres,
        from_year=moment.years[0],
        to_year=moment.years[-1],
        filters=only,
        known_on=moment.known_on,
    )
    with as_owner():
        return count(replace(asked, settlements=settlements_on(moment.known_on)))


def compare(
    history: History, moment: Moment, code: str, axes: list[Dimension], only: Filters
) -> Compared:
    """Every cell, every total and what is left out, by each of these dimensions."""
    slow = slow_table(history, moment, code, only)
    differences: list[str] = []
    numbers = 0
    for axis in axes:
        fast = fast_table(history, moment, code, axis, only)
        found = _Comparison(slow, fast, axis)
        where = f"{code} by {axis.code} known on {moment.known_on}, only {only}"
        differences += [f"{where}: {text}" for text in found.differences()]
        numbers += found.numbers
    return Compared(len(slow.states), numbers, differences)


class _Comparison:
    """One table beside the other."""

    def __init__(self, slow: SlowTable, fast: FigureTable, axis: Dimension) -> None:
        self.slow = slow
        self.fast = fast
        self.axis = axis
        self.cells = slow.cells(axis.code)
        self.numbers = 0
        self.codes = _codes(axis)

    def differences(self) -> Iterator[str]:
        rows: dict[int | None, str | None] = {
            row.id: str(row.id) if self.axis is CENTRE else row.code for row in self.fast.centres
        }
        rows[TOTAL] = None
        for place, cell in self.fast.cells.items():
            yield from self._cell(place, rows[place[0]], cell)
        for row in {row for row, _year in self.cells} - set(rows.values()):
            yield f"the row {row} is not in the table"
        yield from self._left_out()

    def _cell(self, place: Place, row: str | None, cell: Cell) -> Iterator[str]:
        year = place[1]
        units = self.cells.get((row, year), [])
        code = self.codes.get(row) if row is not None else None
        numbers = self.slow.numbers(units)
        state = self.slow.state(self.axis.code, (row, year), numbers[ALL], code)
        self.numbers += bool(units)
        if set(numbers) != set(cell.figures):
            yield f"columns {sorted(cell.figures)} and {sorted(numbers)}"
        yield from self._coverage(place, row, cell)
        for column, figure in cell.figures.items():
            number = numbers.get(column)
            expected = NOT_APPLICABLE if state == COUNTED and number is None else state
            wanted = (expected, number if expected == COUNTED else None)
            if (figure.state.value, figure.value) != wanted:
                given = (figure.state.value, figure.value)
                yield f"{column} in row {row}, {year}: {given}, slowly {wanted}"

    def _coverage(self, place: Place, row: str | None, cell: Cell) -> Iterator[str]:
        """Of how many years of centres a total says that it is counted over them."""
        if cell.coverage is not None:
            states = self.slow.under(row if self.axis is CENTRE else None, place[1])
            wanted = (states[COUNTED], states.total() - states[NOT_APPLICABLE])
            given = (cell.coverage.counted, cell.coverage.applicable)
            if given != wanted:
                yield f"covered in row {row}, {place[1]}: {given}, slowly {wanted}"

    def _left_out(self) -> Iterator[str]:
        slowly = self.slow.left_out()
        for one in self.fast.left_out:
            if one.figure.value != slowly.get(one.code, 0):
                yield f"left out {one.code}: {one.figure.value}, slowly {slowly.get(one.code, 0)}"
        if missing := slowly.keys() - {one.code for one in self.fast.left_out}:
            yield f"left out and not told: {missing}"


def _codes(axis: Dimension) -> dict[str | None, Code]:
    """What a list says about the rows; fixed categories existed always."""
    known = {category.code for category in axis.categories()}
    for codes in CODES.values():
        if known and known == {one.code for one in codes}:
            return {one.code: one for one in codes}
    return {}
