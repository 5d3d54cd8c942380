"""The rules of what comes in, in one place for the form and for the use case."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from cases.models import StalkingAnswer
from codelists.models import CodeListEntry, FormOfViolence
from lib.calendar import brussels_today
from registrations.kinds import Kind
from registrations.models.counted import FIRST_DAY
from registrations.models.helpline import MOST_PEOPLE

IMPORT_ONLY = frozenset({"unknown"})
"""Reporter codes for rows of old files: somebody who takes an intake can ask."""


def people_range() -> str:
    """What to say to an impossible number of people."""
    return _("Give a whole number from 0 to %(most)s.") % {"most": MOST_PEOPLE}


def holds_on(entry: CodeListEntry, day: dt.date) -> bool:
    """Whether a code that was fetched already may be used for something of this day."""
    starts, ends = entry.valid_from, entry.valid_until
    return (starts is None or starts <= day) and (ends is None or ends >= day)


def problems(
    *,
    received_on: dt.date | None,
    stalking: str,
    forms: Sequence[FormOfViolence],
    codes: Iterable[tuple[str, CodeListEntry | None]] = (),
) -> dict[str, str]:
    """Every broken rule as a message at its field. What is missing is not judged here.

    - the day of intake is not in the future;
    - each code was valid on that day;
    - the form of violence "stalking" and the answer "no" cannot both be true.
    """
    found: dict[str, str] = {}
    if received_on is not None:
        if received_on > brussels_today():
            found["received_on"] = _("The date lies in the future.")
        found |= _code_problems(received_on, [*(("forms", form) for form in forms), *codes])
    if stalking == StalkingAnswer.NO and any(form.counts_as_stalking for form in forms):
        found["stalking"] = _(
            "You ticked stalking as a form of violence and answered no here. Change one of both."
        )
    return found


def _code_problems(
    day: dt.date, codes: Iterable[tuple[str, CodeListEntry | None]]
) -> dict[str, str]:
    message = _("‘%(label)s’ was not valid on the day of the intake. Choose another one.")
    return {
        name: message % {"label": entry.label}
        for name, entry in codes
        if entry is not None and not holds_on(entry, day)
    }


def contact_problems(kind: Kind, content: Mapping[str, Any]) -> dict[str, str]:
    """Every broken rule of an advice request or a helpline contact, as a message at its field.

    - the day lies from 2012 up to today;
    - the channel exists at this register, and each code was valid on that day;
    - people reported in a call: 0 up to 999.

    What is missing is not judged here.
    """
    day, channel = content.get("received_on"), content.get("channel")
    found: dict[str, str] = {}
    if channel is not None and not all(getattr(channel, name) for name in kind.channels):
        found["channel"] = _("‘%(label)s’ is no channel here. Choose another one.") % {
            "label": channel.label
        }
    if day is not None:
        found |= _invalid_codes(day, content) | _day_problems(day)
    people = content.get("reported_people")
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        found["reported_people"] = people_range()
    return found


def _day_problems(day: dt.date) -> dict[str, str]:
    if day > brussels_today():
        return {"received_on": _("The date lies in the future.")}
    if day < FIRST_DAY:
        return {"received_on": _("The year must be 2012 or later: nothing was registered before.")}
    return {}


def _invalid_codes(day: dt.date, content: Mapping[str, Any]) -> dict[str, str]:
    message = _("‘%(label)s’ was not valid on this day. Choose another one.")
    return {
        name: message % {"label": value.label}
        for name, value in content.items()
        if isinstance(value, CodeListEntry) and not holds_on(value, day)
    }
