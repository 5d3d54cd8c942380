"""A table at two moments beside each other: every difference with its reasons."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from reporting.counts import Asked, count, covered_of
from reporting.differences.movements import Movements, movements
from reporting.differences.reasons import Part, Reason, explained
from reporting.differences.span import Side, Span
from reporting.indicators.dimension import CENTRE
from reporting.tables import TOTAL, CentreName, Figure, FigureTable, State, counted
from reporting.unit_counts import NamedPlace


@dataclass(frozen=True)
class Change:
    """One number at both moments. The parts add up to the difference and none of them is 0.

    Without a number at one of the moments there is no difference: a state is not 0.
    """

    before: Figure
    after: Figure
    parts: tuple[Part, ...] = ()

    @property
    def difference(self) -> int | None:
        """The later number less the earlier."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def is_other(self) -> bool:
        """Whether anything differs, or moved while the number stayed."""
        return self.before != self.after or bool(self.parts)


@dataclass(frozen=True)
class Comparison:
    """Two tables with the same rows and years. A place is named by code; TOTAL is all of them."""

    before: FigureTable
    after: FigureTable
    rows: tuple[CentreName, ...]
    changes: Mapping[NamedPlace, Mapping[str, Change]]

    def change(self, row: str | None, year: int | None, measure: str) -> Change:
        """One number, by the code of its row."""
        return self.changes[row, year][measure]


def compare(before: Asked, after: Asked) -> Comparison:
    """Count both and explain the differences. They have years and rows in common.

    By the later rule; where the first has another one, what that alone changes is a reason too.
    Raises NotYetError for a year that had not begun at the first moment.
    """
    then = count(before)
    now = count(after)
    by_one_rule = replace(before, indicator=after.indicator)
    again = then if before.indicator is after.indicator else count(by_one_rule)
    return comparison_of(then, now, movements_between(by_one_rule, after, again, now), again)


def movements_between(
    before: Asked, after: Asked, then: FigureTable, now: FigureTable
) -> Movements:
    """What moved, by one rule; `then` and `now` are the tables of these questions."""
    if after.indicator.missing:
        return {}
    return movements(
        Span(
            indicator=after.indicator,
            axis=after.axis,
            years=range(after.from_year, after.to_year + 1),
            filters=after.conditions,
            before=_side(before, then),
            after=_side(after, now),
        )
    )


def _side(asked: Asked, table: FigureTable) -> Side:
    """Dossiers with stalking are a table of centres: what it counts is what is covered."""
    if asked.indicator.facts:
        covered = covered_of(asked)
    else:
        covered = frozenset(
            (row.id, year)
            for row in table.centres
            for year in table.years
            if table.cell(row.id, year)[asked.indicator.main].state is State.COUNTED
        )
    return Side(asked.known_on, asked.known_on or timezone.now(), covered)


def comparison_of(
    then: FigureTable, now: FigureTable, moved: Movements, by_one_rule: FigureTable | None = None
) -> Comparison:
    """The differences between two tables. `by_one_rule` is the first by the later definition."""
    middle = by_one_rule or then
    rows = _rows(then, now)
    changes = {
        (row, year): {
            code: _change(
                *(_figure(table, row, year, code) for table in (then, middle, now)),
                moved=moved.get((_counted_as(now, rows, row), year), {}).get(code, Counter()),
            )
            for code in now.indicator.codes
        }
        for row in (*(one.code for one in rows), TOTAL)
        for year in (*now.years, TOTAL)
    }
    return Comparison(then, now, rows, changes)


def _change(
    before: Figure, by_one_rule: Figure, after: Figure, *, moved: Mapping[Reason, int]
) -> Change:
    if before.value is None or after.value is None:
        return Change(before, after)
    parts = explained(before.value, after.value, moved, by_one_rule=by_one_rule.value)
    return Change(before, after, parts)


def _rows(then: FigureTable, now: FigureTable) -> tuple[CentreName, ...]:
    """Those of the later table, and then what only the earlier one has."""
    known = {row.code for row in now.centres}
    return (*now.centres, *(row for row in then.centres if row.code not in known))


def _counted_as(table: FigureTable, rows: tuple[CentreName, ...], code: str | None) -> str | None:
    """How the counts name a row: centres by their id."""
    if code is TOTAL or table.axis is not CENTRE:
        return code
    return str(next(row.id for row in rows if row.code == code))


def _figure(table: FigureTable, code: str | None, year: int | None, measure: str) -> Figure:
    row = next((row.id for row in table.centres if row.code == code), None)
    if code is TOTAL or row is not None:
        return table.cell(row, year)[measure]
    return _of_nothing(table, year, measure)


def _of_nothing(table: FigureTable, year: int | None, measure: str) -> Figure:
    """A row that a table does not have, had no units: 0, where its year was counted."""
    total = table.cell(TOTAL, year)[measure]
    if table.axis is CENTRE or (total.value is not None and measure in table.indicator.percentiles):
        return Figure(State.NOT_APPLICABLE)
    return total if total.value is None else counted(0)
