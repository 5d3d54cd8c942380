"""Error pages. What you may not see and what does not exist give the same bytes."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, _("The request could not be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, _("You may see this, but not do it."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, _("Not found."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context: whatever broke may break again."""
    return HttpResponse(render_to_string("500.html"), status=500)


def _answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": detail}, status=status)
    return render(request, f"{status}.html", status=status)
