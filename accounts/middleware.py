"""Who may come in, and a log of every refusal."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from accounts.events import DENIED
from accounts.log import actor_of
from audit.log import Subject, record
from audit.models import Outcome

Handler = Callable[[HttpRequest], HttpResponse]


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a signed-in user, unless the view says otherwise.

    The API answers 401 instead of a redirect and authenticates tokens itself; an htmx request
    is told to go to the sign-in page as a whole, so it never lands inside a fragment.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):  # type: ignore[no-untyped-def]
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):  # type: ignore[no-untyped-def]
        if not request.htmx:
            return super().handle_no_permission(request, view_func)
        # Back to the page she was on: the address of a fragment is no page.
        page = request.htmx.current_url_abs_path or "/"
        response = redirect_to_login(page, self.get_login_url(view_func))
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})


class RecordDenials:
    """Log 403 and 404 of signed-in users: the refused request itself was rolled back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in {403, 404} and request.user.is_authenticated:
            self._record(request, response.status_code)
        return response

    def _record(self, request: HttpRequest, status: int) -> None:
        match = request.resolver_match
        # Only what the URL names: a reference number or an id, never what was typed.
        # A token is a key, also one that does not fit.
        kwargs = match.kwargs.items() if match else ()
        named = " ".join(str(value) for name, value in kwargs if name != "token")
        record(
            DENIED,
            actor=actor_of(request.user),
            subject=Subject(object_type=match.view_name if match else "", object_id=named[:60]),
            reason=f"{request.method} {status}",
            outcome=Outcome.DENIED,
        )
