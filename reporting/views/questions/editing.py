"""One way to change something of a question: saved once, never over others, nothing typed lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.errors import KeyReused, Refused, StaleVersion
from cases.masking import Mask
from cases.views import drafting
from cases.views.conflict import Difference, differences
from cases.views.once import save_once, signed_in
from reporting.models import Question
from reporting.services.questions import log_read
from reporting.views.questions.rights import crumbs_of


@dataclass(frozen=True)
class Editing:
    """What one page edits. `stored` reads the values as they are now, `version` among them.

    `save` gets the valid form and may answer with an address to go to. With a `draft` name what
    is typed is kept while it is typed.
    """

    question: Question | None
    heading: str
    form: Callable[..., Any]
    stored: Callable[[], Mapping[str, Any]]
    save: Callable[[Any], str | None]
    saved: str
    back: str
    intro: str = ""
    draft: str = ""
    save_label: str = ""

    @property
    def draft_key(self) -> dict[str, str]:
        return {"name": "question" if self.draft else "", "subject": self.draft}


def handle(request: HttpRequest, editing: Editing) -> HttpResponse:
    """Show the form, or save what was posted and go back to the workbench."""
    if request.method != "POST":
        kept = drafting.kept(request, **editing.draft_key)
        initial = {**editing.stored(), **(kept.content if kept else {})}
        at = kept.saved_at if kept else None
        return _show(request, editing, editing.form(initial=initial), draft_saved_at=at)
    if "discard" in request.POST:
        drafting.forget(request, **editing.draft_key)
        again = request.POST["discard"] == "draft"
        return HttpResponseRedirect(request.path if again else editing.back)
    if editing.draft and request.POST.get("do") == "draft":
        return drafting.keep(request, editing.form(), **editing.draft_key)
    return _save(request, editing)


def _save(request: HttpRequest, editing: Editing) -> HttpResponse:
    form = editing.form(data=request.POST)
    if not form.is_valid():
        return _show(request, editing, form, status=422)
    try:
        location = save_once(
            request, form.cleaned_data["submission"], lambda: editing.save(form) or editing.back
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _show(request, editing, form, status=422)
    except StaleVersion:
        return _conflict(request, editing, form)
    except KeyReused:
        form.renew_submission()
        form.add_error(None, _("You saved this form before, and then changed it. Save it again."))
        return _show(request, editing, form, status=409)
    drafting.forget(request, **editing.draft_key)
    messages.success(request, editing.saved)
    return HttpResponseRedirect(location)


def _conflict(request: HttpRequest, editing: Editing, form: Any) -> HttpResponse:
    """Both texts side by side. What was typed stays in the form, now over the new version."""
    values = editing.stored()
    differs = differences(form, values, Mask())
    form.renew_submission()
    form.data["version"] = str(values["version"])
    return _show(request, editing, form, status=409, differs=differs)


def _show(
    request: HttpRequest,
    editing: Editing,
    form: Any,
    *,
    status: int = 200,
    draft_saved_at: object = None,
    differs: tuple[Difference, ...] | None = None,
) -> HttpResponse:
    if editing.question is not None:
        log_read(by=signed_in(request), question=editing.question)
    context = {
        "editing": editing,
        "form": form,
        "crumbs": crumbs_of(editing.question, editing.heading),
        "draft_saved_at": draft_saved_at,
        "differences": differs,
    }
    return render(request, "reporting/questions/form_page.html", context, status=status)
