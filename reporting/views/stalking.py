"""Cijfers › Stalking per centrum en jaar: the answer and its definition."""

from typing import TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Centre, User
from design.navigation import NavigationItem
from lib.calendar import brussels_day, brussels_today
from lib.dutch import write_date
from reporting.cell_links import addresses_in
from reporting.disclosure.profiles import INTERNAL
from reporting.exports import FORMATS
from reporting.exports.document import completeness_of, definition_of
from reporting.forms import FigureFilter
from reporting.indicators import DOSSIERS_STALKING
from reporting.leaving_form import profile_choices
from reporting.policies import countable_centres, may_export_figures
from reporting.queries import first_year
from reporting.screen import screen_of
from reporting.services.figures import Selection, read_figures
from reporting.services.ledger import PURPOSES_TO_CHOOSE
from reporting.views.links import difference_url
from reporting.views.rights import figures_user

_Filter = TypeVar("_Filter", bound=FigureFilter)


@require_safe
def stalking(request: HttpRequest) -> HttpResponse:
    """Dossiers with stalking per centre and year. A filter that cannot be read is a 422."""
    user = figures_user(request)
    form = filter_of(request, user, FigureFilter)
    context = {
        "form": form,
        "crumbs": _crumbs(),
        "reset_url": request.path,
        "may_export": may_export_figures(user),
        "formats": FORMATS.values(),
        "export_url": reverse("reporting:stalking_export"),
        "rows_url": f"{reverse('reporting:rows')}?{request.GET.urlencode()}",
        "profiles": profile_choices(),
        "purposes": PURPOSES_TO_CHOOSE,
        "last_hidden": settings.SMALL_CELL_THRESHOLD - 1,
    }
    if not form.is_valid():
        return render(request, "reporting/stalking.html", context, status=422)
    selection = form.selection()
    table = read_figures(by=user, selection=selection)
    links = addresses_in(user, selection.ask(INTERNAL.code), table)
    context |= {
        "selection": selection,
        "table": table,
        "screen": screen_of(table, per=selection.per, address=links),
        "difference_url": difference_url(DOSSIERS_STALKING, _query(selection)),
        "definition": definition_of(table),
        "completeness": completeness_of(table),
    }
    return render(request, "reporting/stalking.html", context)


def filter_of(
    request: HttpRequest, user: User, kind: type[_Filter], data: QueryDict | None = None
) -> _Filter:
    """The filter bar with the centres and years this user may ask for, filled in with `data` or
    with what stands in the address."""
    centres: list[Centre] = list(countable_centres(user))
    running = brussels_today().year
    given = request.GET if data is None else data
    return kind(given, centres=centres, years=range(first_year(centres, running), running + 1))


def _query(selection: Selection) -> str:
    """The selection as the page of differences reads it."""
    known = write_date(brussels_day(selection.known_on)) if selection.known_on else ""
    pairs = [
        *(("from", str(selection.from_year)), ("to", str(selection.to_year)), ("known", known)),
        *(("centre", centre.code) for centre in selection.chosen),
    ]
    return urlencode([pair for pair in pairs if pair[1]])


def _crumbs() -> tuple[NavigationItem, ...]:
    return (
        NavigationItem(label=_("Figures"), url=reverse("reporting:index")),
        NavigationItem(label=_("Stalking per centre and year"), url=""),
    )
