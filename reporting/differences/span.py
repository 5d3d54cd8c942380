"""What is compared: one rule over the same rows and years, at two moments."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lib.calendar import brussels_day
from reporting.indicators import Indicator
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import Dimension
from reporting.indicators.indicator import Aggregate


@dataclass(frozen=True)
class Side:
    """One of the two moments. `covered` are the centres (or NO_CENTRE) and years with a number;
    `known_on` None is now, and `moment` is when that is."""

    known_on: dt.datetime | None
    moment: dt.datetime
    covered: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Span:
    """What is counted at both moments, by one rule."""

    indicator: Indicator
    axis: Dimension
    years: Sequence[int]
    filters: Sequence[Condition]
    before: Side
    after: Side

    @property
    def first_day(self) -> dt.date:
        """The legal day of the first moment: what happened after it is a real change."""
        return brussels_day(self.before.moment)

    @property
    def is_distinct(self) -> bool:
        """Whether a unit of which nothing changed can still be why a number is another one."""
        return self.indicator.aggregate is Aggregate.DISTINCT

    @property
    def joined(self) -> frozenset[tuple[int, int]]:
        """The centres and years that were counted at one of the moments only."""
        return self.before.covered ^ self.after.covered
