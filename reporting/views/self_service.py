"""Cijfers › Zelf samenstellen: one question of one's own, its answer, its file and its name."""

from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Centre, User
from cases.errors import KeyReused
from cases.views.once import save_once
from design.navigation import NavigationItem
from lib.calendar import brussels_today
from reporting.asking import AskError
from reporting.cell_links import addresses_in
from reporting.composing.composition import Composition
from reporting.composing.forms import CompositionExport, CompositionFilter, SaveForm
from reporting.composing.page import composed
from reporting.exports import FORMATS
from reporting.exports.document import completeness_of, definition_of
from reporting.leaving_form import profile_choices
from reporting.models import SavedQuestion
from reporting.policies import countable_centres, may_export_figures
from reporting.queries import NotYetError, first_year
from reporting.rates import RateRefusedError
from reporting.ratios import UnequalUnitsError
from reporting.services.compositions import answer_composition, export_composition, tile_cells
from reporting.services.ledger import PURPOSES_TO_CHOOSE
from reporting.services.saved_questions import save_question
from reporting.views.export import attachment
from reporting.views.links import difference_url
from reporting.views.rights import figures_user

LONGEST_QUERY = 4000
REFUSALS = (AskError, NotYetError, RateRefusedError, UnequalUnitsError)
Form = TypeVar("Form", bound=CompositionFilter)


@require_safe
def self_service(request: HttpRequest) -> HttpResponse:
    """What is asked in the address, answered. A question that cannot be read is a 422."""
    user = figures_user(request)
    form = _form_of(request.GET, user, CompositionFilter)
    return _page(request, user, form, SaveForm(centres=_own_centres(user)))


@require_safe
def self_service_export(request: HttpRequest) -> HttpResponse:
    """The table of the screen as a file. 403 for who may see figures but not hand them on."""
    user = figures_user(request)
    form = _form_of(request.GET, user, CompositionExport)
    file_format = FORMATS.get(request.GET.get("format", ""))
    if file_format is None or not form.is_valid():
        return _page(request, user, form, SaveForm(centres=_own_centres(user)))
    try:
        file = export_composition(
            by=user,
            composition=form.composition(),
            file_format=file_format,
            purpose=form.cleaned_data["purpose"],
        )
    except REFUSALS as error:
        _say(form, error)
        return _page(request, user, form, SaveForm(centres=_own_centres(user)))
    return attachment(file)


@require_POST
def question_save(request: HttpRequest) -> HttpResponse:
    """Keep the question of the page under a name; what is wrong is said on the same page."""
    user = figures_user(request)
    given = QueryDict(request.POST.get("query", "")[:LONGEST_QUERY].encode("utf-8", "replace"))
    form = _form_of(given, user, CompositionFilter)
    saving = SaveForm(request.POST, centres=_own_centres(user))
    if not (form.is_valid() and saving.is_valid()):
        return _page(request, user, form, saving)
    composition = form.composition()
    key = saving.cleaned_data["submission"]
    try:
        save_once(request, key, partial(_keep, user, composition, saving))
    except KeyReused:
        saving.renew_submission()
        saving.add_error(None, _("You saved this form before, and then changed it. Save it again."))
        return _page(request, user, form, saving)
    messages.success(request, _("The question is saved."))
    return redirect(f"{reverse('reporting:self_service')}?{composition.query()}")


def _keep(user: User, composition: Composition, saving: SaveForm) -> str:
    save_question(
        by=user,
        composition=composition,
        name=saving.cleaned_data["name"],
        audience=saving.cleaned_data["audience"],
        centre=saving.centre,
    )
    return reverse("reporting:saved_questions")


def _page(
    request: HttpRequest, user: User, form: CompositionFilter, saving: SaveForm
) -> HttpResponse:
    """The filter bar with the answer below it, or with what is wrong with the question."""
    context: dict[str, Any] = {
        "form": form,
        "saving": saving,
        "indicator": form.indicator,
        "crumbs": _crumbs(),
        "may_export": may_export_figures(user),
        "formats": FORMATS.values(),
        "profiles": profile_choices(),
        "purposes": PURPOSES_TO_CHOOSE,
        "last_hidden": settings.SMALL_CELL_THRESHOLD - 1,
        "saved": SavedQuestion.objects.visible_to(user).exists(),
    }
    if form.is_valid():
        context |= _answer(user, form)
    refused = "screen" not in context or bool(saving.errors)
    return render(request, "reporting/self_service.html", context, status=422 if refused else 200)


def _answer(user: User, form: CompositionFilter) -> dict[str, Any]:
    composition = form.composition()
    try:
        answer = answer_composition(by=user, composition=composition)
    except REFUSALS as error:
        _say(form, error)
        return {}
    links = addresses_in(user, composition.ask, answer.table)
    page = composed(answer, cells=tile_cells(answer.table), address=links)
    return {
        "query": composition.query(),
        "difference_url": difference_url(composition.ask.of(), composition.query()),
        "pairs": _pairs(composition),
        "screen": page,
        "definition": definition_of(answer.table),
        "completeness": (*page.explanation, *completeness_of(answer.table)),
    }


def _pairs(composition: Composition) -> list[tuple[str, str]]:
    given = QueryDict(composition.query())
    return [(name, value) for name, values in given.lists() for value in values]


def _say(form: CompositionFilter, error: Exception) -> None:
    """At the field that can mend it."""
    below = "of" if "of" in form.fields else None
    fields: dict[type[Exception], str | None] = {
        RateRefusedError: "show",
        UnequalUnitsError: below or "show",
        AskError: below,
        NotYetError: "to",
    }
    form.add_error(fields.get(type(error)), str(error))


def _form_of(given: QueryDict, user: User, kind: type[Form]) -> Form:
    centres = list(countable_centres(user))
    running = brussels_today().year
    return kind(given, centres=centres, years=range(first_year(centres, running), running + 1))


def _own_centres(user: User) -> list[Centre]:
    return list(Centre.objects.filter(pk__in=user.centre_ids()))


def _crumbs() -> tuple[NavigationItem, ...]:
    return (
        NavigationItem(label=_("Figures"), url=reverse("reporting:index")),
        NavigationItem(label=_("Put a question together"), url=""),
    )
