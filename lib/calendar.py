"""Legal days. Instants are stored in UTC; a legal day is a date in Europe/Brussels."""

import datetime as dt
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def brussels_day(instant: dt.datetime) -> dt.date:
    """The calendar day in Brussels on which an aware instant falls.

    Raises ValueError for a naive instant: 23:30 UTC on 31 December is already next year
    in Brussels, so a missing zone silently moves a dossier to another year.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(BRUSSELS).date()


def brussels_today() -> dt.date:
    """Today's legal day in Brussels."""
    return brussels_day(dt.datetime.now(dt.UTC))
