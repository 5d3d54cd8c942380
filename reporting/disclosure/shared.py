"""The small-cell rule for a table that leaves the house."""

from dataclasses import replace
from typing import cast

from reporting.disclosure.family import Name, Names, Table, hidden_names
from reporting.disclosure.hypercube import Key
from reporting.indicators.indicator import ALL
from reporting.tables import TOTAL, Cell, Figure, FigureTable, Place, State

COLUMN_COSTS = {"stalking": 6, "unknown": 1, "no": 2, ALL: 4}
"""What a reader misses most: the stalking counts, then the number of dossiers."""
MARGIN_COST = 12
"""A total is missed more than a cell of it, and a total of totals more than that."""


def for_sharing(table: FigureTable, *, threshold: int) -> FigureTable:
    """The table with small numbers hidden, and with them what would give them back.

    `table` must be the whole family: all centres and all years that can be asked for. Parts of
    it are taken with `totals.select`, so that two exports with other filters cannot be
    subtracted. The columns are one family too: the sum of all is a margin of the measures.
    """
    family = Table(_values(table), name=_itself)
    hidden = hidden_names([family], threshold=threshold, cost=_cost)
    cells = {place: _masked(table.cells[place], place, hidden) for place in table.cells}
    left_out = tuple(
        replace(one, figure=_small_hidden(one.figure, threshold)) for one in table.left_out
    )
    return replace(table, cells=cells, left_out=left_out, threshold=threshold)


def _values(table: FigureTable) -> dict[Key, int]:
    """Every counted figure by centre, year and measure; the sum of the measures is a total."""
    return {
        (centre, year, _index(code)): figure.value
        for (centre, year), cell in table.cells.items()
        for code, figure in cell.figures.items()
        if figure.value is not None
    }


def _index(code: str) -> str | None:
    return TOTAL if code == ALL else code


def _itself(key: Key) -> Name:
    return key


def _cost(name: Name) -> int:
    key = cast(Key, name)
    centre, year, measure = key
    margins = (centre is TOTAL) + (year is TOTAL)
    column = ALL if measure is TOTAL else str(measure)
    return int(COLUMN_COSTS.get(column, 4) * MARGIN_COST**margins)


def _masked(cell: Cell, place: Place, hidden: Names) -> Cell:
    figures = {
        code: Figure(State.HIDDEN) if (*place, _index(code)) in hidden else figure
        for code, figure in cell.figures.items()
    }
    return replace(cell, figures=figures)


def _small_hidden(figure: Figure, threshold: int) -> Figure:
    """Numbers that are part of no sum here need no second one hidden."""
    if figure.value is not None and 0 < figure.value < threshold:
        return Figure(State.HIDDEN)
    return figure
