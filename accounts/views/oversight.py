"""Oversight: the privacy officer reads the log."""

from django.http import Http404, HttpRequest, HttpResponse


def index(request: HttpRequest) -> HttpResponse:
    raise Http404


def by_dossier(request: HttpRequest) -> HttpResponse:
    raise Http404


def by_user(request: HttpRequest) -> HttpResponse:
    raise Http404
