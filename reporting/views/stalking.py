"""Cijfers › Stalking per centrum en jaar: the answer, its definition and its dossiers."""

import re
from typing import TypedDict, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Centre, User
from cases.masking import mask_of
from cases.queries.dossier_list import rows_of
from design.navigation import NavigationItem
from lib.calendar import brussels_day, brussels_today
from lib.dutch import write_date
from reporting.exports import FORMATS
from reporting.exports.document import completeness_of, definition_of
from reporting.forms import FigureFilter
from reporting.indicators import DOSSIERS_STALKING
from reporting.leaving_form import profile_choices
from reporting.policies import countable_centres, may_export_figures
from reporting.queries import first_year
from reporting.screen import Address, screen_of
from reporting.services.counted_dossiers import counted_dossiers, log_listed
from reporting.services.figures import Selection, read_figures
from reporting.services.ledger import PURPOSES_TO_CHOOSE
from reporting.views.rights import figures_user

PAGE_SIZE = 50
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
    context |= {
        "selection": selection,
        "table": table,
        "screen": screen_of(table, per=selection.per, address=_address_for(user, selection)),
        "difference_url": difference_url(selection),
        "definition": definition_of(table),
        "completeness": completeness_of(table),
    }
    return render(request, "reporting/stalking.html", context)


@require_safe
def stalking_dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers behind one figure of an own centre: as many as the figure says."""
    user = figures_user(request)
    asked = _asked(request)
    counted = counted_dossiers(by=user, **asked) if asked else None
    if asked is None or counted is None:
        raise Http404
    page = Paginator(counted.dossiers, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = rows_of(page.object_list, mask_of(request))
    log_listed(by=user, counted=counted, dossier_ids=[row.dossier_id for row in rows])
    crumbs = (*_crumbs(linked=True), NavigationItem(label=_("Dossiers"), url=""))
    context = {
        "crumbs": crumbs,
        "counted": counted,
        "page": page,
        "rows": rows,
        "list_url": reverse("cases:dossier_list"),
        "query": urlencode(asked),
    }
    return render(request, "reporting/stalking_dossiers.html", context)


def filter_of(
    request: HttpRequest, user: User, kind: type[_Filter], data: QueryDict | None = None
) -> _Filter:
    """The filter bar with the centres and years this user may ask for, filled in with `data` or
    with what stands in the address."""
    centres: list[Centre] = list(countable_centres(user))
    running = brussels_today().year
    given = request.GET if data is None else data
    return kind(given, centres=centres, years=range(first_year(centres, running), running + 1))


class _Asked(TypedDict):
    centre: int
    year: int
    measure: str


def _asked(request: HttpRequest) -> _Asked | None:
    """The figure in the address; None when it names none that can exist."""
    given = request.GET
    centre, year = given.get("centre", ""), given.get("year", "")
    if not (re.fullmatch(r"[0-9]{1,9}", centre) and re.fullmatch(r"[0-9]{4}", year)):
        return None
    return {"centre": int(centre), "year": int(year), "measure": given.get("measure", "")}


def dossiers_address(user: User) -> Address:
    """A link to the dossiers, for figures of the user's own centres only."""
    own = frozenset(user.centre_ids())
    base = reverse("reporting:stalking_dossiers")

    def address(centre: int | None, year: int | None, measure: str) -> str:
        if centre not in own or year is None:
            return ""
        return f"{base}?{urlencode({'centre': centre, 'year': year, 'measure': measure})}"

    return address


def difference_url(selection: Selection) -> str:
    """The same figures beside those of an earlier moment."""
    known = write_date(brussels_day(selection.known_on)) if selection.known_on else ""
    pairs = [
        *(("from", str(selection.from_year)), ("to", str(selection.to_year)), ("known", known)),
        *(("centre", centre.code) for centre in selection.chosen),
    ]
    base = reverse("reporting:difference", args=[DOSSIERS_STALKING.code])
    return f"{base}?{urlencode([pair for pair in pairs if pair[1]])}"


def _address_for(user: User, selection: Selection) -> Address:
    """The dossiers of now are not those behind an earlier figure."""
    return dossiers_address(user) if selection.known_on is None else lambda *_place: ""


def _crumbs(*, linked: bool = False) -> tuple[NavigationItem, ...]:
    here = reverse("reporting:stalking") if linked else ""
    return (
        NavigationItem(label=_("Figures"), url=reverse("reporting:index")),
        NavigationItem(label=_("Stalking per centre and year"), url=here),
    )
