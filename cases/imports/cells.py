"""Reading the cells of one row, and remembering everything that is wrong with them."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lib.dutch import EARLIEST_YEAR, write_date, write_number
from lib.text import first_forbidden, normalise_line, normalise_lines

_DAY = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII
)
_DAY_FIRST = re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})", re.ASCII)
SHOWN = 30
"""So much of a wrong code or date is repeated in its error: enough to find it, no story."""


@dataclass(frozen=True)
class RowError:
    """One thing wrong with one row; `column` is '' when it is the row as a whole."""

    row: int
    column: str
    message: str


def shown(text: str) -> str:
    """The text as it may be printed in a terminal: short, without control characters."""
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in short
    )


class Cells:
    """The cells of one row. Every reader gives a value, or adds an error and gives nothing."""

    def __init__(self, row: int, values: Mapping[str, str], today: dt.date) -> None:
        self.row = row
        self.errors: list[RowError] = []
        self._values = values
        self._today = today

    def refuse(self, column: str, message: str) -> None:
        """Add an error."""
        self.errors.append(RowError(self.row, column, message))

    def has(self, column: str) -> bool:
        """Whether something is written there."""
        return bool(self._values.get(column, "").strip())

    def line(self, column: str, limit: int, *, required: bool = False) -> str:
        """Text on one line."""
        return self._text(column, normalise_line(self._values.get(column, "")), limit, required)

    def note(self, column: str, limit: int) -> str:
        """Text that may have several lines."""
        return self._text(column, normalise_lines(self._values.get(column, "")), limit, False)

    def word(self, column: str, words: Mapping[str, str], *, required: bool = False) -> str:
        """One of a few words, in English or Dutch; gives the stored value."""
        typed = self.line(column, 60, required=required).lower()
        if typed and typed not in words:
            self.refuse(
                column,
                _("‘%(text)s’ is not one of: %(words)s.")
                % {"text": shown(typed), "words": ", ".join(words)},
            )
        return words.get(typed, "")

    def day(self, column: str, *, required: bool = False) -> dt.date | None:
        """A day that exists and is not in the future."""
        typed = self.line(column, 60, required=required)
        if not typed:
            return None
        match = _DAY.fullmatch(typed) or _DAY_FIRST.fullmatch(typed)
        if not match:
            wanted = _("‘%(text)s’ is not a date as yyyy-mm-dd or dd/mm/yyyy.")
            self.refuse(column, wanted % {"text": shown(typed)})
            return None
        return self._checked_day(column, typed, match)

    def _checked_day(self, column: str, typed: str, match: re.Match[str]) -> dt.date | None:
        try:
            day = dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            self.refuse(column, _("The day ‘%(text)s’ does not exist.") % {"text": shown(typed)})
            return None
        if day > self._today:
            future = _("%(day)s lies in the future.")
            self.refuse(column, future % {"day": write_date(day)})
            return None
        if day.year < EARLIEST_YEAR:
            self.refuse(column, _("The year must be 1900 or later."))
            return None
        return day

    def _text(self, column: str, text: str, limit: int, required: bool) -> str:
        if required and not text:
            self.refuse(column, _("This cell may not be empty."))
        if len(text) > limit:
            sizes = {"count": write_number(len(text)), "limit": write_number(limit)}
            long = _("The text has %(count)s characters; at most %(limit)s are allowed.")
            self.refuse(column, long % sizes)
            return ""
        if found := first_forbidden(text):
            place = {"position": write_number(found.position), "code_point": found.code_point}
            hidden = _("Character %(position)s is invisible or unreadable (%(code_point)s).")
            self.refuse(column, hidden % place)
            return ""
        return text
