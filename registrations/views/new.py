"""A new intake: one page, kept while it is typed, saved once."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Centre, User
from cases.errors import KeyReused, Refused
from cases.services.drafts import discard_draft
from cases.views.once import save_once, saved_before, sent_before, signed_in
from registrations.models import Intake
from registrations.services.intake import open_dossier_from_intake, register_intake
from registrations.views.desk import (
    OPEN,
    Desk,
    blank_desk,
    only_redrawn,
    own_centres,
    posted_desk,
    show,
    with_proposals,
)
from registrations.views.drafts import NEW_INTAKE, KeptDraft, kept_drafts, key_of, restored


@require_http_methods(["GET", "HEAD", "POST"])
def intake_new(request: HttpRequest) -> HttpResponse:
    """The page of a new intake; `?concept=` goes on with a kept draft."""
    user = signed_in(request)
    centres = own_centres(user)
    if request.method == "POST":
        return _posted(request, user, centres)
    if "concept" in request.GET:
        return _show(request, _kept_desk(request, user, centres))
    return _show(request, blank_desk(user, centres), drafts=kept_drafts(user))


def _kept_desk(request: HttpRequest, user: User, centres: list[Centre]) -> Desk:
    key = key_of(request.GET["concept"])
    data = restored(user, str(key)) if key else None
    if data is None:
        raise Http404
    return posted_desk(user, data, centres, quiet=True)


def _posted(request: HttpRequest, user: User, centres: list[Centre]) -> HttpResponse:
    data = with_proposals(request.POST)
    redrawn = only_redrawn(user, data, centres)
    if redrawn is not None:
        return _show(request, redrawn)
    desk = posted_desk(user, data, centres)
    if not desk.is_valid():
        if location := sent_before(request):
            return _done(request, user, location)
        return _show(request, desk, status=422)
    key = desk.form.cleaned_data["submission"]
    try:
        location = save_once(request, key, lambda: _register(user, desk))
    except Refused as refusal:
        desk.form.refuse(refusal)
        return _show(request, desk, status=422)
    except KeyReused:
        return _saved_already(request, desk, key)
    discard_draft(by=user, form=NEW_INTAKE, subject=str(key))
    return _done(request, user, location)


def _register(user: User, desk: Desk) -> str:
    centre = desk.form.centre_chosen
    return register_intake(by=user, centre=centre, content=desk.content()).get_absolute_url()


def _done(request: HttpRequest, user: User, location: str) -> HttpResponse:
    """To the intake or, when that was asked, to its dossier: the same one at every click."""
    if request.POST.get("do") != OPEN:
        messages.success(request, _("The intake was saved."))
        return HttpResponseRedirect(location)
    number = int(location.rstrip("/").rpartition("/")[2])
    intake = Intake.objects.visible_to(user).only("centre").get(pk=number)
    try:
        dossier = open_dossier_from_intake(by=user, intake=intake)
    except Refused as refusal:
        messages.warning(request, _("The intake was saved, without a dossier: %s") % refusal)
        return HttpResponseRedirect(location)
    messages.success(
        request,
        _("The intake was saved and dossier %(number)s is open.") % {"number": dossier.reference},
    )
    return HttpResponseRedirect(dossier.get_absolute_url())


def _saved_already(request: HttpRequest, desk: Desk, key: uuid.UUID) -> HttpResponse:
    """She went back and changed what she had saved: saving again would be a second intake."""
    first = saved_before(request, key)
    desk.form.renew_submission()
    return _show(request, desk, status=409, saved_url=first)


def _show(
    request: HttpRequest,
    desk: Desk,
    *,
    status: int = 200,
    drafts: list[KeptDraft] | None = None,
    saved_url: str = "",
) -> HttpResponse:
    return show(
        request,
        desk,
        heading=_("New intake"),
        status=status,
        drafts=drafts or [],
        saved_url=saved_url,
        draft_url=reverse("registrations:intake_draft"),
        cancel_url=reverse("registrations:today"),
        is_new=True,
    )
