"""Assessing the three criteria for a casusoverleg."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cases.forms.criteria import CriteriaForm
from cases.masking import mask_of
from cases.models.criteria import CRITERIA
from cases.queries.overview import assessments_of
from cases.services.criteria import Assessed, assess_criteria
from cases.views.dossier import form_page
from cases.views.editing import Editing, handle
from cases.views.frame import find_to_edit
from cases.views.once import signed_in
from lib.calendar import brussels_today


@form_page
def criteria(request: HttpRequest, reference: str) -> HttpResponse:
    """All three on one page, empty each time: an assessment is made anew, never overwritten."""
    dossier, by = find_to_edit(request, reference), signed_in(request)

    def save(form: CriteriaForm) -> None:
        data = form.cleaned_data
        answers = {name: Assessed(data[name], data[f"{name}_motivation"]) for name in CRITERIA}
        assess_criteria(by=by, dossier=dossier, answers=answers, assessed_on=data["assessed_on"])

    editing = Editing(
        dossier=dossier,
        heading=_("Criteria for a case conference"),
        form=CriteriaForm,
        stored=lambda: {"assessed_on": brussels_today()},
        save=save,
        saved=_("Criteria saved."),
        template="cases/criteria_form.html",
        draft="criteria",
        draft_subject=dossier.reference,
        anchor="#criteria",
        intro=_(
            "A case conference is possible when all three criteria are met. Answer each one and "
            "say why. Earlier assessments stay readable below."
        ),
        fields=("criteria",),
        context={"earlier": assessments_of(dossier, mask_of(request))},
    )
    return handle(request, editing)
