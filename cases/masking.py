"""Names hidden: for a screen that others can see.

The server leaves names, birth dates and free text out; nothing is left to a style sheet. People
keep a number, so that who did what to whom can still be followed.
"""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lib.dutch import write_date


@dataclass(frozen=True)
class Mask:
    """How one page writes what is personal."""

    hidden: bool = False

    def person(self, name: str, number: int) -> str:
        """The name, or "person 2"; numbers count the people of one dossier."""
        return _("Person %(number)s") % {"number": number} if self.hidden else name

    def names(self, names: str) -> str:
        """Names that stand for a whole dossier."""
        return _("Names hidden") if self.hidden and names else names

    def day(self, day: dt.date | None) -> str:
        """A birth date."""
        if day is None:
            return ""
        return _("hidden") if self.hidden else write_date(day)

    def text(self, text: str) -> str:
        """Free text: it may hold any name."""
        return _("Text hidden") if self.hidden and text else text


def mask_of(request: HttpRequest) -> Mask:
    """What this user chose for her session."""
    return Mask(hidden=bool(request.session.get("hide_names", False)))
