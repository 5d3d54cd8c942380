"""One counted figure as a percentage of another: cell by cell, where their units are equal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Self

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reporting.asking import Ask, AskError
from reporting.exports.document import Line
from reporting.indicators import LIBRARY, Indicator
from reporting.indicators.dimension import CENTRE
from reporting.indicators.unit import Unit
from reporting.ratios import ratio, require_equal_units
from reporting.tables import TOTAL, Cell, Figure, FigureTable, Place, Share, State


@dataclass(frozen=True)
class FigureColumn:
    """One column of an indicator: what stands above or below the line."""

    indicator: Indicator
    measure: str

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read "indicator:measure". Raises AskError for what is not in the library."""
        code, _colon, measure = text.partition(":")
        indicator = LIBRARY.get(code)
        if indicator is None or measure not in indicator.codes:
            raise AskError(_("There is no indicator %(code)s.") % {"code": text})
        return cls(indicator, measure)

    def __str__(self) -> str:
        return f"{self.indicator.code}:{self.measure}"

    @property
    def unit(self) -> Unit:
        """Days for a median of days, else what the indicator counts."""
        return self.indicator.unit_of(self.measure)

    @property
    def title(self) -> str:
        """Dossiers met stalking: Alle dossiers"""
        label = self.indicator.label_of(self.measure)
        return f"{capfirst(str(self.indicator.title))}: {label}"


@dataclass(frozen=True)
class Ratio:
    """The percentages of a table, with what stood below the line and what a reader must know."""

    part: FigureColumn
    whole: FigureColumn
    shares: Mapping[Place, Share]
    wholes: Mapping[Place, Figure]
    notes: Mapping[Place, tuple[str, ...]]
    table: FigureTable
    """All of what stood below the line."""

    @property
    def explanation(self) -> tuple[Line, ...]:
        """What was divided by what, and when the figure below the line is counted."""
        names = {"part": self.part.title, "whole": self.whole.title, "unit": self.whole.unit.label}
        text = _(
            "%(part)s divided by %(whole)s, in the same row and year. Both count the same unit: "
            "%(unit)s."
        )
        lines = [Line(_("Percentage"), text % names)]
        lines += [
            Line(_("Below the line: %(what)s") % {"what": one.label.lower()}, one.text)
            for one in self.whole.indicator.definition()
            if one.label in _kept()
        ]
        if any(share.value is not None and share.value > 100 for share in self.shares.values()):
            more = _("Units above the line need not be among those below it.")
            lines.append(Line(_("More than 100 %"), more))
        return tuple(lines)


def _kept() -> tuple[str, ...]:
    """Of the definition of what is below the line; all of it stands with the indicator itself."""
    return (_("Counting unit"), _("Counted on"), _("Not counted"), _("Definition"))


def require_ratio(part: FigureColumn, whole: FigureColumn) -> None:
    """Raises UnequalUnitsError for two units, AskError for what is no number of units."""
    require_equal_units(part.title, part.unit, whole.title, whole.unit)
    if part.unit is Unit.DAY:
        raise AskError(_("A median of days has no share: choose a column that counts."))
    if part.indicator.stock != whole.indicator.stock:
        raise AskError(
            _("One figure is counted on a day and the other over a year: that is no share.")
        )


def ask_of_whole(ask: Ask, part: FigureColumn, whole: FigureColumn) -> Ask:
    """The same question to the figure below the line: its rows, years, centres and filters.

    Raises UnequalUnitsError, and AskError where the figure cannot be split or filtered so.
    """
    require_ratio(part, whole)
    rows = [one.code for one in part.indicator.dimensions]
    asked = replace(ask, indicator=whole.indicator.code, version=0, by=ask.by or "".join(rows[:1]))
    asked.of()
    here = ask.centres or asked.by == CENTRE.code
    if here and not whole.indicator.has_centres:
        raise AskError(_("This figure cannot be split by %(code)s.") % {"code": CENTRE.label})
    return asked


def ratio_of(
    table: FigureTable, part: FigureColumn, whole_table: FigureTable, whole: FigureColumn
) -> Ratio:
    """Every cell and total of `table` over that of `whole_table`. Raises UnequalUnitsError."""
    places = _Places(table, part.measure, whole_table, whole.measure)
    wholes = {place: places.whole(place) for place in table.cells}
    return Ratio(
        part,
        whole,
        shares={
            place: ratio(cell[part.measure], part.unit, wholes[place], whole.unit)
            for place, cell in table.cells.items()
        },
        wholes=wholes,
        notes={
            place: tuple(one for one in places.notes(place) if one not in cell.notes)
            for place, cell in table.cells.items()
        },
        table=whole_table,
    )


class _Places:
    """The cell below the line of a cell: the same row by its code, since numbers may differ."""

    def __init__(self, table: FigureTable, measure: str, whole: FigureTable, below: str) -> None:
        numbers = {row.code: row.id for row in whole.centres}
        self.table, self.measure, self.other, self.below = table, measure, whole, below
        self.rows: dict[int | None, int | None] = {TOTAL: TOTAL}
        self.rows |= {row.id: numbers[row.code] for row in table.centres if row.code in numbers}

    def cell(self, place: Place) -> Cell | None:
        row, year = place
        return self.other.cells.get((self.rows[row], year)) if row in self.rows else None

    def notes(self, place: Place) -> tuple[str, ...]:
        cell = self.cell(place)
        return cell.notes if cell else ()

    def whole(self, place: Place) -> Figure:
        cell = self.cell(place)
        if cell is None:
            return Figure(State.NOT_APPLICABLE)
        if cell[self.below].value is not None and not self._same_ground(place, cell):
            detail = _("not over the same centres and years")
            return Figure(State.NOT_APPLICABLE, detail=detail)
        return cell[self.below]

    def _same_ground(self, place: Place, cell: Cell) -> bool:
        """A total is set against a total only where the same centres and years are in both."""
        ours, theirs = self.table.cells[place].coverage, cell.coverage
        if ours is None or theirs is None:
            return True
        if self.table.axis is not CENTRE:
            return (ours.counted, ours.applicable) == (theirs.counted, theirs.applicable)
        row, year = place
        rows = [one.id for one in self.table.centres] if row is TOTAL else [row]
        years = self.table.years if year is TOTAL else [year]
        return all(self._both_or_none((r, y)) for r, y in product(rows, years))

    def _both_or_none(self, place: Place) -> bool:
        cell = self.cell(place)
        theirs = cell is not None and cell[self.below].state.is_number
        return self.table.cells[place][self.measure].state.is_number == theirs
