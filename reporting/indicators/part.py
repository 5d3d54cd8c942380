"""How the units of one indicator stand among those of another."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporting.indicators.indicator import Indicator

OF_ALL = "all"
"""The column of the whole that holds every unit of it (indicator.ALL)."""


@dataclass(frozen=True, kw_only=True)
class PartOf:
    """Every unit counted here is counted in `whole` too: in the same row and year, in the column
    `measure`, and in one of `rows` of its breakdown by `dimension`, where these are given.

    With `exact` it is all of these units, so the numbers are the same. Whoever has both tables
    can subtract them: the disclosure control looks at what is left as at a cell.
    """

    whole: "Indicator"
    measure: str = OF_ALL
    dimension: str = ""
    rows: tuple[str, ...] = ()
    exact: bool = False

    @property
    def is_the_same(self) -> bool:
        """Whether both count the same units."""
        return self.exact and not self.dimension


@dataclass(frozen=True, kw_only=True)
class Covered:
    """Rows of `whole`, of several breakdowns, that together hold every unit counted here, some of
    them more than once, and no other unit.

    The number here is then at least the largest of these rows and at most their sum. `rows` gives
    their codes by dimension: the code lists say which these are.
    """

    whole: "Indicator"
    rows: Callable[[], Mapping[str, Iterable[str]]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Every unit counted here is a unit of `whole` that came to an end: over all years, the units
    of one of `measures` are those of the row of `whole` by `dimension` with the same code.

    In one year they differ: a unit counts there when it began and here when it ended.
    """

    whole: "Indicator"
    dimension: str
    measures: tuple[str, ...]
