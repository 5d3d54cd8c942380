"""The small-cell rule for tables that leave the house, by publication profile."""

from collections.abc import Sequence
from dataclasses import replace

from reporting.disclosure.breakdown import Breakdown
from reporting.disclosure.family import hidden_names
from reporting.disclosure.found import Found
from reporting.disclosure.linked import Release, Rules, printed_before, tables_of
from reporting.disclosure.naming import index_of
from reporting.disclosure.profiles import Profile
from reporting.disclosure.table import Name, Names
from reporting.indicators.indicator import ALL
from reporting.tables import TOTAL, Cell, Figure, FigureTable, State

COLUMN_COSTS = {"stalking": 6, "unknown": 1, "no": 2, ALL: 4}
"""What a reader misses most: the stalking counts, then the number of dossiers."""
MARGIN_COST = 12
"""A total is missed more than a cell of it, and a total of totals more than that."""


def protect(
    tables: Sequence[FigureTable],
    *,
    profile: Profile,
    earlier: Sequence[Release] = (),
    found: Found | None = None,
) -> tuple[FigureTable, ...]:
    """The tables as this profile may print them, protected together.

    They are all that can be asked for: every breakdown of the indicators of one family
    (indicators.families), parts before their wholes, over all centres and years. What is printed
    is taken from them with `select`, so that two exports cannot be subtracted. The columns are one
    family too: the sum of all is a margin of the measures. `earlier` are the editions that readers
    of this profile have already; `found` what was searched before. Raises InconsistentFamilyError
    when something was registered between one count and the next.
    """
    if profile.threshold is None:
        return tuple(tables)
    rules = Rules(profile.threshold, profile.whole_groups, printed_before(earlier))
    breakdowns = [Breakdown(one) for one in tables]
    found = {} if found is None else found
    hidden = _as_before(breakdowns, rules, found)
    if hidden is None:
        hidden = _hidden(breakdowns, rules, found)
    return tuple(_masked_table(one, hidden, rules.threshold) for one in breakdowns)


def _hidden(breakdowns: Sequence[Breakdown], rules: Rules, found: Found) -> Names:
    family = list(tables_of(breakdowns, rules))
    return hidden_names(family, threshold=rules.threshold, cost=_cost, found=found)


def _as_before(breakdowns: Sequence[Breakdown], rules: Rules, found: Found) -> Names | None:
    """What is hidden without a look at earlier editions, if that prints every cell of them again
    and hides the same: then nobody learns anything from the next one. Else None.

    Every cell that was hidden needs a move of its own, and a search for so many may hide another
    cell, although nothing changed.
    """
    values = {one.name(key): value for one in breakdowns for key, value in one.values.items()}
    before = {name: printed for name, printed in rules.before.items() if name in values}
    if not before or any({*printed} - {None, values[name]} for name, printed in before.items()):
        return None
    hidden = _hidden(breakdowns, replace(rules, before={}), found)
    shown = {name: None if name in hidden else value for name, value in values.items()}
    same = all({*printed} == {shown[name]} for name, printed in before.items())
    return hidden if same else None


def released(table: FigureTable) -> Release:
    """What an edition prints, to be kept for the next one."""
    figures = {
        (table.row_codes[row], year, code): figure.value
        for (row, year), cell in table.cells.items()
        for code, figure in cell.figures.items()
        if figure.value is not None or figure.state is State.HIDDEN
    }
    return Release(table.indicator.code, figures, table.axis.code)


def _cost(name: Name) -> int:
    match name:
        case (str(), str(), row, year, measure):
            margins = (row is TOTAL) + (year is TOTAL)
            column = ALL if measure is TOTAL else measure
            return int(COLUMN_COSTS.get(str(column), 4) * MARGIN_COST**margins)
    # What ties two tables is printed nowhere: nobody misses it.
    return 0


def _masked_table(one: Breakdown, hidden: Names, threshold: int) -> FigureTable:
    table = one.table
    cells = {
        (row, year): _masked(cell, one, (table.row_codes[row], year), hidden)
        for (row, year), cell in table.cells.items()
    }
    left_out = tuple(
        replace(one, figure=_small_hidden(one.figure, threshold)) for one in table.left_out
    )
    return replace(table, cells=cells, left_out=left_out, threshold=threshold)


def _masked(
    cell: Cell, one: Breakdown, place: tuple[str | None, int | None], hidden: Names
) -> Cell:
    """A percentile, or that there is none, is hidden with the number of units it is taken of."""
    medians = one.indicator.has_percentiles
    figures = {
        code: Figure(State.HIDDEN)
        if (figure.value is not None or medians)
        and one.name((*place, TOTAL if medians else index_of(code))) in hidden
        else figure
        for code, figure in cell.figures.items()
    }
    return replace(cell, figures=figures)


def _small_hidden(figure: Figure, threshold: int) -> Figure:
    """Numbers that are part of no sum here need no second one hidden."""
    if figure.value is not None and 0 < figure.value < threshold:
        return Figure(State.HIDDEN)
    return figure
