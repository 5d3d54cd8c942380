"""What was typed into an intake and not saved yet: kept, offered again, thrown away."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from cases.models import Draft
from cases.services.drafts import discard_draft, draft_of, keep_draft
from cases.views.once import saved_before, signed_in
from lib.text import without_surrogates
from registrations.models import Intake
from registrations.views.desk import own_centres

NEW_INTAKE = "intake"
EDITED_INTAKE = "intake_edit"
MAX_DRAFT = 200_000
"""Characters. A longer text is refused when it is saved as well."""
MAX_OFFERED = 5
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "do"})
_NAME = re.compile(r"[\w-]{1,60}", re.ASCII)


@dataclass(frozen=True)
class KeptDraft:
    """A draft of a new intake; `key` is the submission it will become."""

    key: str
    saved_at: dt.datetime

    @property
    def url(self) -> str:
        return f"{reverse('registrations:intake_new')}?concept={self.key}"


def kept_drafts(user: User) -> list[KeptDraft]:
    """The latest drafts of new intakes. Two tabs are two drafts: they never overwrite."""
    found = Draft.objects.visible_to(user).filter(form=NEW_INTAKE).order_by("-saved_at")
    rows = found.values_list("subject", "saved_at")[:MAX_OFFERED]
    return [KeptDraft(key=subject, saved_at=saved_at) for subject, saved_at in rows]


def restored(user: User, subject: str, form: str = NEW_INTAKE) -> QueryDict | None:
    """What was typed, as if it were posted now; None when there is no such draft."""
    draft = draft_of(by=user, form=form, subject=subject)
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in draft.content.items():
        data.setlist(name, values)
    return data


@require_POST
def intake_draft(request: HttpRequest) -> HttpResponse:
    """Keep a new intake while it is typed."""
    user = signed_in(request)
    own_centres(user)
    key = key_of(request.POST.get("submission", ""))
    # The last keystroke may arrive after the intake itself: it is no draft any more.
    if key is None or saved_before(request, key):
        return HttpResponse(status=204)
    return _keep(request, user, NEW_INTAKE, str(key))


@require_POST
def intake_edit_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a change of an intake while it is typed."""
    user = signed_in(request)
    intake = get_object_or_404(Intake.objects.visible_to(user), pk=pk)
    return _keep(request, user, EDITED_INTAKE, str(intake.pk))


@require_POST
def draft_discard(request: HttpRequest) -> HttpResponse:
    """Throw a draft of a new intake away."""
    user = signed_in(request)
    own_centres(user)
    key = key_of(request.POST.get("concept", ""))
    if key is not None:
        discard_draft(by=user, form=NEW_INTAKE, subject=str(key))
    return HttpResponseRedirect(reverse("registrations:intake_new"))


def _keep(request: HttpRequest, user: User, form: str, subject: str) -> HttpResponse:
    content = {
        name: [_storable(value) for value in request.POST.getlist(name)]
        for name in request.POST
        if name not in _NOT_KEPT and _NAME.fullmatch(name)
    }
    if sum(len(value) for values in content.values() for value in values) > MAX_DRAFT:
        return render(request, "cases/draft_state.html", status=422)
    draft = keep_draft(by=user, form=form, subject=subject, content=content)
    return render(request, "cases/draft_state.html", {"draft": draft})


def key_of(text: str) -> uuid.UUID | None:
    """The key of a draft, or None when this is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _storable(text: str) -> str:
    """PostgreSQL keeps neither NUL nor a lone surrogate; the form will name them on saving."""
    return without_surrogates(text).replace("\x00", "")
