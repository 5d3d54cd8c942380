"""One intake: what was reported, and what becomes of it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.errors import KeyReused, Refused, StaleVersion
from cases.masking import mask_of
from cases.models import Dossier
from cases.views.once import save_once, signed_in
from codelists.models import IntakeOutcome
from design.navigation import NavigationItem
from registrations.events import INTAKE_READ
from registrations.forms.decision import DecisionForm
from registrations.log import record_on_intake
from registrations.models import Intake
from registrations.queries import named_in
from registrations.services.intake import decide_intake, open_dossier_from_intake, outcomes_on
from registrations.views.crumbs import crumbs

SHOWN = (
    "received_on",
    "story",
    "stalking",
    "forms",
    "reporter_sector",
    "reporter_role",
    "reporter_name",
    "people",
    "outcome",
    "outcome_motivation",
    "dossier",
)
_RELATED = (
    "centre",
    "reporter_sector",
    "reporter_role",
    "outcome",
    "dossier",
    "created_by",
    "decided_by",
)


def find(request: HttpRequest, pk: int) -> Intake:
    """The intake, or 404 when it is not of a centre of this user."""
    seen = Intake.objects.visible_to(request.user).select_related(*_RELATED)
    return get_object_or_404(seen, pk=pk)


@require_safe
def intake_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one intake."""
    return show_intake(request, find(request, pk))


@require_POST
def intake_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the intake its outcome. On an older text than the one saved: read it again (409)."""
    intake = find(request, pk)
    form = DecisionForm(request.POST, outcomes=_choosable(intake))
    if not form.is_valid():
        return show_intake(request, intake, form, status=422)
    try:
        save_once(request, form.cleaned_data["submission"], partial(_decide, request, intake, form))
    except Refused as refusal:
        form.refuse(refusal)
        return show_intake(request, intake, form, status=422)
    except (StaleVersion, KeyReused):
        return _changed_meanwhile(request, pk, form)
    messages.success(request, _("The outcome was saved."))
    return HttpResponseRedirect(intake.get_absolute_url())


@require_POST
def intake_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the dossier. However often this is clicked, there is one and it leads there."""
    by = signed_in(request)
    seen = Intake.objects.visible_to(by).only("centre", "dossier")
    intake = get_object_or_404(seen, pk=pk)
    is_first = intake.dossier_id is None
    try:
        dossier = open_dossier_from_intake(by=by, intake=intake)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(intake.get_absolute_url())
    if is_first:
        text = _("Dossier %(number)s is open.") % {"number": dossier.reference}
        messages.success(request, text)
    return HttpResponseRedirect(dossier.get_absolute_url())


def show_intake(
    request: HttpRequest,
    intake: Intake,
    form: DecisionForm | None = None,
    *,
    status: int = 200,
    changed_meanwhile: bool = False,
) -> HttpResponse:
    """Draw the page and log that it was read."""
    user, mask = signed_in(request), mask_of(request)
    if intake.outcome_id is None and form is None:
        form = DecisionForm(initial={"version": intake.version}, outcomes=_choosable(intake))
    record_on_intake(intake, INTAKE_READ, by=user, fields=SHOWN)
    context = {
        "intake": intake,
        "story": mask.text(intake.story),
        "reporter_name": mask.text(intake.reporter_name),
        "motivation": mask.text(intake.outcome_motivation),
        "people": named_in(by=user, intake=intake, mask=mask),
        "forms": list(intake.forms.all()),
        "form": form,
        "changed_meanwhile": changed_meanwhile,
        "crumbs": crumbs(NavigationItem(label=_("Intake %(id)s") % {"id": intake.pk}, url="")),
    }
    return render(request, "registrations/intake_detail.html", context, status=status)


def _decide(request: HttpRequest, intake: Intake, form: DecisionForm) -> str:
    user = signed_in(request)
    number = form.cleaned_data["dossier"]
    dossier = None
    if number:
        own = Dossier.objects.editable_by(user).filter(centre=intake.centre_id)
        dossier = own.filter(reference=number).first()
        if dossier is None:
            raise Refused({"dossier": _("There is no such dossier in your centre.")})
    decide_intake(
        by=user,
        intake=intake,
        version=form.cleaned_data["version"],
        outcome=form.cleaned_data["outcome"],
        motivation=form.cleaned_data["motivation"],
        dossier=dossier,
    )
    return intake.get_absolute_url()


def _changed_meanwhile(request: HttpRequest, pk: int, form: DecisionForm) -> HttpResponse:
    """The text as it is now above the decision as it was typed; deciding again is a choice."""
    intake = find(request, pk)
    form.renew_submission()
    form.data["version"] = str(intake.version)  # type: ignore[index]
    return show_intake(request, intake, form, status=409, changed_meanwhile=True)


def _choosable(intake: Intake) -> list[IntakeOutcome]:
    """Opening has its own button; any further outcome that opens stays in the list."""
    outcomes = outcomes_on(intake.received_on)
    button = next((one for one in outcomes if one.opens_dossier), None)
    return [one for one in outcomes if one != button]
