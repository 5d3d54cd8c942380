"""Changing, closing and reopening a dossier."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cases.errors import Refused, StaleVersion
from cases.events import DOSSIER_CLOSED, DOSSIER_EDITED, DOSSIER_REOPENED
from cases.log import record_on
from cases.models import Convocation, CountingExclusion, Dossier, StalkingAnswer
from cases.policies import possible_case_directors, require_open
from cases.services.locking import lock_to_write, save_if_unchanged
from codelists.models import ClosureReason
from lib.calendar import brussels_today

IMPORT_ONLY_REASONS = frozenset({"unknown"})
"""Closure reasons that only an import of an old file may give."""
OPENED_BY_MISTAKE = "entered_in_error"
"""Whoever closes with this reason takes the dossier out of the counts as well."""
NEEDS_NOTE = "other"


@transaction.atomic
def edit_dossier(
    *,
    by: User,
    dossier: Dossier,
    version: int,
    summary: str | None = None,
    stalking: str | None = None,
    counting_exclusion: str | None = None,
    reason: str = "",
) -> Dossier:
    """Change what is given and leave the rest (None). `reason` is kept in the log.

    The stalking answer and the exclusion also change on a closed dossier, because they say
    what the dossier counts for; the summary needs an open one. Leaving a dossier out of the
    counts, or taking it back in, needs a reason. Raises PermissionDenied, Refused, StaleVersion.
    """
    dossier = lock_to_write(by=by, dossier=dossier)
    given = {"summary": summary, "stalking": stalking, "counting_exclusion": counting_exclusion}
    changes = {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(dossier, name)
    }
    if "summary" in changes:
        require_open(dossier)
    _require_known(changes)
    if "counting_exclusion" in changes and not reason:
        raise Refused({"reason": _("Give the reason.")})
    return _save(dossier, by=by, version=version, changes=changes, reason=reason)


@transaction.atomic
def assign_case_director(
    *, by: User, dossier: Dossier, version: int, case_director: User | None
) -> Dossier:
    """Make somebody who works at the centre today case director, or nobody (None).

    Raises PermissionDenied, Refused and StaleVersion.
    """
    dossier = lock_to_write(by=by, dossier=dossier)
    require_open(dossier)
    possible = possible_case_directors(dossier.centre_id)
    if case_director and not possible.filter(pk=case_director.pk).exists():
        raise Refused({"case_director": _("Choose somebody who works at this centre today.")})
    if dossier.case_director_id == (case_director.pk if case_director else None):
        return dossier
    changes = {"case_director": case_director}
    return _save(dossier, by=by, version=version, changes=changes)


@transaction.atomic
def close_dossier(
    *,
    by: User,
    dossier: Dossier,
    version: int,
    closed_on: dt.date,
    closure_reason: ClosureReason,
    note: str = "",
) -> Dossier:
    """Close an open dossier and end what partners may see of it today.

    `closed_on` lies between the opening and today; the reason is valid today. A dossier that
    was opened by mistake also leaves the counts. Raises PermissionDenied, Refused, StaleVersion.
    """
    dossier = lock_to_write(by=by, dossier=dossier)
    if not dossier.is_open:
        raise Refused({"": _("This dossier is closed already.")})
    _require_closable(dossier, closed_on, closure_reason, note)
    changes: dict[str, object] = {
        "closed_on": closed_on,
        "closed_by": by,
        "closure_reason": closure_reason,
        "closing_note": note,
    }
    if closure_reason.code == OPENED_BY_MISTAKE and not dossier.counting_exclusion:
        changes["counting_exclusion"] = CountingExclusion.WITHDRAWN
    dossier = save_if_unchanged(dossier, version=version, changes=changes)
    _end_convocations(dossier)
    record_on(dossier, DOSSIER_CLOSED, by=by, fields=list(changes))
    return dossier


@transaction.atomic
def reopen_dossier(*, by: User, dossier: Dossier, version: int, reason: str) -> Dossier:
    """Open a closed dossier again. The reason goes to the log; the closing note stays.

    Partners are not convened again by this. Raises PermissionDenied, Refused, StaleVersion.
    """
    dossier = lock_to_write(by=by, dossier=dossier)
    if dossier.is_open:
        raise Refused({"": _("This dossier is open already.")})
    if not reason:
        raise Refused({"reason": _("Give the reason.")})
    changes = {"closed_on": None, "closed_by": None, "closure_reason": None}
    dossier = save_if_unchanged(dossier, version=version, changes=changes)
    record_on(dossier, DOSSIER_REOPENED, by=by, fields=list(changes), reason=reason)
    return dossier


def _save(
    dossier: Dossier, *, by: User, version: int, changes: Mapping[str, object], reason: str = ""
) -> Dossier:
    if not changes:
        if dossier.version != version:
            raise StaleVersion
        return dossier
    dossier = save_if_unchanged(dossier, version=version, changes=changes)
    record_on(dossier, DOSSIER_EDITED, by=by, fields=list(changes), reason=reason)
    return dossier


def _require_known(changes: dict[str, str]) -> None:
    known = {
        "stalking": StalkingAnswer.values,
        "counting_exclusion": CountingExclusion.values,
    }
    problems = {
        name: _("Choose an answer from the list.")
        for name, values in known.items()
        if name in changes and changes[name] not in values
    }
    if problems:
        raise Refused(problems)


def _require_closable(
    dossier: Dossier, closed_on: dt.date, closure_reason: ClosureReason, note: str
) -> None:
    problems = {}
    today = brussels_today()
    if closed_on > today:
        problems["closed_on"] = _("The date lies in the future.")
    elif closed_on < dossier.opened_on:
        problems["closed_on"] = _("This day lies before the opening of the dossier.")
    choosable = ClosureReason.objects.valid_on(today).exclude(code__in=IMPORT_ONLY_REASONS)
    if not choosable.filter(pk=closure_reason.pk).exists():
        problems["closure_reason"] = _("Choose a reason from the list.")
    elif closure_reason.code == NEEDS_NOTE and not note:
        problems["note"] = _("Describe the other reason in a few words.")
    if problems:
        raise Refused(problems)


def _end_convocations(dossier: Dossier) -> None:
    """What a partner may see ends with this day, as every last day does."""
    today = brussels_today()
    running = Convocation.objects.filter(dossier=dossier, starts_on__lte=today)
    running.exclude(ends_on__lte=today).update(ends_on=today)
