"""A comparison as the page shows it: every text decided here, the template only places it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.dutch import write_moment, write_number, write_signed
from reporting.differences.comparing import Change, Comparison
from reporting.differences.reasons import Reason, parts_text
from reporting.exports.document import Line as Explanation
from reporting.indicators.indicator import Aggregate
from reporting.screen import Entry, all_rows
from reporting.tables import TOTAL, Figure, State
from reporting.wording import year_note


@dataclass(frozen=True)
class Line:
    """One figure at both moments."""

    label: str
    year: str
    before: Entry
    after: Entry
    difference: str
    why: tuple[str, ...]

    @property
    def boxes(self) -> tuple[Entry, Entry]:
        """Both numbers, in the order of the columns."""
        return self.before, self.after


@dataclass(frozen=True)
class DifferenceScreen:
    """The table, ready for the template. `left_out` says how many figures stayed the same."""

    caption: str
    row_label: str
    then: str
    now_label: str
    now: str
    lines: tuple[Line, ...]
    totals: tuple[Line, ...]
    summary: str
    left_out: str
    explained: str
    notes: tuple[Explanation, ...]


def screen_of(comparison: Comparison, measure: str, *, with_same: bool) -> DifferenceScreen:
    """The differences of one column; what is equal only when that is asked."""
    return _Page(comparison, measure, with_same).screen()


class _Page:
    def __init__(self, comparison: Comparison, measure: str, with_same: bool) -> None:
        self.found = comparison
        self.table = comparison.after
        self.measure = measure
        self.with_same = with_same

    def screen(self) -> DifferenceScreen:
        indicator = self.table.indicator
        names = {"title": indicator.title, "measure": indicator.label_of(self.measure)}
        cells = [(row.code, year) for row in self.found.rows for year in self.table.years]
        shown = [place for place in cells if self.with_same or self._change(*place).is_other]
        return DifferenceScreen(
            caption=capfirst(_("%(title)s: %(measure)s, at two moments") % names),
            row_label=capfirst(str(self.table.axis.label)),
            then=write_moment(self.found.before.moment),
            now_label=_("Now") if self.table.known_on is None else _("Later"),
            now=write_moment(self.table.moment),
            lines=tuple(self._line(row, year) for row, year in shown),
            totals=tuple(self._line(TOTAL, year) for year in self._across()),
            summary=self._summary(),
            left_out=self._left_out(len(cells) - len(shown)),
            explained=self._explained(),
            notes=tuple(self._notes()),
        )

    def _across(self) -> tuple[int | None, ...]:
        """The years, and all of them where that says something."""
        years = self.table.years
        return (*years, TOTAL) if len(years) > 1 and not self.table.indicator.stock else years

    def _change(self, row: str | None, year: int | None) -> Change:
        return self.found.change(row, year, self.measure)

    def _line(self, row: str | None, year: int | None) -> Line:
        change = self._change(row, year)
        names = {one.code: one.short_name for one in self.found.rows}
        note = year_note(self.table, year)
        name = _("all years") if year is TOTAL else str(year)
        difference = change.difference
        return Line(
            label=all_rows(self.table) if row is TOTAL else names[row],
            year=f"{name} ({note})" if note else name,
            before=_entry(change.before),
            after=_entry(change.after),
            difference=write_signed(difference) if difference is not None else _("none to give"),
            why=tuple(map(str, change.parts)) or _why_without_parts(change),
        )

    def _summary(self) -> str:
        """One sentence about everything together; a stock has no number over years."""
        change = self._change(TOTAL, self._across()[-1])
        if change.difference is None or self.table.indicator.stock:
            return ""
        if not change.parts:
            return _("Everything together stayed %(number)s.") % {
                "number": _entry(change.after).text
            }
        text = _("Everything together went from %(before)s to %(after)s: %(parts)s.")
        return text % {
            "before": _entry(change.before).text,
            "after": _entry(change.after).text,
            "parts": parts_text(change.parts),
        }

    def _left_out(self, amount: int) -> str:
        text = ngettext(
            "%(amount)s figure stayed the same and is not in the table.",
            "%(amount)s figures stayed the same and are not in the table.",
            amount,
        )
        return text % {"amount": amount} if amount else ""

    def _explained(self) -> str:
        """Whether anything is left over in any number of this column; always said."""
        changes = [codes[self.measure] for codes in self.found.changes.values()]
        amount = sum(
            part.reason is Reason.UNEXPLAINED for change in changes for part in change.parts
        )
        if not amount:
            return _("Not explained: nothing. In every figure the reasons add up.")
        text = ngettext(
            "In %(amount)s figure the reasons do not add up; the rest is shown as not explained.",
            "In %(amount)s figures the reasons do not add up; the rest is shown as not explained.",
            amount,
        )
        return text % {"amount": amount}

    def _notes(self) -> Iterator[Explanation]:
        """What the reasons and the states mean, and how the parts of a median are parts."""
        indicator = self.table.indicator
        if any(one.percentile for one in indicator.measures if one.code == self.measure):
            text = _(
                "Days do not add up. A part says how the number moves when the changes of that "
                "reason are applied, in the order of this list."
            )
            yield Explanation(_("Mind"), text)
        elif indicator.aggregate is Aggregate.DISTINCT:
            text = _(
                "Somebody is counted once in every figure, so the parts of a total are not the "
                "sums of the parts above it."
            )
            yield Explanation(_("Mind"), text)
        for reason in Reason:
            yield Explanation(capfirst(reason.label), reason.explanation)
        for state in self._states():
            yield Explanation(_("State “%(state)s”") % {"state": state.label}, state.explanation)

    def _states(self) -> Iterator[State]:
        changes = [codes[self.measure] for codes in self.found.changes.values()]
        seen = {figure.state for one in changes for figure in (one.before, one.after)}
        return (state for state in State if state in seen - {State.COUNTED})


def _entry(figure: Figure) -> Entry:
    if figure.value is None:
        return Entry(figure.state.label, state=figure.state, detail=figure.detail)
    return Entry(write_number(figure.value))


def _why_without_parts(change: Change) -> tuple[str, ...]:
    """A figure that was not counted at one of the moments was not 0 then."""
    if change.difference is not None:
        return (_("stayed the same"),)
    if change.before.value is None and change.after.value is not None:
        return (_("counted now, and not at the first moment"),)
    if change.before.value is not None:
        return (_("counted at the first moment, and not now"),)
    return (_("not counted"),)
