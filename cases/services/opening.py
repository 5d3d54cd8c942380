"""Opening a dossier."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from cases.errors import Refused
from cases.events import DOSSIER_OPENED
from cases.log import record_on
from cases.models import Dossier, Involvement
from lib.calendar import brussels_today


@dataclass(frozen=True)
class PersonInRole:
    """A person and the role (InvolvementRole) in which she enters the dossier."""

    person_id: int
    role: str


# Without a savepoint of its own: the use case around it is taken back as a whole.
@transaction.atomic(savepoint=False)
def open_dossier(
    *,
    by: User,
    centre: Centre,
    received_on: dt.date,
    stalking: str,
    summary: str = "",
    case_director: User | None = None,
    people: Sequence[PersonInRole] = (),
) -> Dossier:
    """Open a dossier at one of the user's centres and involve people in it.

    `received_on` is the Brussels calendar day of the intake; years are counted on it.
    `stalking` is a StalkingAnswer: there is no blank. Raises PermissionDenied for another
    centre and Refused for a day in the future.
    """
    if centre.pk not in by.centre_ids():
        raise PermissionDenied
    today = brussels_today()
    if received_on > today:
        raise Refused({"received_on": _("The date lies in the future.")})
    dossier = Dossier.objects.create(
        reference=next_reference(today.year),
        centre=centre,
        received_on=received_on,
        opened_on=today,
        opened_by=by,
        stalking=stalking,
        summary=summary,
        case_director=case_director,
    )
    Involvement.objects.bulk_create(
        Involvement(dossier=dossier, person_id=one.person_id, role=one.role, starts_on=received_on)
        for one in people
    )
    record_on(
        dossier,
        DOSSIER_OPENED,
        by=by,
        fields=["centre", "received_on", "stalking", "summary", "case_director", "people"],
    )
    return dossier


def next_reference(year: int) -> str:
    """A new dossier number such as VH-2026-000412, from a sequence: it never collides."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_dossier_reference')")
        (number,) = cursor.fetchone()
    return f"VH-{year}-{number:06d}"
