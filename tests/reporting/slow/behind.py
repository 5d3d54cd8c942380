"""What is listed behind every number, beside the units of the slow count."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from django.db import transaction

from accounts.models import Centre, User
from lib.acting import acting_as
from reporting.counted_facts import AskedCell
from reporting.counts import Asked
from reporting.indicators import LIBRARY
from reporting.indicators.dimension import CENTRE, Dimension
from reporting.services.counted_units import CountedUnits, counted_units
from tests.reporting.slow.comparing import slow_table
from tests.reporting.slow.counting import ALL, COUNTED, SlowTable
from tests.reporting.slow.history import YEARS, History
from tests.reporting.slow.units import Unit

SPANS = ((YEARS[-2], YEARS[-2]), (YEARS[0], YEARS[-1]))
"""One year by itself, and all together."""


@dataclass
class Behind:
    """How many units were listed behind the numbers of one indicator, and what is different."""

    units: int = 0
    differences: list[str] = field(default_factory=list)


def behind(history: History, code: str, user: User) -> Behind:
    """Every row and column of an indicator, in all centres or in one, and in some years."""
    slow = slow_table(history, history.moments[-1], code, {})
    found = Behind()
    for axis, centres in _tables(history, code):
        cells = _Cells(history, slow, axis, centres)
        for row, (first, last), column in product(cells.rows, SPANS, LIBRARY[code].codes):
            if slow.rule.stock and first != last:
                continue
            asked = Asked(LIBRARY[code], axis, centres, first, last, {}, None)
            with acting_as(user.pk), transaction.atomic():
                listed = counted_units(by=user, cell=AskedCell(asked, row, column))
                texts = list(cells.differences(listed, row, range(first, last + 1), column))
            where = f"{code} by {axis.code}, {row} in {len(centres)}, {first}-{last}, {column}"
            found.differences += [f"{where}: {text}" for text in texts]
            found.units += listed.units if listed else 0
    return found


def _tables(history: History, code: str) -> Iterator[tuple[Dimension, list[Centre]]]:
    """A table by centre has one of them in every cell; the others have all in each row."""
    for axis in LIBRARY[code].dimensions:
        if axis is CENTRE:
            yield from ((axis, [centre]) for centre in history.centres[:2])
        yield axis, history.centres


class _Cells:
    """The units of these centres, row by row."""

    def __init__(
        self, history: History, slow: SlowTable, axis: Dimension, centres: list[Centre]
    ) -> None:
        self.erased = history.erased
        self.slow = slow
        self.centres = {centre.pk for centre in centres}
        self.units = {
            place: [unit for unit in units if unit.centre in self.centres]
            for place, units in slow.cells(axis.code).items()
        }
        named = {row for (row, _year), units in self.units.items() if units} - {None}
        # All of them, the row of what is not known (it has no code), and two others.
        some = sorted(named, key=str)
        self.rows = [None] if axis is CENTRE else [None, *some[:2], *some[2:][-1:]]

    def differences(
        self, listed: CountedUnits | None, row: str | None, years: range, column: str
    ) -> Iterator[str]:
        units = [unit for year in years for unit in self.units.get((row, year), [])]
        number = self.slow.numbers(units)[column]
        if column in self.slow.rule.columns:
            units = [unit for unit in units if self.slow.rule.columns[column](unit)]
        places = product(self.centres, years)
        is_counted = any(self.slow.states[place] == COUNTED for place in places)
        if listed is None:
            # A code that was not in the list yet has no number either, and no units.
            if is_counted and number is not None and (row is None or units):
                yield f"nothing is listed, slowly {number}"
            return
        if (listed.number, is_counted) != (number, True):
            yield f"{listed.number}, slowly {number}"
        yield from self._listed(listed, units)

    def _listed(self, listed: CountedUnits, units: list[Unit]) -> Iterator[str]:
        left = [unit for unit in units if unit.dossier not in self.erased]
        whole, there = self.slow.numbers(units)[ALL], self.slow.numbers(left)[ALL]
        if (listed.units, listed.units - listed.erased) != (whole, there):
            yield f"{listed.units} units, {listed.erased} erased, slowly {whole} and {there}"
        wanted = {unit.dossier or unit.counted for unit in left}
        keys = set(listed.rows.values_list("pk", flat=True))
        if keys != wanted:
            yield f"{len(keys)} listed, slowly {len(wanted)}"
