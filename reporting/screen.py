"""A counted table as the page shows it: every text decided here, the template only places it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from string import ascii_lowercase

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from design.charts import Bar, BarChart
from reporting.exports.document import BOTH, BY_YEAR
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import ALL
from reporting.tables import TOTAL, Cell, Figure, FigureTable, Share, State
from reporting.wording import coverage_text, figure_text, gaps_text, state_text, year_note

Address = Callable[[int | None, int | None, str], str]
"""Where what a figure counts is listed (row, year, measure); '' when not allowed."""


@dataclass(frozen=True)
class Entry:
    """One box of the table: a number, or a state in words that spans the whole group."""

    text: str
    state: State = State.COUNTED
    is_words: bool = False
    starts: bool = False
    span: int = 1
    detail: str = ""
    url: str = ""

    @property
    def is_state(self) -> bool:
        return self.state is not State.COUNTED

    @property
    def explanation(self) -> str:
        """What the state means, for who hears or points at "n.v.t." far above the legend."""
        return self.state.explanation

    @property
    def css(self) -> str:
        """The classes of the box: a number stands right, and a year begins with a line."""
        names = ["vh-figures__words" if self.is_words else "vh-number"]
        return " ".join([*names, "vh-figures__start"] if self.starts else names)


@dataclass(frozen=True)
class Heading:
    """A column or a group of columns."""

    label: str
    note: str = ""
    span: int = 1
    starts: bool = False
    is_words: bool = False


@dataclass(frozen=True)
class Line:
    """One row with its heading."""

    label: str
    entries: tuple[Entry, ...]
    note: str = ""


@dataclass(frozen=True)
class Footnote:
    """What "(a)" under a number says."""

    mark: str
    text: str


@dataclass(frozen=True)
class Screen:
    """The table, ready for the template. Without `groups` there is one row of headings."""

    caption: str
    row_label: str
    groups: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]
    totals: tuple[Line, ...]
    footnotes: tuple[Footnote, ...]
    chart: BarChart


def screen_of(table: FigureTable, *, per: str, address: Address) -> Screen:
    """The page of a table: per centre and year side by side, or per centre or year in a list."""
    return _Matrix(table, address).screen() if per == BOTH else _List(table, per, address).screen()


class Footnotes:
    """Notes with the same text share a mark.

    A mark stands under its number in brackets and not beside it: 152 with a small 1 behind it
    is read, and copied, as 1521.
    """

    def __init__(self) -> None:
        self._marks: dict[str, str] = {}

    def marks(self, notes: Iterable[str]) -> str:
        """(a) (b)"""
        return " ".join(f"({self._mark(note)})" for note in notes)

    def _mark(self, note: str) -> str:
        """a to z, then aa, bb: a page with more than 26 different notes is still readable."""
        times, letter = divmod(len(self._marks), len(ascii_lowercase))
        return self._marks.setdefault(note, ascii_lowercase[letter] * (times + 1))

    def all(self) -> tuple[Footnote, ...]:
        return tuple(Footnote(mark, text) for text, mark in self._marks.items())


class _Matrix:
    """Centres down, years across; under every year the measure and what is unknown."""

    def __init__(self, table: FigureTable, address: Address) -> None:
        self.table = table
        self.address = address
        self.indicator = table.indicator
        self.first = self.indicator.main
        self.notes = Footnotes()
        # One centre, or one year, is its own total.
        self.across = (*table.years, TOTAL) if len(table.years) > 1 else table.years

    def screen(self) -> Screen:
        rows = self.table.centres
        lines = tuple(self._line(row.short_name, row.id) for row in rows)
        totals = (self._line(all_rows(self.table), TOTAL),) if len(lines) > 1 else ()
        codes = self.indicator.shown
        return Screen(
            caption=caption_of(self.table),
            row_label=capfirst(str(self.table.axis.label)),
            groups=tuple(self._group(year) for year in self.across),
            columns=tuple(
                Heading(self.indicator.label_of(code), starts=code == codes[0])
                for _year in self.across
                for code in codes
            ),
            lines=lines,
            totals=totals,
            footnotes=self.notes.all(),
            chart=_chart(self.table),
        )

    def _group(self, year: int | None) -> Heading:
        span = len(self.indicator.shown)
        if year is TOTAL:
            return Heading(_("Total"), span=span)
        return Heading(str(year), year_note(self.table, year), span=span)

    def _line(self, label: str, row: int | None) -> Line:
        entries = (entry for year in self.across for entry in self._entries(row, year))
        return Line(label, tuple(entries))

    def _entries(self, row: int | None, year: int | None) -> Iterable[Entry]:
        cell = self.table.cell(row, year)
        codes = self.indicator.shown
        if not cell[ALL].state.is_number:
            yield replace(_entry(cell[ALL]), starts=True, span=len(codes))
            return
        detail = self.notes.marks(cell.notes) or gaps_text(self.table, row, year)
        for code in codes:
            url = self.address(row, year, code)
            entry = _entry(cell[code], detail=detail, url=url)
            yield replace(entry, starts=code == codes[0])
            # Only under the first number: what follows belongs to the same cell.
            detail = self._share_of_unknown(cell)

    def _share_of_unknown(self, cell: Cell) -> str:
        unknown = self.indicator.unknown
        return figure_text(cell.share(unknown)) if unknown and cell[ALL].value else ""


class _List:
    """One line per centre or per year, with every measure in a column."""

    def __init__(self, table: FigureTable, per: str, address: Address) -> None:
        self.table = table
        self.per = per
        self.address = address
        self.indicator = table.indicator

    def screen(self) -> Screen:
        lines = tuple(self._lines())
        columns = [Heading(self.indicator.label_of(code)) for code in self.indicator.codes]
        return Screen(
            caption=caption_of(self.table),
            row_label=_("Year") if self.per == BY_YEAR else capfirst(str(self.table.axis.label)),
            groups=(),
            columns=(*columns, *self._share_heading(), Heading(_("Coverage"), is_words=True)),
            lines=lines,
            totals=(self._line(_("Total"), TOTAL, TOTAL),) if len(lines) > 1 else (),
            footnotes=(),
            chart=_chart_of_lines(self.table, lines, by_year=self.per == BY_YEAR),
        )

    def _share_heading(self) -> tuple[Heading, ...]:
        if not self.indicator.unknown:
            return ()
        unknown = self.indicator.label_of(self.indicator.unknown).lower()
        return (Heading(_("Share of %(measure)s") % {"measure": unknown}),)

    def _lines(self) -> Iterable[Line]:
        if self.per == BY_YEAR:
            for year in self.table.years:
                yield self._line(str(year), TOTAL, year)
        else:
            for centre in self.table.centres:
                yield self._line(centre.short_name, centre.id, TOTAL)

    def _line(self, label: str, centre: int | None, year: int | None) -> Line:
        cell = self.table.cell(centre, year)
        coverage = coverage_text(self.table, centre, year)
        entries = [
            _entry(cell[code], url=self.address(centre, year, code))
            for code in self.indicator.codes
        ]
        if self.indicator.unknown:
            entries.append(_entry(cell.share(self.indicator.unknown)))
        entries.append(Entry(coverage or State.NOT_APPLICABLE.label, is_words=True))
        return Line(label, tuple(entries), year_note(self.table, year))


def all_rows(table: FigureTable) -> str:
    """The heading of the line of totals."""
    return _("All centres") if table.axis is CENTRE else _("Everything together")


def caption_of(table: FigureTable) -> str:
    """Dossiers met stalking, 2022–2026"""
    first, last = table.years[0], table.years[-1]
    period = f"{first}" if first == last else f"{first}–{last}"
    return f"{table.indicator.title}, {period}"


def _entry(figure: Figure | Share, *, detail: str = "", url: str = "") -> Entry:
    if figure.value is None:
        return Entry(figure.state.label, state=figure.state, detail=figure.detail or detail)
    return Entry(
        text=figure_text(figure),
        detail=detail,
        url=url if figure.value else "",
    )


def _chart(table: FigureTable) -> BarChart:
    """The centres beside each other in the last year; one centre beside itself in other years."""
    if len(table.centres) != 1 or len(table.years) == 1:
        return _chart_of_year(table, table.years[-1])
    first = table.indicator.main
    (centre,) = table.centres
    title = _("%(title)s in %(centre)s, per year")
    bars = [_bar(str(year), table.cell(centre.id, year)[first]) for year in table.years]
    names = {"title": table.indicator.title, "centre": centre.name}
    return BarChart(title=title % names, bars=tuple(bars))


def _chart_of_year(table: FigureTable, year: int) -> BarChart:
    first = table.indicator.main
    note = year_note(table, year)
    names = {"title": table.indicator.title, "year": year, "rows": table.axis.label}
    title = _("%(title)s in %(year)s, per %(rows)s") % names
    bars = [_bar(c.short_name, table.cell(c.id, year)[first]) for c in table.centres]
    return BarChart(title=f"{title} ({note})" if note else title, bars=tuple(bars))


def _chart_of_lines(table: FigureTable, lines: Iterable[Line], *, by_year: bool) -> BarChart:
    first = table.indicator.main
    if by_year:
        title = _("%(caption)s, per year")
        bars = [_bar(str(year), table.cell(TOTAL, year)[first]) for year in table.years]
    else:
        title = _("%(caption)s, per centre")
        bars = [_bar(c.short_name, table.cell(c.id, TOTAL)[first]) for c in table.centres]
    return BarChart(title=title % {"caption": caption_of(table)}, bars=tuple(bars))


def _bar(label: str, figure: Figure) -> Bar:
    if figure.value is None:
        return Bar(label, None, state=state_text(figure))
    return Bar(label, figure.value, text=figure_text(figure))
