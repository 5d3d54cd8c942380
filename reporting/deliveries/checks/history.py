"""A figure beside what was known before: its earlier version, and the periods around it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from lib.dutch import write_date, write_number
from reporting.deliveries.catalogue import DeliveredIndicator
from reporting.deliveries.columns import Column
from reporting.deliveries.findings import Finding, Kind
from reporting.deliveries.observation import ObservationRow

SMALLEST_CHANGE = 10
"""A count that moves less than this is no surprise, whatever the percentage."""


@dataclass(frozen=True)
class Earlier:
    """A figure that holds now. `same_source` when the same partner delivered it."""

    cell: tuple[str, str, str, str, str]
    period_start: dt.date
    period_end: dt.date
    value: Decimal
    same_source: bool


def check_history(
    rows: Iterable[ObservationRow], indicator: DeliveredIndicator, earlier: Iterable[Earlier]
) -> Iterator[Finding]:
    """Zeros where there was something, and changes beyond the bound of the indicator."""
    known: dict[tuple[str, ...], list[Earlier]] = {}
    for one in earlier:
        known.setdefault(one.cell, []).append(one)
    given = list(rows)
    for row in given:
        known.setdefault(_cell(row), [])
    for row in given:
        before = _before(row, [*known[_cell(row)], *_in_this_table(row, given)])
        if before is not None and row.value is not None:
            yield from _judge(row, row.value, before, indicator)


def _cell(row: ObservationRow) -> tuple[str, str, str, str, str]:
    return (row.place, row.dim1, row.value1, row.dim2, row.value2)


def _in_this_table(row: ObservationRow, rows: list[ObservationRow]) -> Iterator[Earlier]:
    """The other periods of the same table: two years in one file are compared as well."""
    for one in rows:
        if one is row or _cell(one) != _cell(row) or one.value is None:
            continue
        if one.period_start and one.period_end:
            yield Earlier(_cell(one), one.period_start, one.period_end, one.value, True)


def _before(row: ObservationRow, known: list[Earlier]) -> Earlier | None:
    """The same period first, from this partner first; else the nearest earlier period."""
    start, end = row.period_start, row.period_end
    if start is None or end is None:
        return None
    same = [one for one in known if (one.period_start, one.period_end) == (start, end)]
    if same:
        return max(same, key=lambda one: one.same_source)
    length = (end - start).days
    past = [
        one
        for one in known
        if one.period_start < start and abs((one.period_end - one.period_start).days - length) <= 1
    ]
    return max(past, key=lambda one: (one.period_end, one.same_source), default=None)


def _judge(
    row: ObservationRow, value: Decimal, before: Earlier, indicator: DeliveredIndicator
) -> Iterator[Finding]:
    line, explained = row.position + 1, bool(row.note)
    words = {
        "value": write_number(Decimal(row.printed)),
        "before": write_number(before.value.normalize() + 0),
        "start": write_date(before.period_start),
        "end": write_date(before.period_end),
    }
    if value == 0:
        if before.value > 0:
            text = _("0, while it was %(before)s for %(start)s – %(end)s.") % words
            yield Finding(line, Column.VALUE, Kind.ZERO, text, False, explained)
        return
    change = abs(value - before.value)
    least = SMALLEST_CHANGE if indicator.whole else 0
    if change * 100 > before.value * indicator.bound and change >= least:
        text = _("%(value)s, while it was %(before)s for %(start)s – %(end)s.") % words
        text += " " + _("More than %(bound)s %% difference.") % {"bound": indicator.bound}
        yield Finding(line, Column.VALUE, Kind.CHANGE, text, False, explained)
