"""Small switches of one user. Each is a POST that comes back to where she was."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest


@require_POST
def toggle_names(request: SignedInRequest) -> HttpResponse:
    """Hide or show names on screen, for a shared screen in a meeting."""
    request.session["hide_names"] = not request.session.get("hide_names", False)
    return _back(request)


@require_POST
def toggle_shortcuts(request: SignedInRequest) -> HttpResponse:
    """Single-letter shortcuts can be switched off (WCAG 2.1.4)."""
    request.user.show_shortcuts = not request.user.show_shortcuts
    request.user.save(update_fields=["show_shortcuts"])
    return _back(request)


def _back(request: SignedInRequest) -> HttpResponse:
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("registrations:today")
    return HttpResponseRedirect(target)
