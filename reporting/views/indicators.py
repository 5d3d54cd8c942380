"""Cijfers › Indicatoren: the library, and a page per indicator with its table."""

from typing import Any, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from design.navigation import NavigationItem
from lib.calendar import brussels_today
from reporting.asking import AskError
from reporting.cell_links import addresses_in
from reporting.exports import FORMATS
from reporting.exports.document import BOTH, completeness_of, definition_of
from reporting.exports.formats import FileFormat
from reporting.indicator_forms import IndicatorExport, IndicatorFilter, IndicatorSearch
from reporting.indicators import LIBRARY, Indicator
from reporting.indicators.indicator import Theme
from reporting.leaving_form import profile_choices
from reporting.policies import countable_centres, may_export_figures
from reporting.queries import NotYetError, first_year
from reporting.screen import screen_of
from reporting.services.figures import answer
from reporting.services.indicator_files import export_answer
from reporting.services.ledger import PURPOSES_TO_CHOOSE
from reporting.views.export import attachment
from reporting.views.links import difference_url
from reporting.views.rights import figures_user

_Filter = TypeVar("_Filter", bound=IndicatorFilter)


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Every indicator by theme; a word searches titles, rules and codes."""
    figures_user(request)
    form = IndicatorSearch(request.GET)
    word = form.cleaned_data["word"] if form.is_valid() else ""
    found = [one for one in LIBRARY.values() if word.lower() in _text(one)]
    themes = [(theme.label, [one for one in found if one.theme is theme]) for theme in Theme]
    context = {
        "form": form,
        "crumbs": crumbs_of(),
        "themes": [(label, ones) for label, ones in themes if ones],
        "count": len(found),
    }
    return render(
        request, "reporting/indicators.html", context, status=200 if form.is_valid() else 422
    )


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: its table, what is missing, its definition and its versions."""
    user = figures_user(request)
    asked = indicator_of(code)
    form = filter_of(request, user, asked, IndicatorFilter)
    context: dict[str, Any] = {
        "indicator": asked,
        "form": form,
        "crumbs": crumbs_of(asked),
        "may_export": may_export_figures(user) and not asked.missing,
        "formats": FORMATS.values(),
        "profiles": profile_choices(),
        "purposes": PURPOSES_TO_CHOOSE,
        "last_hidden": settings.SMALL_CELL_THRESHOLD - 1,
    }
    if not form.is_valid():
        return render(request, "reporting/indicator.html", context, status=422)
    try:
        table = answer(by=user, ask=form.ask())
    except (AskError, NotYetError) as error:
        form.add_error(None, str(error))
        return render(request, "reporting/indicator.html", context, status=422)
    context |= {
        "ask": form.ask(),
        "table": table,
        "screen": screen_of(table, per=BOTH, address=addresses_in(user, form.ask(), table)),
        "difference_url": difference_url(asked, request.GET.urlencode()),
        "definition": definition_of(table),
        "completeness": completeness_of(table),
    }
    return render(request, "reporting/indicator.html", context)


@require_safe
def indicator_export(request: HttpRequest, code: str) -> HttpResponse:
    """The table of the page as a file. 403 for who may see figures but not hand them on."""
    user = figures_user(request)
    asked = indicator_of(code)
    form = filter_of(request, user, asked, IndicatorExport)
    file_format: FileFormat | None = FORMATS.get(request.GET.get("format", ""))
    if file_format is None or not form.is_valid():
        return indicator(request, code)
    try:
        file = export_answer(
            by=user,
            ask=form.ask(),
            file_format=file_format,
            purpose=form.cleaned_data["purpose"],
        )
    except (AskError, NotYetError) as error:
        form.add_error(None, str(error))
        context = {"indicator": asked, "form": form, "crumbs": crumbs_of(asked)}
        return render(request, "reporting/indicator.html", context, status=422)
    return attachment(file)


def filter_of(
    request: HttpRequest,
    user: User,
    asked: Indicator,
    kind: type[_Filter],
    data: QueryDict | None = None,
) -> _Filter:
    """The filter bar of one indicator, with the centres and years this user may ask for, filled
    in with `data` or with what stands in the address."""
    centres = list(countable_centres(user))
    running = brussels_today().year
    years = range(first_year(centres, running), running + 1)
    given = request.GET if data is None else data
    return kind(given, indicator=asked, centres=centres, years=years)


def indicator_of(code: str) -> Indicator:
    """The indicator in the address, or 404."""
    if code not in LIBRARY:
        raise Http404
    return LIBRARY[code]


def _text(one: Indicator) -> str:
    words = (one.code, one.title, one.unit.label, one.counted_once, one.population or "")
    return " ".join(map(str, words)).lower()


def crumbs_of(asked: Indicator | None = None, label: str = "") -> tuple[NavigationItem, ...]:
    """The way to the library, to an indicator in it, and to a page below that."""
    crumbs = [
        NavigationItem(label=_("Figures"), url=reverse("reporting:index")),
        NavigationItem(label=_("Indicators"), url=reverse("reporting:indicators") if asked else ""),
    ]
    if asked:
        url = reverse("reporting:indicator", args=[asked.code]) if label else ""
        crumbs.append(NavigationItem(label=str(asked.title), url=url))
    if label:
        crumbs.append(NavigationItem(label=label, url=""))
    return tuple(crumbs)
