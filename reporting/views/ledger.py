"""Toezicht › Exports: the ledger, for the privacy officer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.policies import may_oversee
from design.navigation import NavigationItem
from reporting.ledger_screen import shown
from reporting.services.ledger import PAGE_SIZE, read_ledger


@require_safe
def export_ledger(request: HttpRequest) -> HttpResponse:
    """Every file that left, newest first. For everybody else this page does not exist."""
    user = request.user
    if not isinstance(user, User) or not may_oversee(user):
        raise Http404
    given = request.GET.get("from", "")
    first = int(given) if given.isascii() and given.isdecimal() and len(given) < 8 else 0
    lines = read_ledger(by=user, first=first)
    context = {
        "lines": shown(lines[:PAGE_SIZE]),
        "newer": max(0, first - PAGE_SIZE) if first else None,
        "older": first + PAGE_SIZE if len(lines) > PAGE_SIZE else None,
        "crumbs": (
            NavigationItem(label=_("Oversight"), url=reverse("accounts:oversight")),
            NavigationItem(label=_("Exports"), url=""),
        ),
    }
    return render(request, "reporting/export_ledger.html", context)
