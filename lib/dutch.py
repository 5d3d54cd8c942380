"""How dates, moments and numbers are written and read in Dutch (Belgium).

Own functions and not Django's locale formats: screens, exports and hand-outs must print
the same thing, also outside a request, and a list page formats some two hundred of them.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Literal

from lib.calendar import BRUSSELS

DateProblem = Literal["format", "impossible", "too_early"]

EARLIEST_YEAR = 1900
YEARS_AHEAD = 10
"""A two-digit year more than this far ahead means the century before (03.11.85 is 1985)."""

_RELATIVE = {"vandaag": 0, "gisteren": -1, "eergisteren": -2}
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


class DutchDateError(ValueError):
    """A text that is no usable date; `problem` says why."""

    def __init__(self, problem: DateProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def write_date(day: dt.date) -> str:
    """23.11.2026"""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def write_moment(instant: dt.datetime) -> str:
    """23.11.2026, 13.30 u. in Brussels; a naive instant is refused (ValueError)."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = instant.astimezone(BRUSSELS)
    return f"{write_date(local)}, {local.hour:02}.{local.minute:02} u."


def write_number(number: int | float | Decimal) -> str:
    """1.204 and 0,75: a point between thousands, a comma before decimals."""
    return f"{number:,}".translate(str.maketrans(",.", ".,"))


def write_signed(amount: int | Decimal) -> str:
    """+12, −3 or 0: how much a number differs from another."""
    if amount < 0:
        return f"−{write_number(-amount)}"
    return f"+{write_number(amount)}" if amount > 0 else write_number(amount)


def read_date(text: str, *, today: dt.date, latest: dt.date | None = None) -> dt.date:
    """Read dd.mm.jjjj and its everyday variants: 3/11/26, 3-11-2026, 2026-11-03, vandaag.

    `latest` only helps to choose the century of a two-digit year: a birth date 03.11.30
    typed in 2026 is 1930. Raises DutchDateError.
    """
    text = " ".join(text.split()).lower()
    if text in _RELATIVE:
        return today + dt.timedelta(days=_RELATIVE[text])
    year, month, day = _parts(text)
    if len(year) == 2:
        year = _four_digits(year, latest.year if latest else today.year + YEARS_AHEAD)
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        raise DutchDateError("impossible") from None
    if found.year < EARLIEST_YEAR:
        raise DutchDateError("too_early")
    return found


def _parts(text: str) -> tuple[str, str, str]:
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
        return year, month, day
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = match.groups()
        return year, month, day
    raise DutchDateError("format")


def _four_digits(short: str, latest_year: int) -> str:
    """The last year ending in these two digits that is not after `latest_year`."""
    year = latest_year // 100 * 100 + int(short)
    return str(year if year <= latest_year else year - 100)
