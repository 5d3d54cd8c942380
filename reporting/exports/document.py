"""What every file holds: the rows, and the explanation without which no number leaves."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.dutch import write_moment
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import ALL
from reporting.tables import TOTAL, Cell, Figure, FigureTable, Place, Share, State
from reporting.wording import coverage_text, figure_text, state_text, year_note

BOTH = "centre,year"
BY_CENTRE = "centre"
BY_YEAR = "year"
BREAKDOWNS = (BOTH, BY_CENTRE, BY_YEAR)
"""What a table may be broken down by."""


@dataclass(frozen=True)
class Amount:
    """A number and its state; a file keeps them in two columns, so that no text is a number.

    `state` is as printed, with its detail; `code` is for machines and does not change with the
    wording.
    """

    value: int | Decimal | None
    state: str
    code: State = State.COUNTED


class ColumnRole(StrEnum):
    """What a column is for, where a layout for people differs from one for machines."""

    OTHER = ""
    YEAR = "year"
    ROW_KIND = "row_kind"


@dataclass(frozen=True)
class Column:
    """A heading; a column of amounts becomes two in a spreadsheet."""

    label: str
    is_amount: bool = False
    decimals: int = 0
    is_wide: bool = False
    role: ColumnRole = ColumnRole.OTHER


@dataclass(frozen=True)
class Row:
    """One line of the table; a total is marked, so that nobody adds it to its parts."""

    values: tuple[str | Amount, ...]
    is_total: bool


@dataclass(frozen=True)
class Line:
    """One line of the explanation."""

    label: str
    text: str

    @property
    def is_note(self) -> bool:
        """Whether a reader must see it under the table itself, also where the rest is folded.

        Known by its words: of a frozen answer there is nothing else.
        """
        return self.label == _("Mind")


@dataclass(frozen=True)
class Maker:
    """Who made the file and when, and the export number under which the ledger knows it."""

    name: str
    at: dt.datetime
    watermark: str = ""


@dataclass(frozen=True)
class Document:
    """A table with its explanation, ready to be written in any format."""

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    explanation: tuple[Line, ...]
    file_stem: str
    maker: Maker


def document_of(table: FigureTable, *, per: str, maker: Maker) -> Document:
    """The document of a counted table, broken down by centre and year, by centre or by year."""
    indicator = table.indicator
    first, last = table.years[0], table.years[-1]
    stem = f"{indicator.code.replace('_', '-')}-{first}-{last}"
    return Document(
        title=str(indicator.title),
        subtitle=period_text(table),
        columns=_columns(table),
        rows=tuple(_rows(table, per)),
        explanation=(*explanation_of(table), *made_by(maker)),
        file_stem=f"{stem}-{_('shared')}" if table.threshold else stem,
        maker=maker,
    )


def period_text(table: FigureTable) -> str:
    """2022–2026, with what is known about the running year."""
    first, last = table.years[0], table.years[-1]
    period = f"{first}" if first == last else f"{first}–{last}"
    note = year_note(table, last)
    return f"{period} ({note})" if note else period


def _columns(table: FigureTable) -> tuple[Column, ...]:
    indicator = table.indicator
    amounts = [Column(indicator.label_of(code), is_amount=True) for code in indicator.codes]
    return (
        Column(capfirst(str(table.axis.label)), is_wide=True),
        *year_columns(),
        *amounts,
        *_unknown_columns(table),
        Column(_("Coverage"), is_wide=True),
        Column(_("Note"), is_wide=True),
    )


def year_columns() -> tuple[Column, Column]:
    """The year of a line, and whether it is a figure or a total of others."""
    return (
        Column(_("Year"), role=ColumnRole.YEAR),
        Column(_("Kind of row"), role=ColumnRole.ROW_KIND),
    )


def _unknown_columns(table: FigureTable) -> tuple[Column, ...]:
    """The share of what is unknown, and what the figure is at most."""
    indicator = table.indicator
    if not indicator.unknown:
        return ()
    share = _("Share of %(measure)s (%%)") % {
        "measure": indicator.label_of(indicator.unknown).lower()
    }
    upper = _("%(measure)s, at most") % {"measure": indicator.label_of(indicator.main)}
    return (
        Column(share, is_amount=True, decimals=1),
        Column(upper, is_amount=True),
    )


def places_of(table: FigureTable, per: str) -> list[Place]:
    """The cells and totals of a breakdown: the cells centre by centre, then the totals."""
    centres = [centre.id for centre in table.centres]
    cells = [(centre, year) for centre in centres for year in table.years]
    of_centres = [(centre, TOTAL) for centre in centres]
    of_years = [(TOTAL, year) for year in table.years]
    return [
        *(cells if per == BOTH else ()),
        *(of_centres if per != BY_YEAR else ()),
        *(of_years if per != BY_CENTRE else ()),
        (TOTAL, TOTAL),
    ]


def place_names(table: FigureTable) -> dict[tuple[str, ...], Place]:
    """Every cell and total by the row and the year that are printed in front of it."""
    return {(_row_name(table, row), _year_name(year)): (row, year) for row, year in table.cells}


def _rows(table: FigureTable, per: str) -> Iterator[Row]:
    for centre, year in places_of(table, per):
        yield _row(table, _row_name(table, centre), centre, year)


def _row_name(table: FigureTable, row: int | None) -> str:
    names = {one.id: one.name for one in table.centres}
    return _all_rows(table) if row is TOTAL else names[row]


def _year_name(year: int | None) -> str:
    return _("all years") if year is TOTAL else str(year)


def _row(table: FigureTable, name: str, centre_id: int | None, year: int | None) -> Row:
    cell = table.cell(centre_id, year)
    indicator = table.indicator
    is_total = TOTAL in (centre_id, year)
    amounts = [_amount(cell[code]) for code in indicator.codes]
    values: tuple[str | Amount, ...] = (
        name,
        _year_name(year),
        _("total") if is_total else _("figure"),
        *amounts,
        *_of_unknown(table, cell),
        coverage_text(table, centre_id, year),
        "; ".join(notes_of(table, cell, year)),
    )
    return Row(values, is_total)


def _all_rows(table: FigureTable) -> str:
    return _("all centres") if table.axis is CENTRE else _("everything together")


def _of_unknown(table: FigureTable, cell: Cell) -> tuple[Amount, ...]:
    indicator = table.indicator
    if not indicator.unknown:
        return ()
    upper = cell.upper(indicator.main, indicator.unknown)
    return (_amount(cell.share(indicator.unknown)), _amount(upper))


def notes_of(table: FigureTable, cell: Cell, year: int | None) -> tuple[str, ...]:
    """The notes of a cell together with that of its year."""
    running = year_note(table, year) if year is not TOTAL else ""
    return (*cell.notes, running) if running and cell[ALL].state is State.COUNTED else cell.notes


def _amount(figure: Figure | Share) -> Amount:
    return Amount(figure.value, state_text(figure), figure.state)


def explanation_of(table: FigureTable) -> tuple[Line, ...]:
    """Definition, coverage, what is not counted, legend and moment: on screen and in files."""
    return (*definition_of(table), *completeness_of(table))


def definition_of(table: FigureTable) -> tuple[Line, ...]:
    """What is counted, over which period, as known when."""
    return (
        Line(_("Figure"), str(table.indicator.title)),
        Line(_("Period"), period_text(table)),
        Line(_("As known on"), write_moment(table.moment)),
        *(Line(_("Only"), words) for words in table.filters),
        *(Line(defined.label, defined.text) for defined in table.indicator.definition()),
    )


def completeness_of(table: FigureTable) -> tuple[Line, ...]:
    """Over what it is counted, what is left out, and what the states mean."""
    coverage = coverage_text(table, TOTAL, TOTAL) or _("nothing was counted")
    return (
        Line(_("Coverage"), coverage),
        *(Line(_("Mind"), note) for note in table.notes),
        *_bounds(table),
        *_not_counted(table),
        *_legend(table),
    )


def _bounds(table: FigureTable) -> Iterator[Line]:
    """What the unknown may mean for the whole: no more than between these two numbers."""
    indicator, total = table.indicator, table.total
    if not indicator.unknown or indicator.stock:
        return
    lower, upper = total[indicator.main], total.upper(indicator.main, indicator.unknown)
    share = total.share(indicator.unknown)
    if lower.value is None or upper.value is None or share.value is None:
        return
    text = _("%(share)s is unknown, so the number lies between %(lower)s and %(upper)s.")
    values = {
        "share": figure_text(share),
        "lower": figure_text(lower),
        "upper": figure_text(upper),
    }
    yield Line(_("Unknown"), text % values)


def _not_counted(table: FigureTable) -> Iterator[Line]:
    for left_out in table.left_out:
        label = _("Number not counted: %(what)s") % {"what": left_out.label.lower()}
        yield Line(label, figure_text(left_out.figure))


def _legend(table: FigureTable) -> Iterator[Line]:
    if table.threshold:
        yield Line(_("Small numbers"), small_cells_text(table.threshold))
    found = _states_in(table)
    for state in State:
        if state in found:
            yield Line(_("State “%(state)s”") % {"state": state.label}, state.explanation)


def _states_in(table: FigureTable) -> set[State]:
    """The states that need explaining: those of the table, and the real zero always."""
    found = {State.COUNTED}
    for cell in table.cells.values():
        found |= {figure.state for figure in cell.figures.values()}
        found |= {amount.code for amount in _of_unknown(table, cell)}
    return found


def made_by(maker: Maker) -> tuple[Line, ...]:
    """Who made the file, and its export number when the ledger has a line for it."""
    text = _("%(name)s, %(moment)s") % {"name": maker.name, "moment": write_moment(maker.at)}
    number = (Line(_("Export number"), maker.watermark),) if maker.watermark else ()
    return (Line(_("Made by"), text), *number)


def small_cells_text(threshold: int) -> str:
    """What the small-cell rule did, for who reads the file."""
    return _(
        "Shared export: numbers from 1 to %(last)s are hidden, and so are other numbers from "
        "which they could be calculated. The numbers not counted are those of all centres and "
        "years together, whatever the filter."
    ) % {"last": threshold - 1}
