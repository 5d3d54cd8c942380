"""An attacker who lays every printed table of a family side by side and asks an exact solver.

He knows the library: which rows add up, which only cover their total, which indicator is part of
which. He knows that numbers are whole and that zeros are printed. The relations are written here
once more, from the words of the library; nothing comes from the code that hides.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import highspy

from reporting.indicators.indicator import ALL, Aggregate, Indicator
from reporting.tables import TOTAL, FigureTable, State

Cell = tuple[str, str, str | None, int | None, str]
"""Indicator, dimension ('' for the total of all rows), row, year and measure."""
_T = TypeVar("_T")
MOST = 60
"""How many cells of a family are attacked."""
Terms = Mapping[Cell, int]


def cells_of(table: FigureTable) -> Iterator[tuple[Cell, int | None]]:
    """What a table prints, None where it hides. Percentiles count nothing."""
    codes = {row.id: row.code for row in table.centres}
    medians = {one.code for one in table.indicator.measures if one.percentile is not None}
    for (row, year), cell in table.cells.items():
        dimension = "" if row is TOTAL else table.axis.code
        for code, figure in cell.figures.items():
            known = figure.value is not None or figure.state is State.HIDDEN
            if known and code not in medians:
                name = TOTAL if row is TOTAL else codes[row]
                yield (table.indicator.code, dimension, name, year, code), figure.value


class Attacker:
    """Everything that is printed, as one system over whole numbers."""

    def __init__(self, tables: Sequence[FigureTable], truth: Sequence[FigureTable]) -> None:
        self.printed: dict[Cell, int | None] = {}
        for table in tables:
            for cell, value in cells_of(table):
                assert self.printed.setdefault(cell, value) == value, f"two answers for {cell}"
        self.truth = {cell: value or 0 for one in truth for cell, value in cells_of(one)}
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        hidden = [cell for cell, value in self.printed.items() if value is None]
        self.unknowns = {
            cell: self.solver.addIntegral(lb=0 if self.truth[cell] == 0 else 1) for cell in hidden
        }
        indicators = {table.indicator.code: table.indicator for table in tables}
        for table in tables:
            self._within(table)
        for one in indicators.values():
            self._between(one, indicators)

    # ---- what the library says ----

    def _within(self, table: FigureTable) -> None:
        indicator = table.indicator
        once = indicator.aggregate is Aggregate.DISTINCT
        lines: defaultdict[tuple[Cell, bool], list[Cell]] = defaultdict(list)
        for cell, _value in cells_of(table):
            code, dimension, row, year, measure = cell
            if row is not TOTAL:
                lines[(code, "", None, year, measure), once or table.axis.multiple].append(cell)
            if year is not TOTAL and not indicator.stock:
                lines[(code, dimension, row, None, measure), once].append(cell)
            if measure != ALL:
                lines[(code, dimension, row, year, ALL), indicator.overlapping].append(cell)
        # The three kinds of lines of one total are apart: rows, years and measures.
        for (total, covers), cells in lines.items():
            for parts in _by_axis(total, cells):
                if total in self.printed:
                    self._line(total, parts, covers=covers)

    def _line(self, total: Cell, parts: Sequence[Cell], *, covers: bool) -> None:
        surplus = {total: -1} | dict.fromkeys(parts, 1)
        if not covers:
            self._zero(surplus)
            return
        self._at_least_zero(surplus)
        for part in parts:
            self._at_least_zero({total: 1, part: -1})

    def _between(self, one: Indicator, others: Mapping[str, Indicator]) -> None:
        for (less, more), exact in self.pairs(one, others).items():
            if exact:
                self._zero({more: 1, less: -1})
            else:
                self._at_least_zero({more: 1, less: -1})
        for terms in (*self._sums(one, others), *self._stocks(one, others)):
            if all(cell in self.printed for cell in terms) and not self._true(terms):
                self._zero(terms)
        for total, rows in self._defining(one, others):
            self._line(total, rows, covers=True)

    def pairs(
        self, one: Indicator, others: Mapping[str, Indicator]
    ) -> dict[tuple[Cell, Cell], bool]:
        """A cell of a part and the one of its whole that holds it; whether they are equal."""
        found: dict[tuple[Cell, Cell], bool] = {}
        cells = [cell for cell in self.printed if cell[0] == one.code]
        for part in one.part_of:
            for cell in cells if part.whole.code in others else ():
                _code, dimension, row, year, measure = cell
                if measure != ALL:
                    continue
                at = (part.dimension, part.rows[0]) if part.dimension else (dimension, row)
                if part.dimension and (row is not TOTAL or len(part.rows) > 1):
                    at = (dimension, row)
                more: Cell = (part.whole.code, *at, year, part.measure)
                if more in self.printed:
                    exact = part.exact and (
                        not part.dimension
                        or (row is TOTAL and len(part.rows) == 1)
                        or (dimension == part.dimension and row in part.rows)
                    )
                    found[cell, more] = exact or found.get((cell, more), False)
        return found

    def _sums(self, one: Indicator, others: Mapping[str, Indicator]) -> Iterator[Terms]:
        """Rows of the whole that are together the part; the same units over all years."""
        mine = [cell for cell in self.printed if cell[0] == one.code]
        for part in one.part_of:
            for cell in mine if part.exact and len(part.rows) > 1 else ():
                if cell[1] == "" and cell[4] == ALL:
                    rows = [
                        (part.whole.code, part.dimension, row, cell[3], ALL) for row in part.rows
                    ]
                    yield {cell: -1} | {row: 1 for row in rows if row in self.printed}
        if one.outcome_of and one.outcome_of.whole.code in others:
            for ended in one.outcome_of.measures:
                row = (one.outcome_of.whole.code, one.outcome_of.dimension, ended, TOTAL, ALL)
                yield {(one.code, "", TOTAL, TOTAL, ended): 1, row: -1}
        if one.over_years and one.over_years.code in others:
            for cell in mine:
                if cell[3] is TOTAL:
                    yield {cell: 1, (one.over_years.code, *cell[1:]): -1}

    def _stocks(self, one: Indicator, others: Mapping[str, Indicator]) -> Iterator[Terms]:
        if not one.stock_of or any(flow.code not in others for flow in one.stock_of):
            return
        came, went = one.stock_of
        for cell in self.printed:
            code, dimension, row, year, measure = cell
            if code == one.code and year is not TOTAL:
                before: Cell = (code, dimension, row, year - 1, measure)
                terms = {cell: 1, (came.code, *cell[1:]): -1, (went.code, *cell[1:]): 1}
                yield terms | ({before: -1} if before in self.printed else {})

    def _defining(
        self, one: Indicator, others: Mapping[str, Indicator]
    ) -> Iterator[tuple[Cell, list[Cell]]]:
        """A number and the rows of another indicator that say which units it counts: a call is
        about stalking by its theme, by its main form, or by both."""
        by = one.covered_by
        if not by or by.whole.code not in others:
            return
        for total in [cell for cell in self.printed if cell[0] == one.code and cell[1] == ""]:
            year, measure = total[3:]
            places: list[Cell] = [
                (by.whole.code, dimension, row, year, ALL)
                for dimension, codes in by.rows().items()
                for row in codes
            ]
            rows = [cell for cell in places if cell in self.printed]
            if measure == ALL and rows:
                yield total, rows

    # ---- the solver ----

    def _true(self, terms: Terms) -> int:
        return sum(factor * self.truth[cell] for cell, factor in terms.items())

    def _expression(self, terms: Terms) -> tuple[highspy.highs.highs_linear_expression, int]:
        expression, known = highspy.highs.highs_linear_expression(), 0
        for cell, factor in terms.items():
            if cell in self.unknowns:
                expression = expression + factor * self.unknowns[cell]
            else:
                known += factor * (self.printed[cell] or 0)
        return expression, known

    def _zero(self, terms: Terms) -> None:
        expression, known = self._expression(terms)
        if expression.idxs:
            self.solver.addConstr(expression == -known)
        else:
            assert known == 0, f"printed figures contradict each other: {terms}"

    def _at_least_zero(self, terms: Terms) -> None:
        expression, known = self._expression(terms)
        if expression.idxs:
            self.solver.addConstr(expression >= -known)
        else:
            assert known >= 0, f"printed figures contradict each other: {terms}"

    def interval(self, terms: Terms) -> tuple[float, float]:
        """The smallest and the largest value that fits everything printed."""
        expression, known = self._expression(terms)
        if not expression.idxs:
            return known, known
        return (
            self._optimum(self.solver.minimize, expression, float("-inf")) + known,
            self._optimum(self.solver.maximize, expression, float("inf")) + known,
        )

    def _optimum(self, optimise: object, expression: object, without: float) -> float:
        optimise(expression)  # type: ignore[operator]
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            assert "nbounded" in self.solver.modelStatusToString(status)
            return without
        return round(self.solver.getInfo().objective_function_value)


def _by_axis(total: Cell, cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Rows, years and measures under one total."""
    for axis in (2, 3, 4):
        parts = [cell for cell in cells if cell[axis] != total[axis]]
        if parts:
            yield parts


def _some(cells: Iterable[_T]) -> list[_T]:
    """As many as can be attacked in a test, always the same."""
    every = sorted(cells, key=str)
    return random.Random(MOST).sample(every, min(len(every), MOST))


def assert_safe(
    truth: Sequence[FigureTable], printed: Sequence[FigureTable], threshold: int
) -> Attacker:
    """Every small number, also one that only follows by subtraction, keeps threshold - 1 possible
    values, every other hidden one two."""
    attacker = Attacker(printed, truth)
    for cell in _some(attacker.unknowns):
        value = attacker.truth[cell]
        low, high = attacker.interval({cell: 1})
        assert low <= value <= high, f"{cell} = {value} cannot be from {low} to {high}"
        needed = threshold - 2 if 0 < value < threshold else 1
        assert high - low >= needed, f"{cell} = {value} lies from {low} to {high}"
    indicators = {table.indicator.code: table.indicator for table in printed}
    for one in indicators.values():
        pairs = attacker.pairs(one, indicators)
        for less, more in _some(pairs):
            exact = pairs[less, more]
            rest = attacker.truth[more] - attacker.truth[less]
            if not exact and 0 < rest < threshold:
                low, high = attacker.interval({more: 1, less: -1})
                assert high - low >= threshold - 2, f"{more} - {less} = {rest}: {low} to {high}"
    return attacker
