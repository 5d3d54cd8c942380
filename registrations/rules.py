"""The rules of a sound intake, in one place for the form and for the use case."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from cases.models import StalkingAnswer
from codelists.models import CodeListEntry, FormOfViolence
from lib.calendar import brussels_today

IMPORT_ONLY = frozenset({"unknown"})
"""Reporter codes for rows of old files: somebody who takes an intake can ask."""


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
