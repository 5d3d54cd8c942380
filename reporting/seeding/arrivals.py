"""When and where dossiers come in: month by month, growing, and only where a centre is open."""

import calendar
import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from reporting.seeding.days import working_day
from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.world import NotReady, SeedCentre, World

GROWTH_PER_YEAR = 0.12
SUMMER = {7: 0.85, 8: 0.85}


@dataclass(frozen=True)
class Slot:
    """A centre during the days of one month on which it takes dossiers."""

    centre: SeedCentre
    first: int
    last: int


class Arrivals:
    """Spreads dossiers over months in order, and over the centres open in each."""

    def __init__(self, world: World, since: dt.date) -> None:
        months = [_slots(world, first) for first in _months(since, world.until)]
        self._months = [Weighted(slots) for slots in months if slots]
        if not self._months:
            raise NotReady("No centre is open in this period.")
        self._bounds = list(accumulate(month.total for month in self._months))

    def pick(self, dice: Dice, share: float) -> tuple[SeedCentre, int]:
        """The centre and day of the dossier at this share (0 up to 1) of all dossiers."""
        month = self._months[bisect_right(self._bounds, share * self._bounds[-1])]
        slot = month.pick(dice)
        day = working_day(dice.between(slot.first, slot.last))
        return slot.centre, min(day, slot.last)


def _months(since: dt.date, until: int) -> Iterator[dt.date]:
    day = since
    while day.toordinal() <= until:
        yield day
        day = (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)


def _slots(world: World, first: dt.date) -> list[tuple[Slot, float]]:
    length = calendar.monthrange(first.year, first.month)[1]
    end = first.replace(day=length).toordinal()
    found = []
    for centre in world.centres:
        begins = max(first.toordinal(), centre.first_day)
        ends = min(end, world.until, centre.last_day or world.until)
        if begins <= ends:
            growth = (1 + GROWTH_PER_YEAR) ** (first.year - 2018)
            season = SUMMER.get(first.month, 1.0)
            weight = centre.size * growth * season * (ends - begins + 1) / length
            found.append((Slot(centre, begins, ends), weight))
    return found
