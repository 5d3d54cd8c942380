"""Two editions of a table of our own: why each of its numbers differs, with amounts."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.text import capfirst

from accounts.models import Centre, User
from reporting.asking import Ask
from reporting.counts import Asked, count
from reporting.differences import Movements, Part, explained, movements_between, parts_text
from reporting.exports.document import Amount, Document, Row, place_names
from reporting.indicators import LIBRARY, Indicator
from reporting.indicators.dimension import CENTRE, Dimension
from reporting.policies import countable_centres
from reporting.protected import asked_of
from reporting.questions.exhibits import Exhibit
from reporting.tables import FigureTable, Place

Printed = tuple[str, ...]
"""The row and the year as they are printed, and the column where it is not the first."""


class Explainer:
    """Explains for one user, over the centres she counts. A table that many earlier answers are
    held against is counted for the first of them only.
    """

    def __init__(self, by: User) -> None:
        self._by = by
        self._counted: dict[Hashable, FigureTable] = {}

    def reasons_of(self, then: Exhibit, now: Exhibit) -> Mapping[Printed, str]:
        """Per printed row and year why its number is another one: "+3 laat ingevoerd".

        Only for two editions of one figure that was counted here; for other tables nothing, and
        so for a row that had another name.
        """
        pair = _pair(then, now)
        if pair is None or then.document.rows == now.document.rows:
            return {}
        return dict(_Explaining(pair, self.centres, self.count).texts())

    @cached_property
    def centres(self) -> list[Centre]:
        """Those this user counts."""
        return list(countable_centres(self._by))

    def count(self, asked: Asked) -> FigureTable:
        """The table, from memory when it was asked before. These questions have no filters."""
        rows = asked.indicator.code, asked.axis.code, *(centre.pk for centre in asked.centres)
        key = (asked.from_year, asked.to_year, asked.known_on, rows)
        if key not in self._counted:
            self._counted[key] = count(asked)
        return self._counted[key]


@dataclass(frozen=True)
class _Pair:
    """A table that was frozen, and the same table now."""

    then: Exhibit
    now: Exhibit
    indicator: Indicator
    axis: Dimension
    years: range


def _pair(then: Exhibit, now: Exhibit) -> _Pair | None:
    indicator = LIBRARY.get(now.indicator)
    if indicator is None or indicator.missing or then.indicator != now.indicator:
        return None
    years = _years(then) & _years(now)
    axis = _axis(then, now, indicator)
    forward = then.document.maker.at <= now.document.maker.at
    if not (then.version and now.version == indicator.version and forward and axis and years):
        return None
    return _Pair(then, now, indicator, axis, range(min(years), max(years) + 1))


def _axis(then: Exhibit, now: Exhibit, indicator: Indicator) -> Dimension | None:
    """The dimension in the rows, by its heading: that is all a frozen table knows of it."""
    label = now.document.columns[0].label
    if then.document.columns[0].label != label:
        return None
    return next((one for one in indicator.dimensions if capfirst(str(one.label)) == label), None)


def _years(exhibit: Exhibit) -> set[int]:
    texts = {str(row.values[1]) for row in exhibit.document.rows}
    return {int(text) for text in texts if text.isdecimal()}


class _Explaining:
    """One pair: counted again as known at both moments, and held against what was printed."""

    def __init__(
        self, pair: _Pair, centres: Sequence[Centre], count: Callable[[Asked], FigureTable]
    ) -> None:
        self.pair = pair
        self.centres = centres
        first = self._asked(pair.then.document.maker.at, self._counted_then())
        last = self._asked(pair.now.document.maker.at, centres)
        self.again, self.after = count(first), count(last)
        self.moved: Movements = movements_between(first, last, self.again, self.after)

    def texts(self) -> Iterator[tuple[Printed, str]]:
        then = {_printed(row): row for row in self.pair.then.document.rows}
        now = {_printed(row): row for row in self.pair.now.document.rows}
        again, after = place_names(self.again), place_names(self.after)
        headings = _headings(self.pair.now.document)
        for printed in (one for one in after if one in then and one in now and one in again):
            places = (again[printed], after[printed])
            for column, at in self._columns().items():
                numbers = _number(then[printed], at), _number(now[printed], column)
                if parts := self._parts(numbers, places, self.pair.indicator.codes[column]):
                    yield place_of(printed, column, headings[column]), parts_text(parts)

    def _columns(self) -> dict[int, int]:
        """Where each column that is counted stood then: an older definition may have had fewer."""
        then = _headings(self.pair.then.document)
        now = _headings(self.pair.now.document)[: len(self.pair.indicator.codes)]
        return {0: 0} | {n: then.index(one) for n, one in enumerate(now) if n and one in then}

    def _parts(
        self, numbers: tuple[object, object], places: tuple[Place, Place], code: str
    ) -> tuple[Part, ...]:
        """What the facts say, what the definition alone changed, and what nothing explains."""
        before, after = numbers
        if not (isinstance(before, int) and isinstance(after, int)):
            return ()
        again, place = places
        moved = self.moved.get(self._named(place), {}).get(code, Counter())
        is_other = self.pair.then.version != self.pair.indicator.version
        by_this_rule = self.again.cells[again][code].value if is_other else None
        return explained(before, after, moved, by_one_rule=by_this_rule)

    def _named(self, place: Place) -> tuple[str | None, int | None]:
        row, year = place
        if row is None or self.pair.axis is CENTRE:
            return (None if row is None else str(row)), year
        return next(one.code for one in self.after.centres if one.id == row), year

    def _counted_then(self) -> Sequence[Centre]:
        """The centres in the frozen rows; all of them where a name is not one of today's."""
        if self.pair.axis is not CENTRE:
            return self.centres
        rows = self.pair.then.document.rows
        names = {row.values[0] for row in rows if not row.is_total}
        counted = [centre for centre in self.centres if centre.name in names]
        return counted if len(counted) == len(names) else self.centres

    def _asked(self, known_on: dt.datetime, centres: Sequence[Centre]) -> Asked:
        ask = Ask(
            indicator=self.pair.indicator.code,
            from_year=self.pair.years[0],
            to_year=self.pair.years[-1],
            by=self.pair.axis.code,
            known_on=known_on,
        )
        return replace(asked_of(ask, self.centres), centres=centres)


def _printed(row: Row) -> Printed:
    return tuple(value for value in row.values[:2] if isinstance(value, str))


def _number(row: Row, column: int) -> object:
    return amounts_in(row)[column].value


def amounts_in(row: Row) -> list[Amount]:
    """The numbers and states of a row, in the order of its columns."""
    return [value for value in row.values if isinstance(value, Amount)]


def place_of(printed: Printed, column: int, heading: str) -> Printed:
    """What a number is called: its row and year, and its column when it is not the first."""
    return printed if column == 0 else (*printed, heading)


def cells_of(exhibit: Exhibit) -> Iterator[tuple[Printed, Amount]]:
    """Everything that was counted or looked up, by what it is called. Shares and bounds follow
    from it and are left out.
    """
    indicator = LIBRARY.get(exhibit.indicator) if exhibit.version else None
    counted = len(indicator.codes) if indicator else 1
    headings = _headings(exhibit.document)
    for row in exhibit.document.rows:
        for column, amount in enumerate(amounts_in(row)[:counted]):
            yield place_of(_printed(row), column, headings[column]), amount


def _headings(document: Document) -> list[str]:
    return [column.label for column in document.columns if column.is_amount]
