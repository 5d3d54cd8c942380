"""Who is involved in a dossier, in which role, from when to when."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.events import EventType
from cases.errors import Refused
from cases.events import INVOLVEMENT_ADDED, INVOLVEMENT_CHANGED, INVOLVEMENT_ENDED
from cases.log import record_on
from cases.models import Dossier, Involvement, InvolvementRole, Person
from cases.policies import require_open
from cases.services.locking import lock_to_write
from lib.calendar import brussels_today


@transaction.atomic
def involve_person(*, by: User, dossier: Dossier, person: Person, role: str) -> Involvement:
    """Involve a person of the same centre in an open dossier, from today.

    Somebody may have two roles at once: violence is often mutual. Raises PermissionDenied for
    a person of another centre and Refused for a role she has already.
    """
    dossier = lock_to_write(by=by, dossier=dossier)
    require_open(dossier)
    if person.centre_id != dossier.centre_id:
        raise PermissionDenied
    _require_free(dossier, person, role)
    involvement = Involvement.objects.create(
        dossier=dossier, person=person, role=role, starts_on=brussels_today()
    )
    _record(involvement, dossier, INVOLVEMENT_ADDED, by=by, fields=["person", "role", "starts_on"])
    return involvement


@transaction.atomic
def end_involvement(
    *, by: User, involvement: Involvement, ends_on: dt.date | None = None
) -> Involvement:
    """Say until which day somebody was involved (default today). The row stays.

    Raises Refused for a day in the future or before the first day, or when it ended already.
    """
    dossier = lock_to_write(by=by, dossier=involvement.dossier)
    require_open(dossier)
    involvement = _require_running(involvement)
    ends_on = ends_on or brussels_today()
    if ends_on > brussels_today():
        raise Refused({"ends_on": _("The date lies in the future.")})
    if ends_on < involvement.starts_on:
        raise Refused({"ends_on": _("The last day lies before the first day.")})
    involvement.ends_on = ends_on
    involvement.save(update_fields=["ends_on"])
    _record(involvement, dossier, INVOLVEMENT_ENDED, by=by, fields=["ends_on"])
    return involvement


@transaction.atomic
def change_role(*, by: User, involvement: Involvement, role: str) -> Involvement:
    """Give somebody another role from today. The earlier role stays, with its last day.

    A role given today is corrected in place: nobody has worked with it yet. Raises Refused.
    """
    dossier = lock_to_write(by=by, dossier=involvement.dossier)
    require_open(dossier)
    involvement = _require_running(involvement)
    if role == involvement.role:
        return involvement
    _require_free(dossier, involvement.person, role)
    today = brussels_today()
    if involvement.starts_on >= today:
        involvement.role = role
        involvement.save(update_fields=["role"])
    else:
        involvement.ends_on = today
        involvement.save(update_fields=["ends_on"])
        involvement = Involvement.objects.create(
            dossier=dossier, person=involvement.person, role=role, starts_on=today
        )
    _record(involvement, dossier, INVOLVEMENT_CHANGED, by=by, fields=["role"])
    return involvement


def _require_free(dossier: Dossier, person: Person, role: str) -> None:
    if role not in InvolvementRole.values:
        raise Refused({"role": _("Choose a role from the list.")})
    running = Involvement.objects.filter(dossier=dossier, ends_on__isnull=True)
    if running.filter(person=person, role=role).exists():
        raise Refused({"role": _("This person has this role in the dossier already.")})


def _require_running(involvement: Involvement) -> Involvement:
    involvement = Involvement.objects.select_related("person").get(pk=involvement.pk)
    if involvement.ends_on is not None:
        raise Refused({"": _("This involvement has ended already.")})
    return involvement


def _record(
    involvement: Involvement, dossier: Dossier, event: EventType, *, by: User, fields: list[str]
) -> None:
    record_on(
        dossier,
        event,
        by=by,
        fields=fields,
        object_type="involvement",
        object_id=str(involvement.pk),
    )
