"""The first fact of a dossier, proposed from its intake and confirmed by a person."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cases.masking import mask_of
from cases.models import InvolvementRole, OffenceStatus
from cases.services.offences import record_offence
from cases.views.dossier import form_page
from cases.views.editing import Editing, handle
from cases.views.frame import find_to_edit
from cases.views.offence import offence_page
from cases.views.once import signed_in
from registrations.events import INTAKE_READ
from registrations.log import record_on_intake
from registrations.models import Intake
from registrations.views.detail import SHOWN, find


@form_page
def intake_offence(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a fact with the forms and the people of the intake filled in.

    The day is left open: the day of the intake is not the day on which it happened.
    """
    intake = find(request, pk)
    if intake.dossier is None:
        raise Http404
    dossier, by = find_to_edit(request, intake.dossier.reference), signed_in(request)
    record_on_intake(intake, INTAKE_READ, by=by, fields=SHOWN)
    page = offence_page(request, dossier)
    story = mask_of(request).text(intake.story)
    editing = Editing(
        **{
            **page,
            "template": "registrations/intake_offence.html",
            "context": {**page["context"], "story": story},
        },
        heading=_("Fact from the intake"),
        stored=lambda: _proposed(intake),
        save=lambda form: record_offence(by=by, dossier=dossier, content=form.content()),
        saved=_("Fact added."),
        draft_subject=f"{dossier.reference}/intake",
        fields=("people",),
    )
    return handle(request, editing)


def _proposed(intake: Intake) -> Mapping[str, Any]:
    named = list(intake.people.order_by("pk").values_list("person_id", "role"))
    return {
        "version": 1,
        "status": OffenceStatus.SUSPECTED,
        "forms": [link.form_id for link in intake.intake_forms.all()],
        "acted": [pk for pk, role in named if role == InvolvementRole.OFFENDER],
        "affected": [pk for pk, role in named if role == InvolvementRole.VICTIM],
    }
