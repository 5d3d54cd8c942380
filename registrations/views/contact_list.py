"""The list of advice requests of my centre, or of contacts with helpline 1712."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.views.once import signed_in
from lib.calendar import brussels_today
from lib.keyset import BadCursorError, Cursor
from registrations.contact_queries import ContactPage, contact_page, label_of, lines_of
from registrations.forms.contact_filter import ContactFilter
from registrations.log import record_contacts_listed
from registrations.views.register import Register


@require_safe
def contact_list(request: HttpRequest, register: Register) -> HttpResponse:
    """One page of the register, newest first. A cursor that cannot be read starts anew."""
    user, kind = signed_in(request), register.kind
    context: dict[str, Any] = {
        "register": register,
        "shows_place": len(register.places(user)) > 1,
        "labels": [label_of(kind, name) for name in register.columns],
        "list_url": register.url("list"),
        "new_url": register.url("new"),
        "form": _filter(request, register),
    }
    if not context["form"].is_valid():
        return render(request, "registrations/contact_list.html", context, status=422)
    narrowing = context["form"].narrowing()
    page = contact_page(by=user, kind=kind, narrowing=narrowing, cursor=_cursor(request))
    record_contacts_listed(kind, page.rows, by=user, fields=register.columns)
    context["page"] = page
    context["rows"] = lines_of(page.rows, register.columns)
    context |= _addresses(request, page)
    return render(request, "registrations/contact_list.html", context)


def _filter(request: HttpRequest, register: Register) -> ContactFilter:
    themes = register.form.codes["theme"]._default_manager.all()
    return ContactFilter(request.GET, themes=themes, this_year=brussels_today().year)


def _cursor(request: HttpRequest) -> Cursor | None:
    try:
        return Cursor.decode(request.GET.get("na", ""))
    except BadCursorError:
        return None


def _addresses(request: HttpRequest, page: ContactPage) -> dict[str, str]:
    """The first page of this list, and a page newer or older; '' where there is nothing."""
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
