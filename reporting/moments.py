"""As known when: the last moment of a legal day, or a moment that is given to the second."""

import datetime as dt
import re

from django.utils.translation import gettext as _

from lib.calendar import BRUSSELS, brussels_today
from lib.dutch import EARLIEST_YEAR

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class MomentError(ValueError):
    """A text that is no moment in the past; the text says so, in Dutch."""


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The last moment of a day in Brussels; today has not ended, so that is now: None."""
    if day is None or day >= brussels_today():
        return None
    last = dt.datetime.combine(day, dt.time.max, tzinfo=BRUSSELS)
    return last.astimezone(dt.UTC)


def read_moment(text: str) -> dt.datetime | None:
    """2026-01-15, the end of that day, or 2026-01-15T09:00+01:00; None for today.

    Raises MomentError for anything else, and for what lies in the future.
    """
    try:
        given = dt.date.fromisoformat(text) if _DAY.fullmatch(text) else _with_zone(text)
    except ValueError as error:
        text = _("Give a day as 2026-01-15, or a moment with its zone as 2026-01-15T09:00+01:00.")
        raise MomentError(text) from error
    if given.year < EARLIEST_YEAR:
        raise MomentError(_("The year must be 1900 or later."))
    is_moment = isinstance(given, dt.datetime)
    if given > (dt.datetime.now(dt.UTC) if is_moment else brussels_today()):
        raise MomentError(_("The date lies in the future."))
    return given if isinstance(given, dt.datetime) else end_of(given)


def _with_zone(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment
