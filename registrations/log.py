"""What comes in, as subjects in the log."""

from collections.abc import Sequence

from accounts.log import actor_of
from accounts.models import Centre, User
from audit.events import EventType
from audit.log import Subject, record
from registrations.events import INTAKE_LISTED
from registrations.kinds import Kind, kind_of
from registrations.models import Intake
from registrations.models.counted import CountedContact


def record_on_intake(
    intake: Intake, event_type: EventType, *, by: User, fields: Sequence[str] = ()
) -> None:
    """Log something done to an intake; once it has a dossier, the dossier's log shows it too."""
    record(
        event_type,
        actor=actor_of(by, intake.centre_id),
        subject=Subject(
            object_type="intake",
            object_id=str(intake.pk),
            centre_id=intake.centre_id,
            dossier_id=intake.dossier_id,
        ),
        fields=fields,
    )


def record_listing(intakes: Sequence[Intake], *, by: User, fields: Sequence[str]) -> None:
    """Log that a list showed these intakes. `row_ids` are ids of intakes."""
    if not intakes:
        return
    centre_ids = {intake.centre_id for intake in intakes}
    centre_id = centre_ids.pop() if len(centre_ids) == 1 else None
    record(
        INTAKE_LISTED,
        actor=actor_of(by, centre_id or next(iter(by.centre_ids()), None)),
        subject=Subject(object_type="intake", centre_id=centre_id),
        fields=fields,
        row_ids=[intake.pk for intake in intakes],
    )


def record_on_contact(
    row: CountedContact, event_type: EventType, *, by: User, fields: Sequence[str] = ()
) -> None:
    """Log something done to an advice request or a contact with the helpline."""
    centre_id = row.place_id if kind_of(row).place_model is Centre else None
    record(
        event_type,
        actor=actor_of(by, centre_id),
        subject=Subject(
            object_type=str(row._meta.model_name), object_id=str(row.pk), centre_id=centre_id
        ),
        fields=fields,
    )


def record_contacts_listed(
    kind: Kind, rows: Sequence[CountedContact], *, by: User, fields: Sequence[str]
) -> None:
    """Log that a list showed these contacts."""
    if not rows:
        return
    centre_id = next(iter(by.centre_ids()), None) if kind.place_model is Centre else None
    record(
        kind.listed,
        actor=actor_of(by, centre_id),
        subject=Subject(object_type=str(kind.model._meta.model_name), centre_id=centre_id),
        fields=fields,
        row_ids=[row.pk for row in rows],
    )
