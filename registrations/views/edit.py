"""Changing an intake that waits for its decision."""

from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.errors import KeyReused, Refused, StaleVersion
from cases.forms.person import BasePeople
from cases.masking import mask_of
from cases.models import InvolvementRole
from cases.services.drafts import discard_draft, draft_of
from cases.views.conflict import Difference, differences
from cases.views.once import save_once, sent_before, signed_in
from design.navigation import NavigationItem
from registrations.events import INTAKE_READ
from registrations.forms.intake import initial_of
from registrations.log import record_on_intake
from registrations.models import Intake
from registrations.services.intake import edit_intake
from registrations.views.crumbs import crumbs
from registrations.views.desk import (
    Desk,
    only_redrawn,
    posted_desk,
    show,
    stored_desk,
    with_proposals,
)
from registrations.views.detail import SHOWN, find
from registrations.views.drafts import EDITED_INTAKE, restored


@require_http_methods(["GET", "HEAD", "POST"])
def intake_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the intake with its text in it; `?concept` goes on with a kept draft."""
    intake = find(request, pk)
    if intake.outcome_id is not None:
        messages.warning(
            request, _("This intake has been decided already and cannot change any more.")
        )
        return HttpResponseRedirect(intake.get_absolute_url())
    if request.method == "POST":
        return _posted(request, intake)
    user = signed_in(request)
    if "concept" in request.GET and (data := restored(user, str(pk), EDITED_INTAKE)):
        return _show(request, intake, posted_desk(user, data, [intake.centre], quiet=True))
    draft = draft_of(by=user, form=EDITED_INTAKE, subject=str(pk))
    return _show(request, intake, _stored(request, intake), draft=draft)


def _stored(request: HttpRequest, intake: Intake) -> Desk:
    rows = [
        {"role": named.role, "choice": str(named.person_id)}
        for named in intake.people.order_by("pk")
    ]
    return stored_desk(signed_in(request), [intake.centre], initial=initial_of(intake), rows=rows)


def _posted(request: HttpRequest, intake: Intake) -> HttpResponse:
    user = signed_in(request)
    if request.POST.get("do") == "discard":
        discard_draft(by=user, form=EDITED_INTAKE, subject=str(intake.pk))
        return HttpResponseRedirect(request.path)
    data = with_proposals(request.POST)
    redrawn = only_redrawn(user, data, [intake.centre])
    if redrawn is not None:
        return _show(request, intake, redrawn)
    desk = posted_desk(user, data, [intake.centre])
    if not desk.is_valid():
        if location := sent_before(request):
            return HttpResponseRedirect(location)
        return _show(request, intake, desk, status=422)
    try:
        with transaction.atomic():
            save_once(
                request, desk.form.cleaned_data["submission"], lambda: _save(request, intake, desk)
            )
    except Refused as refusal:
        desk.form.refuse(refusal)
        return _show(request, intake, desk, status=422)
    except (StaleVersion, KeyReused):
        return _conflict(request, intake, desk, data)
    discard_draft(by=user, form=EDITED_INTAKE, subject=str(intake.pk))
    messages.success(request, _("The intake was saved."))
    return HttpResponseRedirect(intake.get_absolute_url())


def _save(request: HttpRequest, intake: Intake, desk: Desk) -> str:
    edit_intake(
        by=signed_in(request),
        intake=intake,
        version=desk.form.cleaned_data["version"] or 0,
        content=desk.content(),
    )
    return intake.get_absolute_url()


def _conflict(request: HttpRequest, intake: Intake, desk: Desk, data: QueryDict) -> HttpResponse:
    """Both texts side by side; what was typed stays in the form, now over the new version."""
    intake = find(request, intake.pk)
    stored = initial_of(intake)
    differs = (*differences(desk.form, stored, mask_of(request)), *_people_differ(intake, desk))
    desk.form.renew_submission()
    desk.form.data["version"] = str(intake.version)  # type: ignore[index]
    return _show(request, intake, desk, status=409, differences=differs)


def _people_differ(intake: Intake, desk: Desk) -> tuple[Difference, ...]:
    roles = dict(InvolvementRole.choices)
    stored = sorted(
        f"{named.person.full_name} ({roles[named.role]})"
        for named in intake.people.select_related("person")
    )
    typed = sorted(_typed_people(desk.people, roles))
    if stored == typed:
        return ()
    label = capfirst(_("people"))
    return (Difference(label, "\n".join(stored) or _("nothing"), "\n".join(typed) or _("nothing")),)


def _typed_people(people: BasePeople, roles: Mapping[str, object]) -> list[str]:
    names = []
    for entry in people.entries:
        known, details = entry.person, entry.details
        name = known.full_name if known else ""
        if details is not None:
            name = f"{details.given_name} {details.family_name}".strip()
        names.append(f"{name} ({roles[entry.role]})")
    return names


def _show(
    request: HttpRequest,
    intake: Intake,
    desk: Desk,
    *,
    status: int = 200,
    draft: object = None,
    differences: tuple[Difference, ...] | None = None,
) -> HttpResponse:
    for row in desk.people.forms:
        row.removable = True
    record_on_intake(intake, INTAKE_READ, by=signed_in(request), fields=SHOWN)
    own = NavigationItem(
        label=_("Intake %(id)s") % {"id": intake.pk}, url=intake.get_absolute_url()
    )
    return show(
        request,
        desk,
        heading=_("Change the intake"),
        status=status,
        intake=intake,
        draft=draft,
        differences=differences,
        crumbs=crumbs(own, NavigationItem(label=_("Change"), url="")),
        draft_url=reverse("registrations:intake_edit_draft", args=[intake.pk]),
        cancel_url=intake.get_absolute_url(),
    )
