"""The same figure twice, figures that are missing, and periods that are not whole."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from lib.dutch import write_date
from reporting.deliveries.catalogue import DeliveredIndicator
from reporting.deliveries.columns import Column
from reporting.deliveries.findings import Finding, Kind
from reporting.deliveries.observation import ObservationRow

Period = tuple[dt.date, dt.date]


def check_twice(rows: Iterable[ObservationRow]) -> Iterator[Finding]:
    """A second row for the same figure, saying the same or something else."""
    seen: dict[tuple[object, ...], ObservationRow] = {}
    for row in rows:
        first = seen.setdefault(row.identity, row)
        if first is row:
            continue
        same = (first.printed, first.status) == (row.printed, row.status)
        text = (
            _("Is the same figure as row %(row)s. Remove one of them.")
            if same
            else _("Contradicts row %(row)s about the same figure. Keep the right one.")
        ) % {"row": first.position + 1}
        yield Finding(row.position + 1, "", Kind.TWICE, text)


def check_missing(
    rows: Iterable[ObservationRow], indicator: DeliveredIndicator
) -> Iterator[Finding]:
    """Categories without a row: what is not delivered must say why, it is not zero."""
    given: dict[tuple[str, object, object], set[tuple[str, ...]]] = {}
    for row in rows:
        found = given.setdefault((row.place, row.period_start, row.period_end), set())
        found.add(tuple((row.value1, row.value2)[: len(indicator.dimensions)]))
    for (place, start, _end), found in given.items():
        for part in indicator.parts:
            if part not in found:
                text = _(
                    "There is no row for %(what)s (%(place)s, from %(start)s). Add it with a "
                    "number or a state."
                ) % {"what": " × ".join(part), "place": place, "start": _shown(start)}
                yield Finding(0, "", Kind.MISSING, text)


def check_periods(
    rows: Iterable[ObservationRow], indicator: DeliveredIndicator, period: Period
) -> Iterator[Finding]:
    """Periods that are no whole years, and days of the delivery that no row covers."""
    if indicator.is_stock:
        return
    found: dict[Period, ObservationRow] = {}
    for row in rows:
        if row.period_start and row.period_end:
            found.setdefault((row.period_start, row.period_end), row)
    for (start, end), row in found.items():
        if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
            text = _(
                "%(start)s – %(end)s is no whole calendar year: it cannot be compared with years."
            ) % {"start": write_date(start), "end": write_date(end)}
            line, explained = row.position + 1, bool(row.note)
            yield Finding(line, Column.FROM, Kind.PERIOD, text, False, explained)
    yield from _gaps(sorted(found), period)


def _gaps(periods: list[Period], whole: Period) -> Iterator[Finding]:
    expected, last = whole
    for start, end in periods:
        if start > expected:
            yield _gap(expected, start - dt.timedelta(days=1))
        expected = max(expected, end + dt.timedelta(days=1))
    if periods and expected <= last:
        yield _gap(expected, last)


def _gap(start: dt.date, end: dt.date) -> Finding:
    text = _("No row is about %(start)s – %(end)s, which lies in the period of the delivery.") % {
        "start": write_date(start),
        "end": write_date(end),
    }
    return Finding(0, Column.FROM, Kind.PERIOD, text, False)


def _shown(day: object) -> str:
    return write_date(day) if isinstance(day, dt.date) else ""
