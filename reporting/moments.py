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
        if _DAY.fullmatch(text):
            return _of_day(dt.date.fromisoformat(text))
        return _of_moment(dt.datetime.fromisoformat(text))
    except ValueError as error:
        if isinstance(error, MomentError):
            raise
        text = _("Give a day as 2026-01-15, or a moment with its zone as 2026-01-15T09:00+01:00.")
        raise MomentError(text) from error


def _of_day(day: dt.date) -> dt.datetime | None:
    _refuse(early=day.year < EARLIEST_YEAR, future=day > brussels_today())
    return end_of(day)


def _of_moment(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    _refuse(early=moment.year < EARLIEST_YEAR, future=False)
    _refuse(early=False, future=moment > dt.datetime.now(dt.UTC))
    return moment


def _refuse(*, early: bool, future: bool) -> None:
    if early:
        raise MomentError(_("The year must be 1900 or later."))
    if future:
        raise MomentError(_("The date lies in the future."))
