"""Middleware that holds for every page."""

import ipaddress
from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from audit.context import request_context
from lib import replica
from lib.acting import acting_as

Handler = Callable[[HttpRequest], HttpResponse]


class ClientAddress:
    """Who is at the other end when proxies stand in front: for the log and the lockout.

    Without it every user has the address of the proxy, so five wrong passwords would lock a
    name out everywhere. Each proxy adds the address it saw at the end of X-Forwarded-For, so
    the count from the right says which entry our own outermost proxy wrote; what stands left
    of it the client may have made up.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PROXY_COUNT:
            seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(seen) >= settings.PROXY_COUNT:
                address = seen[-settings.PROXY_COUNT].strip()
                request.META["REMOTE_ADDR"] = _valid(address) or request.META["REMOTE_ADDR"]
        return self.get_response(request)


def _valid(address: str) -> str:
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


class ContentSecurityPolicy:
    """The policy of the settings, written out once: no page of ours has another one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Content-Security-Policy"] = self.policy
        return response


class PrivateResponses:
    """Nothing of this application may stay in a cache; static files are served before."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        return response


class ActOnBehalfOfUser:
    """Everything in this request happens on behalf of the signed-in user, in the database too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user_id = request.user.pk if request.user.is_authenticated else None
        with acting_as(user_id), request_context(request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)


class ReadOwnWrites:
    """Who just saved something sees it in the figures, also when these come from a replica.

    The answer to a form carries how far the primary had written; for a minute her browser sends
    it along, and a replica that has not come so far is passed over (lib.replica).
    """

    COOKIE = "written"
    SECONDS = 60

    def __init__(self, get_response: Handler) -> None:
        if not replica.is_configured():
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with replica.read_after(request.COOKIES.get(self.COOKIE, "")):
            response = self.get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            response.set_cookie(
                self.COOKIE,
                replica.position(),
                max_age=self.SECONDS,
                secure=settings.SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
