"""Cijfers › Bewaarde vragen: open them, and rename, share or delete one's own."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Centre, User
from design.navigation import NavigationItem
from reporting.asking import AskError
from reporting.composing.composition import Composition
from reporting.composing.forms import SaveForm
from reporting.indicators import LIBRARY
from reporting.models import SavedQuestion
from reporting.services.saved_questions import change_question, delete_question
from reporting.views.rights import figures_user

LONGEST_LIST = 500


@dataclass(frozen=True)
class SavedLine:
    """A saved question in the list; without `url` it can no longer be asked."""

    pk: int
    name: str
    url: str
    indicator: str
    audience: str
    owner: str
    is_own: bool
    remark: str


@require_safe
def saved_list(request: HttpRequest) -> HttpResponse:
    """Every question this user may open."""
    user = figures_user(request)
    rows = SavedQuestion.objects.visible_to(user).select_related("owner", "centre")
    context = {
        "crumbs": _crumbs(),
        "lines": [_line(row, user) for row in rows[:LONGEST_LIST]],
        "compose_url": reverse("reporting:self_service"),
    }
    return render(request, "reporting/saved_questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename one's own question or share it otherwise. Somebody else's is 404."""
    user = figures_user(request)
    saved = _own(user, pk)
    centres = list(Centre.objects.filter(pk__in=user.centre_ids()))
    initial = {"name": saved.name, "audience": saved.audience}
    form = SaveForm(request.POST or None, centres=centres, initial=initial)
    if form.is_valid():
        change_question(
            by=user,
            saved=saved,
            name=form.cleaned_data["name"],
            audience=form.cleaned_data["audience"],
            centre=form.centre,
        )
        messages.success(request, _("The question is changed."))
        return redirect("reporting:saved_questions")
    context = {"crumbs": _crumbs(linked=True), "form": form, "saved": saved}
    status = 422 if form.is_bound else 200
    return render(request, "reporting/saved_question.html", context, status=status)


@require_POST
def saved_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own question. Somebody else's is 404."""
    user = figures_user(request)
    delete_question(by=user, saved=_own(user, pk))
    messages.success(request, _("The question is deleted."))
    return redirect("reporting:saved_questions")


def _own(user: User, pk: int) -> SavedQuestion:
    saved = SavedQuestion.objects.visible_to(user).filter(pk=pk, owner=user).first()
    if saved is None:
        raise Http404
    return saved


def _line(row: SavedQuestion, user: User) -> SavedLine:
    url, indicator, remark = "", "", ""
    try:
        composition = Composition.from_json(row.question)
        asked = composition.ask
        if asked.version not in {0, _version_now(asked.indicator)}:
            remark = _("The definition changed since this was saved.")
        url = f"{reverse('reporting:self_service')}?{composition.query()}"
        indicator = _title(asked.indicator)
    except AskError as error:
        remark = str(error)
    return SavedLine(
        pk=row.pk,
        name=row.name,
        url=url,
        indicator=indicator,
        audience=str(row.centre) if row.centre else row.get_audience_display(),
        owner=row.owner.display_name,
        is_own=row.owner_id == user.pk,
        remark=remark,
    )


def _version_now(code: str) -> int:
    indicator = LIBRARY.get(code)
    if indicator is None:
        raise AskError(_("There is no indicator %(code)s.") % {"code": code})
    return indicator.version


def _title(code: str) -> str:
    return capfirst(str(LIBRARY[code].title))


def _crumbs(*, linked: bool = False) -> tuple[NavigationItem, ...]:
    here = reverse("reporting:saved_questions") if linked else ""
    return (
        NavigationItem(label=_("Figures"), url=reverse("reporting:index")),
        NavigationItem(label=_("Saved questions"), url=here),
    )
