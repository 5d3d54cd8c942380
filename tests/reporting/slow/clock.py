"""Our own reading of the Brussels clock: EU summer time by rule, no time zone data."""

import datetime as dt
from functools import cache


def summer_time(instant: dt.datetime) -> bool:
    """The rule since 1996: from the last Sunday of March to that of October, 01:00 UTC."""
    start, end = (last_sunday(instant.year, month) for month in (3, 10))
    return start <= instant < end


def last_sunday(year: int, month: int) -> dt.datetime:
    """Of a month of 31 days, at 01:00 UTC."""
    last = dt.datetime(year, month, 31, 1, tzinfo=dt.UTC)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)


def slow_day(instant: dt.datetime) -> dt.date:
    return (instant + dt.timedelta(hours=2 if summer_time(instant) else 1)).date()


@cache
def edges(year: int) -> list[dt.datetime]:
    """Instants on both sides of midnight in Brussels where a day, and maybe a year, turns."""
    midnights = [
        dt.datetime(year, 1, 1, tzinfo=dt.UTC) - dt.timedelta(hours=1),
        dt.datetime(year, 12, 31, 23, tzinfo=dt.UTC),
        dt.datetime(year, 3, 1, tzinfo=dt.UTC) - dt.timedelta(hours=1),
        last_sunday(year, 3),
        last_sunday(year, 3) + dt.timedelta(hours=21),
        last_sunday(year, 10),
        last_sunday(year, 10) + dt.timedelta(hours=22),
    ]
    return [at + dt.timedelta(microseconds=step) for at in midnights for step in (-1, 0, 1)]
