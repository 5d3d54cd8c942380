"""Legal days as numbers (proleptic ordinals): comparing and adding costs nothing then."""

import datetime as dt

_FIRST, _LAST = dt.date(1900, 1, 1).toordinal(), dt.date(2100, 12, 31).toordinal()
_WRITTEN = tuple(dt.date.fromordinal(day).isoformat() for day in range(_FIRST, _LAST + 1))

YEAR = 365.25


def written(day: int) -> str:
    """2026-11-23"""
    return _WRITTEN[day - _FIRST]


def written_or_null(day: int | None) -> str:
    """As COPY reads it: a day, or nothing known."""
    return r"\N" if day is None else _WRITTEN[day - _FIRST]


def working_day(day: int) -> int:
    """The day itself, or the Monday after its weekend."""
    weekday = (day - 1) % 7
    return day + 7 - weekday if weekday > 4 else day


def years_before(day: int, years: float) -> int:
    return day - int(years * YEAR)
