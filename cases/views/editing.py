"""One way to change something: a page with a form, kept drafts, saved once, never over others.

A view says what it edits in an `Editing`; `handle` does the rest the same way everywhere:
- typed text survives every refusal (422), a second tab (409) and a crash (drafts);
- a double click happens once, a stale save shows both versions and asks;
- every page that shows something of the dossier is logged with the fields shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.errors import KeyReused, Refused, StaleVersion
from cases.events import DOSSIER_READ
from cases.forms.once import OnceForm, VersionedForm, digest
from cases.log import record_on
from cases.masking import mask_of
from cases.models import Dossier, Draft
from cases.views import drafting
from cases.views.conflict import Difference, differences
from cases.views.frame import crumbs_of
from cases.views.once import save_once, signed_in

Values = Mapping[str, Any]
SAVED_BEFORE = gettext_lazy(
    "You saved this form before, and then changed it. Look at the dossier first; save again if "
    "this must be added as well."
)


@dataclass(frozen=True)
class Editing:
    """What one page edits.

    `form` makes the form from `data` or `initial`; `stored` reads the values as they are now,
    `version` among them; `save` calls the use case and may answer with an address to go to.
    """

    dossier: Dossier
    heading: str
    form: Callable[..., Any]
    save: Callable[[Any], object]
    saved: str
    stored: Callable[[], Values] = dict
    template: str = "cases/form_page.html"
    fragment: str = ""
    row: str = ""
    draft: str = ""
    draft_subject: str = ""
    anchor: str = ""
    back_url: str = ""
    intro: str = ""
    save_label: str = ""
    fields: tuple[str, ...] = ()
    shows_free_text: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def draft_key(self) -> dict[str, str]:
        return {"name": self.draft, "subject": self.draft_subject}

    @property
    def back(self) -> str:
        """Where to go afterwards: by default the dossier."""
        return self.back_url or f"{self.dossier.get_absolute_url()}{self.anchor}"


def handle(request: HttpRequest, editing: Editing) -> HttpResponse:
    """Show the form, or save what was posted and go back to the dossier."""
    if request.method == "POST":
        return _posted(request, editing)
    if editing.shows_free_text and mask_of(request).hidden:
        return _hidden(request, editing)
    values = editing.stored()
    draft = drafting.kept(request, **editing.draft_key)
    initial = {**values, "seen": _digest(values), **(draft.content if draft else {})}
    return _show(request, editing, editing.form(initial=initial), draft=draft)


def _hidden(request: HttpRequest, editing: Editing) -> HttpResponse:
    """A page of its own that says why there is no form, also when a part was asked."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": request.path})
    return _show(request, editing, None, template="cases/text_hidden.html")


def _posted(request: HttpRequest, editing: Editing) -> HttpResponse:
    if "discard" in request.POST:
        return _discard(request, editing)
    if editing.draft and request.POST.get("do") == "draft":
        return drafting.keep(request, editing.form(), **editing.draft_key)
    return _save(request, editing)


def _save(request: HttpRequest, editing: Editing) -> HttpResponse:
    form = editing.form(data=request.POST)
    if not form.is_valid():
        return _show(request, editing, form, status=422)
    try:
        location = _once(request, editing, form)
    except Refused as refusal:
        form.refuse(refusal)
        return _show(request, editing, form, status=422)
    except StaleVersion:
        return _conflict(request, editing, form)
    except KeyReused:
        form.renew_submission()
        form.add_error(None, SAVED_BEFORE)
        return _show(request, editing, form, status=409)
    drafting.forget(request, **editing.draft_key)
    return _done(request, editing, location)


def _once(request: HttpRequest, editing: Editing, form: OnceForm) -> str:
    def act() -> str:
        location = _save_over_what_was_seen(editing, form)
        return location if isinstance(location, str) else editing.back

    return save_once(request, form.cleaned_data["submission"], act)


def _save_over_what_was_seen(editing: Editing, form: OnceForm) -> object:
    """Save; when only something else than what this form shows has moved on, save after all."""
    try:
        return editing.save(form)
    except StaleVersion:
        values = editing.stored()
        if form.cleaned_data.get("seen") != _digest(values):
            raise
        form.cleaned_data["version"] = values["version"]
        return editing.save(form)


def _conflict(request: HttpRequest, editing: Editing, form: VersionedForm) -> HttpResponse:
    """Both texts side by side. What was typed stays in the form, now over the new version."""
    values = editing.stored()
    differs = differences(form, values, mask_of(request))
    form.renew_submission()
    data: Any = form.data
    data["version"], data["seen"] = str(values["version"]), _digest(values)
    return _show(request, editing, form, status=409, differences=differs)


def _show(
    request: HttpRequest,
    editing: Editing,
    form: Any,
    *,
    status: int = 200,
    template: str = "",
    draft: Draft | None = None,
    differences: tuple[Difference, ...] | None = None,
) -> HttpResponse:
    record_on(editing.dossier, DOSSIER_READ, by=signed_in(request), fields=editing.fields)
    inline = bool(editing.fragment) and bool(getattr(request, "htmx", False))
    context = {
        "editing": editing,
        "dossier": editing.dossier,
        "form": form,
        "crumbs": crumbs_of(editing.dossier, editing.heading),
        "draft_saved_at": draft.saved_at if draft else None,
        "differences": differences,
        **editing.context,
    }
    template = template or (editing.fragment if inline else editing.template)
    return render(request, template, context, status=status)


def _done(request: HttpRequest, editing: Editing, location: str) -> HttpResponse:
    if editing.row and getattr(request, "htmx", False):
        editing.dossier.refresh_from_db()
        record_on(editing.dossier, DOSSIER_READ, by=signed_in(request), fields=editing.fields)
        director = editing.dossier.case_director
        context = {
            "dossier": editing.dossier,
            "base": editing.dossier.get_absolute_url(),
            "director": director.display_name if director else "",
            "mask": mask_of(request),
            "may_add": True,
            "change": _("Edit"),
            "message": editing.saved,
        }
        return render(request, editing.row, context)
    messages.success(request, editing.saved)
    return HttpResponseRedirect(location)


def _discard(request: HttpRequest, editing: Editing) -> HttpResponse:
    """Throw away what was typed: back to the form, or to the dossier after a conflict."""
    drafting.forget(request, **editing.draft_key)
    again = request.POST["discard"] == "draft"
    return HttpResponseRedirect(request.path if again else editing.back)


def _digest(values: Values) -> str:
    return digest(*sorted((name, str(v)) for name, v in values.items() if name != "version"))
