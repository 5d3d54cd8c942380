"""Convening a partner for a dossier, and ending what it may see."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cases.forms.dossier import ConvocationForm
from cases.forms.once import OnceForm
from cases.models import Convocation
from cases.services.convocation import convene_partner, end_convocation, partners_of
from cases.views.dossier import form_page
from cases.views.editing import Editing, handle
from cases.views.frame import find_to_edit
from cases.views.once import signed_in


@form_page
def convene(request: HttpRequest, reference: str) -> HttpResponse:
    """Let an active partner of the centre see this dossier from today."""
    dossier, by = find_to_edit(request, reference), signed_in(request)

    def save(form: ConvocationForm) -> None:
        convene_partner(
            by=by,
            dossier=dossier,
            organisation=form.cleaned_data["organisation"],
            purpose=form.cleaned_data["purpose"],
            ends_on=form.cleaned_data["ends_on"],
        )

    editing = Editing(
        dossier=dossier,
        heading=_("Convene a partner"),
        form=partial(ConvocationForm, partners=partners_of(dossier.centre_id)),
        save=save,
        saved=_("The partner is convened."),
        save_label=_("Convene"),
        anchor="#partners",
        intro=_(
            "From now on the partner sees who is involved, the facts and the other partners. Not "
            "the summary, the intake, the criteria or the note at closing. The partner cannot "
            "change anything. Partners that are suspended are not in the list."
        ),
    )
    return handle(request, editing)


@form_page
def end_access(request: HttpRequest, reference: str, convocation_id: int) -> HttpResponse:
    """Let today be the last day."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    convocation = get_object_or_404(
        Convocation.objects.visible_to(by).filter(dossier=dossier).select_related("organisation"),
        pk=convocation_id,
    )
    editing = Editing(
        dossier=dossier,
        heading=_("End the access of a partner"),
        form=OnceForm,
        save=lambda _form: end_convocation(by=by, convocation=convocation),
        saved=_("The access of the partner ends today."),
        save_label=_("End access"),
        anchor="#partners",
        intro=_("%(organisation)s sees this dossier until the end of today, and no longer.")
        % {"organisation": convocation.organisation.name},
        fields=("convocations",),
    )
    return handle(request, editing)
