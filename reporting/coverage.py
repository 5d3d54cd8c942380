"""Where a figure can exist at all: the opening of a centre and the start of its registration."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Centre
from accounts.models.centre import DatePrecision
from lib.dutch import write_date
from reporting.models import CoverageEvent, RegistrationStart, Variable
from reporting.tables import State

HELPLINE_SINCE = dt.date(2012, 3, 1)
"""Helpline 1712 is operational since 1 March 2012 (statistics.md, section 1)."""
WITHOUT_DEFAULT = frozenset({Variable.ADVICE, Variable.HELPLINE, Variable.REFERRALS})
"""Registrations that did not exist before: they start when somebody says so, not by default."""


@dataclass(frozen=True)
class CentreCoverage:
    """Since when a centre is open, and since when it registers the variable, if it does."""

    opened_on: dt.date
    opened_on_precision: str
    closed_on: dt.date | None
    registered_since: dt.date | None
    variable: str = Variable.STALKING

    def state(self, year: int, *, has_imported: bool) -> State:
        """Whether a year of this centre was counted, does not apply or was not registered.

        Dossiers imported from a predecessor make the years before the opening apply, and none
        after the closing.
        """
        is_of_predecessor = has_imported and year < self.opened_on.year
        if not (self._is_open_in(year) or is_of_predecessor):
            return State.NOT_APPLICABLE
        began = self.registered_since
        return State.COUNTED if began and began.year <= year else State.NOT_REGISTERED

    def detail(self, year: int) -> str:
        """What "not registered" alone does not say: since when it is."""
        if self.registered_since is None:
            return _("registration has not started")
        if self.registered_since.year <= year:
            return ""
        return _("only since %(day)s") % {"day": write_date(self.registered_since)}

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
        if began is None or began.year != year or began <= self.opened_on:
            return ""
        if (began.month, began.day) == (1, 1):
            return ""
        what = {"what": Variable(self.variable).label, "day": write_date(began)}
        return _("%(what)s registered since %(day)s") % what

    def _closing(self, year: int) -> str:
        if self.closed_on is None or self.closed_on.year != year:
            return ""
        if (self.closed_on.month, self.closed_on.day) == (12, 31):
            return ""
        return _("centre closed on %(day)s") % {"day": write_date(self.closed_on)}


Starts = Mapping[str, Mapping[int | None, dt.date]]
"""Per variable and centre since when it is registered."""


def all_starts() -> Starts:
    """Every start of registration, for who counts several variables."""
    found: defaultdict[str, dict[int | None, dt.date]] = defaultdict(dict)
    rows = RegistrationStart.objects.values_list("variable", "centre_id", "starts_on")
    for variable, centre, day in rows:
        found[variable][centre] = day
    return found


def coverages(
    centres: Iterable[Centre], variable: str, starts: Starts | None = None
) -> dict[int, CentreCoverage]:
    """The coverage of each centre for this variable; `starts` when they were looked up already."""
    if starts is None:
        rows = RegistrationStart.objects.filter(variable=variable)
        since: Mapping[int | None, dt.date] = dict(rows.values_list("centre_id", "starts_on"))
    else:
        since = starts.get(variable, {})
    default = None if variable in WITHOUT_DEFAULT else settings.STALKING_REGISTERED_SINCE
    return {
        centre.pk: CentreCoverage(
            opened_on=centre.opened_on,
            opened_on_precision=centre.opened_on_precision,
            closed_on=centre.closed_on,
            registered_since=since.get(centre.pk, default),
            variable=variable,
        )
        for centre in centres
    }


def coverage_outside_centres(variable: str, starts: Starts | None = None) -> CentreCoverage:
    """The coverage of what belongs to no centre: the calls to the helpline."""
    if starts is None:
        starts = all_starts()
    return CentreCoverage(
        opened_on=HELPLINE_SINCE,
        opened_on_precision=DatePrecision.DAY,
        closed_on=None,
        registered_since=starts.get(variable, {}).get(None),
        variable=variable,
    )


def event_notes(variable: str, centres: Sequence[Centre], years: Sequence[int]) -> tuple[str, ...]:
    """The coverage events that touch a table, as they are printed under it."""
    first, last = dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)
    events = CoverageEvent.objects.filter(
        Q(centre=None) | Q(centre__in=[centre.pk for centre in centres]),
        Q(ends_on=None) | Q(ends_on__gte=first),
        variable__in=("", variable),
        starts_on__lte=last,
    ).select_related("centre")
    return tuple(_event(event) for event in events)


def _event(event: CoverageEvent) -> str:
    ends = event.ends_on
    period = write_date(event.starts_on)
    if ends is None:
        period = _("since %(day)s, end not known") % {"day": period}
    elif ends != event.starts_on:
        period = f"{period}–{write_date(ends)}"
    doubt = "" if event.verified else _(" (not verified)")
    place = f"{event.centre}: " if event.centre else ""
    return f"{place}{event.text} ({period}; {_('source')}: {event.source}){doubt}"


def running_year_note(year: int, day: dt.date) -> str:
    """For the year that has not ended on the day of counting: "lopend jaar, tot 23.11.2026"."""
    if year != day.year or (day.month, day.day) == (12, 31):
        return ""
    return _("running year, until %(day)s") % {"day": write_date(day)}


Said = tuple[State, str, tuple[str, ...]]
"""State, detail and notes."""
Grid = Mapping[tuple[int | None, int], Said]
"""What is said per centre (None for what belongs to none) and year."""


def grid_of(
    coverage: Mapping[int | None, CentreCoverage],
    years: Iterable[int],
    imported: frozenset[tuple[int, int]],
) -> Grid:
    """What every centre can say about every year."""
    grid: dict[tuple[int | None, int], Said] = {}
    for year in years:
        for place, one in coverage.items():
            has_imported = (place, year) in imported
            state = one.state(year, has_imported=has_imported)
            detail = one.detail(year) if state is State.NOT_REGISTERED else ""
            grid[place, year] = (state, detail, one.notes(year))
    return grid
