"""Where a provider without an account says what came of one referral.

Every answer to a token that opens nothing is the same page after the same work, and no answer
tells a name, a dossier or a centre. The path is kept out of the logs (`config/log_filter.py`).
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.errors import Refused, StaleVersion
from codelists.models import ReferralEndReason
from lib.calendar import brussels_today
from registrations.chain import course
from registrations.forms.referral import StepForm
from registrations.services.provider_links import (
    LinkedReferral,
    comes_too_often,
    read_by_token,
    report_by_token,
)

_SAVED = "gemeld"
View = Callable[[HttpRequest, str], HttpResponse]


def _discreet(view: View) -> View:
    """The address is the key: it goes to no other page and into no search engine.

    Not "no-referrer": the browser would then send `Origin: null` with the form.
    """

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@_discreet
def report_back(request: HttpRequest, token: str) -> HttpResponse:
    """The chain of one referral, and the form for its next step."""
    if comes_too_often(request.META.get("REMOTE_ADDR", "")):
        response = render(request, "registrations/report_too_often.html", status=429)
        response["Retry-After"] = "600"
        return response
    linked = read_by_token(token)
    if linked is None:
        # Not raised: the count of attempts must be committed.
        return render(request, "404.html", status=404)
    if request.method == "POST":
        return _posted(request, token, linked)
    return _show(request, linked, _form(linked))


def _posted(request: HttpRequest, token: str, linked: LinkedReferral) -> HttpResponse:
    form = _form(linked, request.POST)
    if not form.is_valid():
        return _show(request, linked, form, status=422)
    try:
        report_by_token(token, linked, **form.arguments())
    except Refused as refusal:
        form.refuse(refusal)
        return _show(request, linked, form, status=422)
    except StaleVersion:
        return _changed_meanwhile(request, token, form)
    return HttpResponseRedirect(f"{request.path}?{_SAVED}=ja")


def _form(linked: LinkedReferral, data: object = None) -> StepForm:
    return StepForm(
        data,
        initial={"version": linked.version, "day": brussels_today()},
        steps=linked.chain.next_steps,
        end_reasons=ReferralEndReason.objects.all(),
    )


def _changed_meanwhile(request: HttpRequest, token: str, form: StepForm) -> HttpResponse:
    """The chain as it is now above what was typed; sending it again is a choice."""
    linked = read_by_token(token)
    if linked is None:
        return render(request, "404.html", status=404)
    data = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(linked.version)
    again = _form(linked, data)
    again.is_valid()
    again.add_error(
        None, _("Something was added meanwhile. Look at the course above, and send it again.")
    )
    return _show(request, linked, again, status=409)


def _show(
    request: HttpRequest, linked: LinkedReferral, form: StepForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "linked": linked,
        "course": course(linked.chain),
        "form": form if linked.chain.next_steps else None,
        "saved": _SAVED in request.GET and status == 200,
    }
    return render(request, "registrations/report_back.html", context, status=status)
