"""Where a figure can exist at all: the opening of a centre and the start of its registration."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Centre
from accounts.models.centre import DatePrecision
from lib.dutch import write_date
from reporting.tables import State


@dataclass(frozen=True)
class CentreCoverage:
    """Since when a centre is open, and since when it registers the variable."""

    opened_on: dt.date
    opened_on_precision: str
    closed_on: dt.date | None
    registered_since: dt.date

    def state(self, year: int, *, has_imported: bool) -> State:
        """Whether a year of this centre was counted, does not apply or was not registered.

        Dossiers imported from a predecessor make the years before the opening apply.
        """
        if not (self._is_open_in(year) or has_imported):
            return State.NOT_APPLICABLE
        return State.COUNTED if self.registered_since.year <= year else State.NOT_REGISTERED

    def notes(self, year: int) -> tuple[str, ...]:
        """Why a counted year of this centre is no whole year; empty for a whole one."""
        notes = [self._opening(year), self._registration(year), self._closing(year)]
        return tuple(note for note in notes if note)

    def _is_open_in(self, year: int) -> bool:
        closes = self.closed_on.year if self.closed_on else year
        return self.opened_on.year <= year <= closes

    def _opening(self, year: int) -> str:
        if self.opened_on.year > year:
            return _("imported dossiers from before the centre opened")
        if self.opened_on.year < year:
            return ""
        if self.opened_on_precision == DatePrecision.YEAR:
            return _("centre opened in the course of this year, day unknown")
        if self.opened_on_precision == DatePrecision.MONTH:
            return _("centre open since %(month)s") % {"month": f"{self.opened_on:%m.%Y}"}
        if (self.opened_on.month, self.opened_on.day) == (1, 1):
            return ""
        return _("centre open since %(day)s") % {"day": write_date(self.opened_on)}

    def _registration(self, year: int) -> str:
        """Nothing when registration began with the year or before the centre opened."""
        began = self.registered_since
        if began.year != year or (began.month, began.day) == (1, 1) or began <= self.opened_on:
            return ""
        return _("stalking registered since %(day)s") % {"day": write_date(began)}

    def _closing(self, year: int) -> str:
        if self.closed_on is None or self.closed_on.year != year:
            return ""
        if (self.closed_on.month, self.closed_on.day) == (12, 31):
            return ""
        return _("centre closed on %(day)s") % {"day": write_date(self.closed_on)}


def coverage_of(centre: Centre, registered_since: dt.date) -> CentreCoverage:
    """The coverage of a centre's record and its start of registration."""
    return CentreCoverage(
        opened_on=centre.opened_on,
        opened_on_precision=centre.opened_on_precision,
        closed_on=centre.closed_on,
        registered_since=registered_since,
    )


def running_year_note(year: int, day: dt.date) -> str:
    """For the year that has not ended on the day of counting: "lopend jaar, tot 23.11.2026"."""
    if year != day.year or (day.month, day.day) == (12, 31):
        return ""
    return _("running year, until %(day)s") % {"day": write_date(day)}
