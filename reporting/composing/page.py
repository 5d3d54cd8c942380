"""A composition answered, as the page shows it: the table, its chart and its explanation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from design.tile_map import Cell as TileCell
from reporting.composing.composition import Compare, Composition, Show
from reporting.composing.drawing import Drawing, draw
from reporting.composing.values import (
    Value,
    difference,
    difference_text,
    values_of,
)
from reporting.exports.document import Line as Explanation
from reporting.rates import Denominators
from reporting.ratio_tables import Ratio
from reporting.screen import Address, Entry, Footnote, Footnotes, Heading, Line, all_rows
from reporting.tables import TOTAL, FigureTable, Place, State
from reporting.wording import figure_text, gaps_text, year_note


@dataclass(frozen=True)
class Composed:
    """Placed by `reporting/figure_table.html`, as every other table of figures."""

    caption: str
    row_label: str
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]
    totals: tuple[Line, ...]
    footnotes: tuple[Footnote, ...]
    drawing: Drawing
    explanation: tuple[Explanation, ...]
    groups: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Answered:
    """The table that was counted with the values that are shown of it."""

    composition: Composition
    table: FigureTable
    values: Mapping[Place, Value]
    denominators: Denominators | None = None
    below: Ratio | None = None

    @property
    def title(self) -> str:
        """Dossiers met stalking: Stalking, per 10.000 inwoners"""
        indicator = self.table.indicator
        return f"{capfirst(str(indicator.title))}: {self.column}"

    @property
    def column(self) -> str:
        """The heading of the numbers: Stalking, per 10.000 inwoners"""
        label = self.table.indicator.label_of(self.composition.measure)
        if self.below is None:
            return f"{label}, {self.composition.show.label}"
        whole = self.below.whole.title
        return _("%(part)s, in percent of “%(whole)s”") % {"part": label, "whole": whole}

    @property
    def across(self) -> tuple[int | None, ...]:
        """The years, and all of them where that says something."""
        years = self.table.years
        has_total = len(years) > 1 and self.composition.show is not Show.RATE
        return (*years, TOTAL) if has_total else years

    def notes(self, place: Place) -> tuple[str, ...]:
        """Why a cell is no ordinary one: its own notes and those of what it is divided by."""
        row, year = place
        notes = self.table.cells[place].notes
        if self.below is not None:
            return (*notes, *self.below.notes[place])
        if self.denominators is None or row is TOTAL or year is TOTAL:
            return notes
        return (*notes, *self.denominators.notes.get((row, year), ()))


def answered(
    composition: Composition,
    table: FigureTable,
    denominators: Denominators | None = None,
    below: Ratio | None = None,
) -> Answered:
    """Raises RateRefusedError where a rate has no sense, UnequalUnitsError where a share has."""
    values = values_of(table, composition, denominators, below)
    return Answered(composition, table, values, denominators, below)


def composed(answer: Answered, *, cells: Mapping[int, TileCell], address: Address) -> Composed:
    """The page; `cells` are the places of centres on the map."""
    return _Page(answer, address).composed(cells)


class _Page:
    def __init__(self, answer: Answered, address: Address) -> None:
        self.answer = answer
        self.table = answer.table
        self.values = answer.values
        self.address = address
        self.compare = answer.composition.compare
        self.footnotes = Footnotes()

    def composed(self, cells: Mapping[int, TileCell]) -> Composed:
        lines = tuple(self._line(row.short_name, row.id) for row in self.table.centres)
        totals = tuple(self._totals())
        title = self.answer.title
        return Composed(
            caption=title,
            row_label=capfirst(str(self.table.axis.label)),
            columns=tuple(self._columns()),
            lines=lines,
            totals=totals,
            footnotes=self.footnotes.all(),
            drawing=draw(
                self.answer.composition.chart, self.table, self.values, title=title, cells=cells
            ),
            explanation=tuple(explanation_of(self.answer)),
        )

    def _columns(self) -> Iterator[Heading]:
        for year in self.answer.across:
            if year is TOTAL:
                yield Heading(_("Total"))
            else:
                yield Heading(str(year), year_note(self.table, year))
        if self.compare is Compare.YEARS:
            yield Heading(_("Difference"), f"{self.table.years[-1]} − {self.table.years[0]}")

    def _totals(self) -> Iterator[Line]:
        if len(self.table.centres) > 1:
            yield self._line(all_rows(self.table), TOTAL)
        if self.compare is Compare.ROWS:
            first, last = self.table.centres
            entries = [
                _difference(self.values[first.id, year], self.values[last.id, year])
                for year in self.answer.across
            ]
            note = f"{last.short_name} − {first.short_name}"
            yield Line(_("Difference"), tuple(entries), note)

    def _line(self, label: str, row: int | None) -> Line:
        entries = [self._entry((row, year)) for year in self.answer.across]
        if self.compare is Compare.YEARS:
            first, last = self.table.years[0], self.table.years[-1]
            entries.append(_difference(self.values[row, first], self.values[row, last]))
        return Line(label, tuple(entries))

    def _entry(self, place: Place) -> Entry:
        value = self.values[place]
        marks = self.footnotes.marks(self.answer.notes(place))
        if value.value is None:
            return Entry(value.state.label, state=value.state, detail=value.detail or marks)
        row, year = place
        detail = marks or gaps_text(self.table, row, year)
        url = self.address(row, year, self.answer.composition.measure) if value.value else ""
        return Entry(figure_text(value), detail=detail, url=url)


def _difference(first: Value, last: Value) -> Entry:
    value = difference(first, last)  # type: ignore[type-var]
    return Entry(difference_text(value), state=value.state)


def explanation_of(answer: Answered) -> Iterator[Explanation]:
    """How a share or a rate was made; nothing for a number."""
    if answer.below is not None:
        yield from answer.below.explanation
    indicator, show = answer.table.indicator, answer.composition.show
    if show is Show.SHARE:
        names = {
            "part": indicator.label_of(answer.composition.measure),
            "whole": indicator.total_label,
        }
        text = _("%(part)s as a part of %(whole)s, in the same cell.") % names
        yield Explanation(_("Share"), text)
    if answer.denominators is None:
        return
    text = _(
        "The number divided by the inhabitants of the area of the centre on 1 January of the "
        "year, times 10,000. Where the inhabitants are not known there is no rate."
    )
    yield Explanation(_("Rate"), text)
    for source in answer.denominators.sources:
        yield Explanation(_("Inhabitants"), source)
    lacking = State.NOT_DELIVERED
    if any(value.state is lacking for value in answer.values.values()):
        text = _("The number of inhabitants of this centre in this year was not found.")
        yield Explanation(_("State “%(state)s”") % {"state": lacking.label}, text)
