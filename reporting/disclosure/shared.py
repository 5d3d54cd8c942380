"""The small-cell rule for tables that leave the house, by publication profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from reporting.disclosure.family import hidden_names
from reporting.disclosure.hypercube import Key
from reporting.disclosure.profiles import Profile
from reporting.disclosure.table import Name, Names, Table
from reporting.indicators.indicator import ALL, Indicator
from reporting.tables import TOTAL, Cell, Figure, FigureTable, Place, State

COLUMN_COSTS = {"stalking": 6, "unknown": 1, "no": 2, ALL: 4}
"""What a reader misses most: the stalking counts, then the number of dossiers."""
MARGIN_COST = 12
"""A total is missed more than a cell of it, and a total of totals more than that."""

Address = tuple[str | None, int | None, str]
"""A cell for ever: the code of the row, the year, the code of the measure; None is a total."""


@dataclass(frozen=True)
class Release:
    """What an earlier edition of an indicator printed, None where it hid."""

    indicator: str
    figures: Mapping[Address, int | None]


def for_sharing(table: FigureTable, *, threshold: int) -> FigureTable:
    """One table with small numbers hidden, and with them what would give them back."""
    (hidden,) = _protected([table], threshold=threshold, whole_groups=False, earlier=())
    return hidden


def protect(
    tables: Sequence[FigureTable], *, profile: Profile, earlier: Sequence[Release] = ()
) -> tuple[FigureTable, ...]:
    """The tables as this profile may print them, protected together.

    Each must be a whole family by itself: all centres and all years that can be asked for.
    Parts are taken with `totals.select`, so that two exports with other filters cannot be
    subtracted. The columns are one family too: the sum of all is a margin of the measures.
    `earlier` are the editions that readers of this profile have already.
    """
    if profile.threshold is None:
        return tuple(tables)
    return _protected(
        tables, threshold=profile.threshold, whole_groups=profile.whole_groups, earlier=earlier
    )


def released(table: FigureTable) -> Release:
    """What an edition prints, to be kept for the next one."""
    codes = {row.id: row.code for row in table.centres}
    figures = {
        (None if row is TOTAL else codes[row], year, code): figure.value
        for (row, year), cell in table.cells.items()
        for code, figure in cell.figures.items()
        if figure.value is not None or figure.state is State.HIDDEN
    }
    return Release(table.indicator.code, figures)


def _protected(
    tables: Sequence[FigureTable],
    *,
    threshold: int,
    whole_groups: bool,
    earlier: Sequence[Release],
) -> tuple[FigureTable, ...]:
    family = [
        _table(one, earlier, threshold=threshold, whole_groups=whole_groups) for one in tables
    ]
    hidden = hidden_names(family, threshold=threshold, cost=_cost)
    return tuple(
        _masked_table(one, beside, hidden, threshold)
        for one, beside in zip(tables, family, strict=True)
    )


def _table(
    table: FigureTable, earlier: Sequence[Release], *, threshold: int, whole_groups: bool
) -> Table:
    values = _values(table)
    return Table(
        values,
        name=lambda key: _name(table.indicator, key),
        also=_touched_before(table, values, earlier, threshold),
        whole=_whole_groups(table.indicator, values, threshold) if whole_groups else frozenset(),
    )


def _values(table: FigureTable) -> dict[Key, int]:
    """Every counted figure by row, year and measure; the sum of the measures is a total."""
    return {
        (row, year, _index(code)): figure.value
        for (row, year), cell in table.cells.items()
        for code, figure in cell.figures.items()
        if figure.value is not None
    }


def _index(code: str) -> str | None:
    return TOTAL if code == ALL else code


def _name(indicator: Indicator, key: Key) -> Name:
    """What the cell is called among all tables: cells of one indicator differ by their key."""
    return (indicator.code, *key)


def _touched_before(
    table: FigureTable, values: Mapping[Key, int], earlier: Sequence[Release], threshold: int
) -> frozenset[Key]:
    """Cells that tell about a few people when both editions lie side by side.

    One that was hidden would print what was hidden, if nothing changed in between; one that was
    printed and changed by a small number would print that number.
    """
    codes = {row.id: row.code for row in table.centres}
    before = [one.figures for one in earlier if one.indicator == table.indicator.code]
    return frozenset(
        key
        for key, value in values.items()
        for figures in before
        if _tells(figures, _address(key, codes), value, threshold)
    )


def _address(key: Key, codes: Mapping[int, str]) -> Address:
    row, year, measure = cast(tuple[int | None, int | None, str | None], key)
    return (None if row is TOTAL else codes[row], year, measure or ALL)


def _tells(
    before: Mapping[Address, int | None],
    address: Address,
    value: int,
    threshold: int,
) -> bool:
    if address not in before:
        return False
    printed = before[address]
    if printed is None:
        return True
    return 0 < abs(value - printed) < threshold


def _whole_groups(
    indicator: Indicator, values: Mapping[Key, int], threshold: int
) -> frozenset[Key]:
    """Places where every unit is what the indicator is about."""
    if len(indicator.measures) < 2:
        return frozenset()
    first = indicator.measures[0].code
    return frozenset(
        key
        for key, value in values.items()
        if key[2] == first and value >= threshold and values.get((*key[:2], TOTAL)) == value
    )


def _cost(name: Name) -> int:
    _indicator, row, year, measure = cast(tuple[str, object, object, str | None], name)
    margins = (row is TOTAL) + (year is TOTAL)
    column = ALL if measure is TOTAL else measure
    return int(COLUMN_COSTS.get(column, 4) * MARGIN_COST**margins)


def _masked_table(table: FigureTable, family: Table, hidden: Names, threshold: int) -> FigureTable:
    cells = {place: _masked(cell, place, family, hidden) for place, cell in table.cells.items()}
    left_out = tuple(
        replace(one, figure=_small_hidden(one.figure, threshold)) for one in table.left_out
    )
    return replace(table, cells=cells, left_out=left_out, threshold=threshold)


def _masked(cell: Cell, place: Place, family: Table, hidden: Names) -> Cell:
    figures = {
        code: Figure(State.HIDDEN) if family.name((*place, _index(code))) in hidden else figure
        for code, figure in cell.figures.items()
    }
    return replace(cell, figures=figures)


def _small_hidden(figure: Figure, threshold: int) -> Figure:
    """Numbers that are part of no sum here need no second one hidden."""
    if figure.value is not None and 0 < figure.value < threshold:
        return Figure(State.HIDDEN)
    return figure
