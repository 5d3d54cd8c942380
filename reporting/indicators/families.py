"""Which indicators tell of each other: a family is protected together."""

from collections.abc import Iterable, Sequence

from reporting.indicators import LIBRARY
from reporting.indicators.indicator import Indicator


def family_of(indicator: Indicator) -> Sequence[Indicator]:
    """The indicators that have to be counted to protect this one: whatever is linked with it,
    near or far, parts before their wholes.

    Left out is what only repeats another one, such as the number of dossiers beside a median.
    """
    linked = _linked(indicator)
    found = [one for one in LIBRARY.values() if one.code in linked]
    needed = [one for one in found if one is indicator or not _only_repeats(one)]
    return sorted(needed, key=_depth, reverse=True)


def _linked(indicator: Indicator) -> set[str]:
    """The codes of everything that is linked with this indicator."""
    reached: set[str] = set()
    new = {indicator.code}
    while new:
        reached |= new
        new = set(_neighbours(new)) - reached
    return reached


def _neighbours(codes: set[str]) -> Iterable[str]:
    for one in LIBRARY.values():
        others = {other.code for other in _told_of(one)}
        if one.code in codes:
            yield from others
        elif others & codes:
            yield one.code


def _told_of(indicator: Indicator) -> list[Indicator]:
    over_years = [indicator.over_years] if indicator.over_years else []
    outcomes = [indicator.outcome_of.whole] if indicator.outcome_of else []
    wholes = [part.whole for part in indicator.part_of]
    return [*wholes, *(indicator.stock_of or ()), *over_years, *outcomes]


def _only_repeats(indicator: Indicator) -> bool:
    """Whether its numbers stand in the tables of another one already."""
    own = indicator.measures and not indicator.has_percentiles
    return not own and any(
        part.is_the_same and set(indicator.dimensions) <= set(part.whole.dimensions)
        for part in indicator.part_of
    )


def _depth(indicator: Indicator) -> int:
    return 1 + max(map(_depth, _told_of(indicator)), default=0)
