"""Changing the dossier itself: summary, stalking answer, case director, counting, closing."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.forms.dossier import (
    CaseDirectorForm,
    CloseForm,
    CountingForm,
    ReopenForm,
    StalkingForm,
    SummaryForm,
)
from cases.models import Dossier
from cases.policies import possible_case_directors
from cases.services import dossier as services
from cases.views.editing import Editing, handle
from cases.views.frame import find_to_edit
from cases.views.once import signed_in
from codelists.models import ClosureReason
from lib.calendar import brussels_today

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _stored(dossier: Dossier, *names: str) -> dict[str, object]:
    """The values as they are now: somebody may have saved since the page was made."""
    dossier.refresh_from_db(fields=["version", *names])
    return {"version": dossier.version, **{name: getattr(dossier, name) for name in names}}


@form_page
def summary(request: HttpRequest, reference: str) -> HttpResponse:
    """The summary; also within the page of the dossier."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    editing = Editing(
        dossier=dossier,
        heading=_("Change the summary"),
        form=SummaryForm,
        stored=partial(_stored, dossier, "summary"),
        save=lambda form: services.edit_dossier(
            by=by,
            dossier=dossier,
            version=form.cleaned_data["version"],
            summary=form.cleaned_data["summary"],
        ),
        saved=_("Summary saved."),
        fragment="cases/inline_form.html",
        row="cases/key_fact_summary.html",
        draft="summary",
        draft_subject=dossier.reference,
        fields=("summary",),
        shows_free_text=True,
        context={"inline_target": "key-summary"},
    )
    return handle(request, editing)


@form_page
def case_director(request: HttpRequest, reference: str) -> HttpResponse:
    """Who directs the case; also within the page of the dossier."""
    dossier, by = find_to_edit(request, reference), signed_in(request)

    def stored() -> dict[str, object]:
        values = _stored(dossier, "case_director")
        return {**values, "case_director": dossier.case_director_id or ""}

    editing = Editing(
        dossier=dossier,
        heading=_("Change the case director"),
        form=partial(CaseDirectorForm, possible=possible_case_directors(dossier.centre_id)),
        stored=stored,
        save=lambda form: services.assign_case_director(
            by=by,
            dossier=dossier,
            version=form.cleaned_data["version"],
            case_director=form.cleaned_data["case_director"],
        ),
        saved=_("Case director saved."),
        fragment="cases/inline_form.html",
        row="cases/key_fact_director.html",
        fields=("case_director",),
        context={"inline_target": "key-director"},
    )
    return handle(request, editing)


@form_page
def stalking(request: HttpRequest, reference: str) -> HttpResponse:
    """The explicit answer. Not within the page: warnings elsewhere on it depend on it."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    editing = Editing(
        dossier=dossier,
        heading=_("Is there stalking?"),
        form=StalkingForm,
        stored=partial(_stored, dossier, "stalking"),
        save=lambda form: services.edit_dossier(
            by=by,
            dossier=dossier,
            version=form.cleaned_data["version"],
            stalking=form.cleaned_data["stalking"],
        ),
        saved=_("Answer about stalking saved."),
        intro=_(
            "This answer is counted per centre and per year. A fact of stalking that is not "
            "refuted counts as well, whatever the answer says."
        ),
        fields=("stalking",),
    )
    return handle(request, editing)


@form_page
def counting(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether the dossier counts in the figures, with the reason when that changes."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    editing = Editing(
        dossier=dossier,
        heading=_("Does this dossier count in the figures?"),
        form=CountingForm,
        stored=partial(_stored, dossier, "counting_exclusion"),
        save=lambda form: services.edit_dossier(
            by=by,
            dossier=dossier,
            version=form.cleaned_data["version"],
            counting_exclusion=form.cleaned_data["counting_exclusion"],
            reason=form.cleaned_data["reason"],
        ),
        saved=_("Saved."),
        intro=_(
            "Withdrawn, duplicate and training dossiers are left out of every count. How many "
            "were left out is printed beside each figure."
        ),
        fields=("counting_exclusion",),
    )
    return handle(request, editing)


@form_page
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Closing, with a reason."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    reasons = ClosureReason.objects.valid_on(brussels_today())
    reasons = reasons.exclude(code__in=services.IMPORT_ONLY_REASONS)

    def stored() -> dict[str, object]:
        values = _stored(dossier, "closed_on", "closure_reason", "closing_note")
        return {
            "version": values["version"],
            "closed_on": dossier.closed_on or brussels_today(),
            "closure_reason": dossier.closure_reason_id or "",
            "note": dossier.closing_note,
        }

    editing = Editing(
        dossier=dossier,
        heading=_("Close the dossier"),
        form=partial(CloseForm, reasons=reasons),
        stored=stored,
        save=lambda form: services.close_dossier(
            by=by,
            dossier=dossier,
            version=form.cleaned_data["version"],
            closed_on=form.cleaned_data["closed_on"],
            closure_reason=form.cleaned_data["closure_reason"],
            note=form.cleaned_data["note"],
        ),
        saved=_("The dossier is closed."),
        save_label=_("Close the dossier"),
        intro=_(
            "Partners see this dossier until the end of today. You can open it again later, "
            "with a reason."
        ),
        fields=("closed_on", "closure_reason", "closing_note"),
        shows_free_text=bool(dossier.closing_note),
    )
    return handle(request, editing)


@form_page
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Opening a closed dossier again, with a reason."""
    dossier, by = find_to_edit(request, reference), signed_in(request)
    editing = Editing(
        dossier=dossier,
        heading=_("Open the dossier again"),
        form=ReopenForm,
        stored=partial(_stored, dossier),
        save=lambda form: services.reopen_dossier(
            by=by,
            dossier=dossier,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        ),
        saved=_("The dossier is open again."),
        save_label=_("Open the dossier again"),
        intro=_("Partners are not convened again by this: do that one by one."),
    )
    return handle(request, editing)
