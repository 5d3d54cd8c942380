"""Recording and changing a fact."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cases.forms.offence import OffenceChoices, OffenceForm, initial_of
from cases.masking import mask_of
from cases.models import Dossier, Offence, OffenceStatus, Person
from cases.queries.overview import people_in
from cases.services.offences import FIELDS, content_of, edit_offence, record_offence
from cases.views.dossier import form_page
from cases.views.editing import Editing, handle
from cases.views.frame import find_to_edit
from cases.views.once import signed_in
from codelists.models import FormOfViolence, OffenceType, Relation


@form_page
def offence_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a fact: when, what, who did it to whom."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    editing = Editing(
        **offence_page(request, dossier),
        heading=_("Add fact"),
        stored=lambda: {"version": 1, "status": OffenceStatus.SUSPECTED},
        save=lambda form: record_offence(by=by, dossier=dossier, content=form.content()),
        saved=_("Fact added."),
        draft_subject=dossier.reference,
        fields=("people",),
    )
    return handle(request, editing)


@form_page
def offence_edit(request: HttpRequest, reference: str, offence_id: int) -> HttpResponse:
    """Change a fact. A fact that proves wrong is refuted: it stays, and counts no longer."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    offence = get_object_or_404(
        Offence.objects.visible_to(by).filter(dossier=dossier), pk=offence_id
    )

    def stored() -> dict[str, Any]:
        offence.refresh_from_db()
        return {"version": offence.version, **initial_of(content_of(offence))}

    def save(form: OffenceForm) -> None:
        edit_offence(
            by=by, offence=offence, version=form.cleaned_data["version"], content=form.content()
        )

    editing = Editing(
        **offence_page(request, dossier),
        heading=_("Change fact"),
        stored=stored,
        save=save,
        saved=_("Fact saved."),
        draft_subject=f"{dossier.reference}/{offence.pk}",
        fields=("people", *FIELDS),
        shows_free_text=True,
    )
    return handle(request, editing)


def offence_page(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """What every page about a fact of this dossier tells its `Editing`."""
    choices = _choices(request, dossier)
    return {
        "dossier": dossier,
        "form": partial(OffenceForm, choices=choices),
        "context": {"explained_forms": choices.forms},
        "template": "cases/offence_form.html",
        "draft": "offence",
        "anchor": "#facts",
    }


def _choices(request: HttpRequest, dossier: Dossier) -> OffenceChoices:
    involved = people_in(dossier, mask_of(request))
    people = Person.objects.in_bulk({one.person_id for one in involved})
    labels: dict[int, str] = {}
    for one in involved:
        known = labels.get(one.person_id)
        labels[one.person_id] = f"{known}, {one.role}" if known else f"{one.name} – {one.role}"
    return OffenceChoices(
        forms=tuple(FormOfViolence.objects.all()),
        relations=tuple(Relation.objects.all()),
        offence_types=tuple(OffenceType.objects.all()),
        people=tuple((labels[pk], people[pk]) for pk in labels if pk in people),
    )
