"""Middleware that holds for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from audit.context import request_context
from lib.acting import acting_as

Handler = Callable[[HttpRequest], HttpResponse]


class PrivateResponses:
    """Nothing of this application may stay in a cache; static files are served before."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_cache_control(response, no_store=True, private=True)
        return response


class ActOnBehalfOfUser:
    """Everything in this request happens on behalf of the signed-in user, in the database too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user_id = request.user.pk if request.user.is_authenticated else None
        with acting_as(user_id), request_context(request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
