"""The intakes of my centre."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cases.masking import mask_of
from cases.views.once import signed_in
from lib.keyset import BadCursorError, Cursor
from registrations.log import record_listing
from registrations.queries import LISTED, intake_page
from registrations.views.desk import own_centres

ALL = "alle"


@require_safe
def intake_list(request: HttpRequest) -> HttpResponse:
    """What waits for a decision or, with `?toon=alle`, everything; newest first."""
    user = signed_in(request)
    centres = own_centres(user)
    shows_all = request.GET.get("toon") == ALL
    page = intake_page(
        by=user,
        only_undecided=not shows_all,
        cursor=_cursor(request.GET.get("na", "")),
        mask=mask_of(request),
    )
    record_listing([row.intake for row in page.rows], by=user, fields=LISTED)
    context = {
        "page": page,
        "shows_all": shows_all,
        "shows_centre": len(centres) > 1,
        "first_url": _address(shows_all, "") if request.GET.get("na") else "",
        "newer_url": _address(shows_all, page.newer) if page.newer else "",
        "older_url": _address(shows_all, page.older) if page.older else "",
    }
    return render(request, "registrations/intake_list.html", context)


def _address(shows_all: bool, cursor: str) -> str:
    query = {**({"toon": ALL} if shows_all else {}), **({"na": cursor} if cursor else {})}
    return f"?{urlencode(query)}"


def _cursor(text: str) -> Cursor | None:
    try:
        return Cursor.decode(text)
    except BadCursorError:
        return None
