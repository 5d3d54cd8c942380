"""The list of dossiers and the search box."""

import re
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.log import actor_of
from accounts.models import User
from audit.events import EventType
from audit.log import Subject, record
from cases.events import DOSSIER_LISTED, DOSSIER_SEARCHED
from cases.forms.filters import DossierFilter, SearchForm
from cases.masking import mask_of
from cases.models import Dossier
from cases.policies import works_on_dossiers
from cases.queries.dossier_list import DossierPage, DossierRow, dossier_page, rows_of
from cases.services.people import find_people
from cases.views.once import signed_in
from codelists.models import FormOfViolence
from design.navigation import NavigationItem
from lib.addresses import address
from lib.calendar import brussels_today
from lib.keyset import BadCursorError, Cursor

LISTED = ("reference", "centre", "received_on", "people", "case_director", "stalking", "status")
_NUMBER = re.compile(r"(?:vh[- ]?)?(\d{4})[- ](\d{1,9})", re.ASCII | re.IGNORECASE)
MAX_FOUND = 50


@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """One page of the dossiers this user may see. A cursor that cannot be read starts anew."""
    by, mask = _who_has_dossiers(request), mask_of(request)
    form = _filter(request, by)
    page = DossierPage((), "", "")
    if form.is_valid():
        page = dossier_page(by=by, choices=form.chosen(), cursor=_cursor(request), mask=mask)
        _record(DOSSIER_LISTED, by, page.rows)
    list_url = address("cases:dossier_list")
    context = {
        "form": form,
        "page": page,
        "list_url": list_url,
        "shows_centre": _over_centres(by),
        **_addresses(request, page),
    }
    return render(
        request, "cases/dossier_list.html", context, status=200 if form.is_valid() else 422
    )


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """A number goes to its dossier; a name or a birth date gives the dossiers of who is meant."""
    by = _who_has_dossiers(request)
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _found(request, form, (), status=422)
    text = form.cleaned_data["q"]
    dossier = _by_number(by, text)
    if dossier is not None:
        return HttpResponseRedirect(dossier.get_absolute_url())
    people = [match.person_id for match in find_people(by=by, text=text)]
    seen = Dossier.objects.visible_to(by).filter(involvements__person__in=people).distinct()
    rows = rows_of(seen.order_by("-received_on", "-pk")[:MAX_FOUND], mask_of(request))
    _record(DOSSIER_SEARCHED, by, rows)
    return _found(request, form, rows)


def _who_has_dossiers(request: HttpRequest) -> User:
    """Raises Http404 for who has no dossier rooms at all: an analyst, an administrator."""
    by = signed_in(request)
    if not works_on_dossiers(by):
        raise Http404
    return by


def _by_number(by: User, text: str) -> Dossier | None:
    """The visible dossier with this number, ours or that of an old system."""
    seen = Dossier.objects.visible_to(by)
    if match := _NUMBER.fullmatch(text):
        text = f"VH-{match[1]}-{int(match[2]):06d}"
    exact = seen.filter(reference=text).first()
    if exact is not None:
        return exact
    # The old number stays within the centre, and two centres may have used the same one.
    old = list(Dossier.objects.editable_by(by).filter(source_reference=text)[:2])
    return old[0] if len(old) == 1 else None


def _found(
    request: HttpRequest, form: SearchForm, rows: tuple[DossierRow, ...], *, status: int = 200
) -> HttpResponse:
    crumbs = (
        NavigationItem(label=_("Dossiers"), url=address("cases:dossier_list")),
        NavigationItem(label=_("Search"), url=""),
    )
    context = {
        "form": form,
        "rows": rows,
        "crumbs": crumbs,
        "list_url": address("cases:dossier_list"),
        "shows_centre": _over_centres(signed_in(request)),
    }
    return render(request, "cases/search.html", context, status=status)


def _over_centres(by: User) -> bool:
    """Whether the column with the centre says something."""
    return len(by.centre_ids()) != 1 or bool(by.organisation_ids())


def _filter(request: HttpRequest, by: User) -> DossierFilter:
    return DossierFilter(
        request.GET,
        centres=list(by.centres().values()),
        forms_of_violence=FormOfViolence.objects.only("label"),
        this_year=brussels_today().year,
    )


def _cursor(request: HttpRequest) -> Cursor | None:
    try:
        return Cursor.decode(request.GET.get("na", ""))
    except BadCursorError:
        return None


def _addresses(request: HttpRequest, page: DossierPage) -> dict[str, str]:
    """This list from its first page, and a page newer or older; '' where there is nothing."""
    query = request.GET.copy()
    paged = query.pop("na", None) is not None

    def at(cursor: str) -> str:
        query["na"] = cursor
        return f"?{query.urlencode()}"

    return {
        "first_url": f"?{query.urlencode()}" if paged else "",
        "newer_url": at(page.newer) if page.newer else "",
        "older_url": at(page.older) if page.older else "",
    }


def _record(event: EventType, by: User, rows: Sequence[DossierRow]) -> None:
    centres = by.centre_ids()
    record(
        event,
        actor=actor_of(by, centres[0] if centres else None),
        subject=Subject(object_type="dossier", centre_id=centres[0] if len(centres) == 1 else None),
        fields=LISTED,
        row_ids=[row.dossier_id for row in rows],
    )
