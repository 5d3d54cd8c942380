"""The privacy officer reads the log, and that is in the log as well."""

from django.core.exceptions import PermissionDenied

from accounts.events import LOG_READ
from accounts.log import actor_of
from accounts.models import User
from accounts.policies import may_oversee
from audit.log import Subject, record
from audit.queries import (
    Cursor,
    LogPage,
    Period,
    dossier_id_of,
    log_of_dossier,
    log_of_user,
)
from lib.dutch import write_date

SHOWN = (
    "at",
    "actor",
    "role",
    "centre",
    "event",
    "object",
    "fields",
    "reason",
    "outcome",
    "address",
)


def read_log_of_dossier(
    *, by: User, reference: str, period: Period, before: Cursor | None
) -> LogPage:
    """A page of the log of one dossier. Raises PermissionDenied for who is no privacy officer."""
    _require(by)
    dossier_id = dossier_id_of(reference)
    page = log_of_dossier(reference, dossier_id, period=period, before=before)
    subject = Subject("dossier", reference, dossier_id=dossier_id)
    record(LOG_READ, actor=actor_of(by), subject=subject, fields=SHOWN, reason=_why(period))
    return page


def read_log_of_user(*, by: User, account: User, period: Period, before: Cursor | None) -> LogPage:
    """A page of the log of one user. Raises PermissionDenied for who is no privacy officer."""
    _require(by)
    page = log_of_user(account.pk, period=period, before=before)
    subject = Subject("user", str(account.pk))
    record(LOG_READ, actor=actor_of(by), subject=subject, fields=SHOWN, reason=_why(period))
    return page


def _require(by: User) -> None:
    if not may_oversee(by):
        raise PermissionDenied


def _why(period: Period) -> str:
    first = write_date(period.first) if period.first else "…"
    last = write_date(period.last) if period.last else "…"
    return f"{first} – {last}"
