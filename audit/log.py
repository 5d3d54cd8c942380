"""Writing the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from audit.context import current_request
from audit.events import EventType, registered
from audit.models import Event, Outcome

# By hand: every page writes at least one line, and the ORM needs five times as long for it. The
# moment is the clock of the database.
_COLUMNS = tuple(field.attname for field in Event._meta.concrete_fields if field.name != "at")
_INSERT = (
    f"INSERT INTO {Event._meta.db_table} ({', '.join(_COLUMNS)}) "  # noqa: S608 - no input
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)


@dataclass(frozen=True)
class Actor:
    """Who did it and in which role; `user_id` None is the operator of the server."""

    user_id: int | None
    name: str
    role: str


OPERATOR = Actor(user_id=None, name="operator", role="operator")


@dataclass(frozen=True)
class Subject:
    """What it was done to. `dossier_id` is set for everything that hangs on a dossier."""

    object_type: str
    object_id: str = ""
    centre_id: int | None = None
    dossier_id: int | None = None


def record(
    event_type: EventType,
    *,
    actor: Actor,
    subject: Subject,
    fields: Sequence[str] = (),
    row_ids: Sequence[int] = (),
    reason: str = "",
    outcome: Outcome = Outcome.SUCCESS,
) -> Event:
    """Write one event in the current transaction.

    A write is logged in its own transaction, a read in the request's transaction, which
    commits before the body leaves: without a log row there is no change and no answer.
    `fields` are names, never values; `row_ids` are the dossiers a list showed.
    """
    event = new_event(
        event_type,
        actor=actor,
        subject=subject,
        fields=fields,
        row_ids=row_ids,
        reason=reason,
        outcome=outcome,
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [getattr(event, name) for name in _COLUMNS])
    return event


def new_event(
    event_type: EventType,
    *,
    actor: Actor,
    subject: Subject,
    fields: Sequence[str] = (),
    row_ids: Sequence[int] = (),
    reason: str = "",
    outcome: Outcome = Outcome.SUCCESS,
) -> Event:
    """An event that is not written yet, for writing many at once."""
    if event_type.code not in registered():
        raise ValueError(f"audit event type {event_type.code} is not registered")
    request = current_request()
    return Event(
        event_type=event_type.code,
        action=event_type.action,
        outcome=outcome,
        actor_id=actor.user_id,
        actor_name=actor.name,
        role=actor.role,
        centre_id=subject.centre_id,
        dossier_id=subject.dossier_id,
        object_type=subject.object_type,
        object_id=subject.object_id,
        fields=list(fields),
        row_ids=list(row_ids),
        reason=reason[:500],
        request_id=request.request_id if request else None,
        address=request.address if request else "",
    )
