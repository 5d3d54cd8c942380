"""The dossiers, intakes or advice requests behind one number of a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from cases.masking import Mask, mask_of
from cases.queries.dossier_list import rows_of as dossier_rows
from cases.views.listing import LISTED as DOSSIER_FIELDS
from lib.calendar import brussels_today
from lib.dutch import EARLIEST_YEAR
from registrations.contact_queries import label_of, lines_of
from registrations.queries import LISTED as INTAKE_FIELDS
from registrations.queries import rows_of as intake_rows
from registrations.views.register import ADVICE_REGISTER
from reporting.asking import AskError
from reporting.cell_form import CellFilter
from reporting.cell_wording import heading_of, sentences_of
from reporting.indicators import Indicator
from reporting.queries import NotYetError
from reporting.services.counted_units import CountedUnits, counted_units, log_listed
from reporting.unit_lists import UnitList
from reporting.views.indicators import crumbs_of, indicator_of
from reporting.views.rights import figures_user

PAGE_SIZE = 50


@dataclass(frozen=True)
class _Listing:
    """How a page of rows is written out, and what of it the log names."""

    fields: Sequence[str]
    lines: Callable[[Any, Mask], Sequence[Any]]
    id_of: Callable[[Any], int]


_LISTINGS: Mapping[UnitList, _Listing] = {
    UnitList.DOSSIERS: _Listing(DOSSIER_FIELDS, dossier_rows, lambda line: line.dossier_id),
    UnitList.INTAKES: _Listing(INTAKE_FIELDS, intake_rows, lambda line: line.intake.pk),
    UnitList.ADVICE: _Listing(
        ADVICE_REGISTER.columns,
        lambda rows, _mask: lines_of(rows, ADVICE_REGISTER.columns),
        lambda line: line[0].pk,
    ),
}


@require_safe
def indicator_dossiers(request: HttpRequest, code: str) -> HttpResponse:
    """The dossiers, intakes or advice requests behind one figure of own centres."""
    user = figures_user(request)
    asked = indicator_of(code)
    counted = _counted(request, user, asked)
    page = _page(counted, request.GET.get("page"))
    listing = _LISTINGS[counted.shown_as]
    rows = listing.lines(page.object_list, mask_of(request))
    shown = [listing.id_of(row) for row in rows]
    log_listed(by=user, counted=counted, row_ids=shown, fields=listing.fields)
    context = {
        "crumbs": crumbs_of(asked, _("What is counted")),
        "indicator": asked,
        "counted": counted,
        "heading": heading_of(counted),
        "sentences": sentences_of(counted),
        "page": page,
        "rows": rows,
        "query": _without_page(request),
        **_columns(counted),
    }
    return render(request, "reporting/counted_units.html", context)


def _page(counted: CountedUnits, number: str | None) -> Any:
    """One page of the rows; how many there are was counted already."""
    pages = Paginator(counted.rows, PAGE_SIZE)
    pages.count = counted.listed
    return pages.get_page(number)


def _counted(request: HttpRequest, user: User, asked: Indicator) -> CountedUnits:
    """Raises Http404 when the address names no figure of her own."""
    own = list(user.centres().values())
    # Any year: where there is no number, there is nothing to list.
    years = range(EARLIEST_YEAR, brussels_today().year + 1)
    form = CellFilter(request.GET, indicator=asked, own=own, years=years)
    try:
        counted = counted_units(by=user, cell=form.cell()) if form.is_valid() else None
    except (AskError, NotYetError) as error:
        raise Http404 from error
    if counted is None:
        raise Http404
    return counted


def _columns(counted: CountedUnits) -> dict[str, Any]:
    """What the tables of the three lists want to know."""
    several = len(counted.cell.asked.centres) > 1
    return {
        "list_url": reverse("cases:dossier_list"),
        "shows_centre": several,
        "shows_place": several,
        "shows_outcome": True,
        "labels": [label_of(ADVICE_REGISTER.kind, name) for name in ADVICE_REGISTER.columns],
    }


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
