"""The small-cell rule for tables whose parts do not add up to their totals."""

from collections.abc import Iterable
from dataclasses import replace

from reporting.tables import TOTAL, Cell, Figure, FigureTable, Place, State


def hide_small_cells(table: FigureTable, *, threshold: int) -> FigureTable:
    """A cell with a small number is hidden whole, with every total in which it is.

    Where units stand in several rows no box can be drawn round a cell, but nothing can be
    subtracted either once the totals over it are hidden. Coarser than the hypercube, and safe
    for stocks, people counted once and medians too.
    """
    small = {place for place, cell in table.cells.items() if _is_small(cell, threshold)}
    hidden = small | {total for place in small for total in _totals(place)}
    cells = {
        place: replace(cell, figures=dict.fromkeys(cell.figures, Figure(State.HIDDEN)))
        if place in hidden
        else cell
        for place, cell in table.cells.items()
    }
    left_out = tuple(
        replace(one, figure=Figure(State.HIDDEN)) if _small(one.figure, threshold) else one
        for one in table.left_out
    )
    return replace(table, cells=cells, left_out=left_out, threshold=threshold)


def _is_small(cell: Cell, threshold: int) -> bool:
    return any(_small(figure, threshold) for figure in cell.figures.values())


def _small(figure: Figure, threshold: int) -> bool:
    return figure.value is not None and 0 < figure.value < threshold


def _totals(place: Place) -> Iterable[Place]:
    row, year = place
    return {(TOTAL, year), (row, TOTAL), (TOTAL, TOTAL)}
