"""What somebody types and did not save yet: kept while she types, filled in again."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Draft
from cases.services.drafts import discard_draft, draft_of, keep_draft
from cases.views.once import saved_before, signed_in
from lib.text import without_surrogates

MAX_DRAFT = 100_000
"""Characters. A longer text is refused when it is saved as well."""
_NOT_KEPT = frozenset({"submission"})


def keep(request: HttpRequest, form: forms.Form, *, name: str, subject: str) -> HttpResponse:
    """Keep what is in this form now, valid or not, and answer with a line for the page."""
    submission = form.fields["submission"].clean(request.POST.get("submission"))
    if saved_before(request, submission):
        # The last keystroke arrived after the form itself: it is no draft any more.
        return HttpResponse(status=204)
    content = {
        field: _storable(bound.widget.value_from_datadict(request.POST, request.FILES, field))
        for field, bound in form.fields.items()
        if field not in _NOT_KEPT
    }
    if len(repr(content)) > MAX_DRAFT:
        return render(request, "cases/draft_state.html", status=422)
    draft = keep_draft(by=signed_in(request), form=name, subject=subject, content=content)
    return render(request, "cases/draft_state.html", {"draft": draft})


def kept(request: HttpRequest, *, name: str, subject: str) -> Draft | None:
    """The draft of this form, if there is one."""
    return draft_of(by=signed_in(request), form=name, subject=subject) if name else None


def forget(request: HttpRequest, *, name: str, subject: str) -> None:
    """The text was saved or thrown away."""
    if name:
        discard_draft(by=signed_in(request), form=name, subject=subject)


def _storable(value: Any) -> Any:
    """PostgreSQL keeps neither NUL nor a lone surrogate; the form will name them on saving."""
    if isinstance(value, list):
        return [_storable(one) for one in value]
    return without_surrogates(value).replace("\x00", "") if isinstance(value, str) else value
