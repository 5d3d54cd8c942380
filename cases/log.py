"""Dossiers as subjects in the log."""

from collections.abc import Sequence

from accounts.log import actor_of
from accounts.models import User
from audit.events import EventType
from audit.log import Subject, record
from cases.models import Dossier


def record_on(
    dossier: Dossier,
    event_type: EventType,
    *,
    by: User,
    fields: Sequence[str] = (),
    object_type: str = "dossier",
    object_id: str = "",
    reason: str = "",
) -> None:
    """Log something done to a dossier or to what hangs on it."""
    record(
        event_type,
        actor=actor_of(by, dossier.centre_id),
        subject=Subject(
            object_type=object_type,
            object_id=object_id or dossier.reference,
            centre_id=dossier.centre_id,
            dossier_id=dossier.pk,
        ),
        fields=fields,
        reason=reason,
    )
