"""Oversight: the privacy officer reads the log. For everybody else these pages do not exist.

What is looked for goes in the body of a POST: a username is a name, and addresses are kept.
"""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.forms.oversight import DossierLogForm, LogForm, UserLogForm
from accounts.models import User
from accounts.oversight import in_words
from accounts.oversight_pages import oversight_pages
from accounts.policies import may_oversee
from accounts.services.oversight import read_log_of_dossier, read_log_of_user
from audit.queries import LogPage
from design.navigation import NavigationItem

View = Callable[[HttpRequest, User], HttpResponse]


def for_privacy_officer(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """404 for everybody else, whatever the method."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User) or not may_oversee(user):
            raise Http404
        return view(request, user)

    return guarded


@for_privacy_officer
def index(request: HttpRequest, user: User) -> HttpResponse:
    """What to look for."""
    return _index(request, DossierLogForm(), UserLogForm())


@for_privacy_officer
def by_dossier(request: HttpRequest, user: User) -> HttpResponse:
    """The log of one dossier, newest first."""
    if request.method != "POST":
        return redirect("accounts:oversight")
    form = DossierLogForm(request.POST)
    if not form.is_valid():
        return _index(request, form, UserLogForm(), status=422)
    reference: str = form.cleaned_data["reference"]
    page = read_log_of_dossier(
        by=user, reference=reference, period=form.period, before=form.cleaned_data["before"]
    )
    return _log(request, form, page, subject=reference)


@for_privacy_officer
def by_user(request: HttpRequest, user: User) -> HttpResponse:
    """The log of one user, newest first."""
    if request.method != "POST":
        return redirect("accounts:oversight")
    form = UserLogForm(request.POST)
    if not form.is_valid():
        return _index(request, DossierLogForm(), form, status=422)
    account: User = form.cleaned_data["username"]
    page = read_log_of_user(
        by=user, account=account, period=form.period, before=form.cleaned_data["before"]
    )
    return _log(request, form, page, subject=account.display_name)


def _index(
    request: HttpRequest, dossier_form: DossierLogForm, user_form: UserLogForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "dossier_form": dossier_form,
        "user_form": user_form,
        "usernames": User.objects.values_list("username", flat=True),
        "pages": oversight_pages(),
        "has_errors": bool(dossier_form.errors or user_form.errors),
    }
    return render(request, "accounts/oversight.html", context, status=status)


def _log(request: HttpRequest, form: LogForm, page: LogPage, *, subject: str) -> HttpResponse:
    context = {
        "form": form,
        "subject": subject,
        "is_user": isinstance(form, UserLogForm),
        "lines": in_words(page.lines),
        "older": page.older,
        "is_newest": form.cleaned_data["before"] is None,
        "repeated": [form[name] for name in form.fields if name != "before"],
        "crumbs": (
            NavigationItem(label=_("Oversight"), url=reverse("accounts:oversight")),
            NavigationItem(label=_("Log"), url=""),
        ),
    }
    return render(request, "accounts/oversight_log.html", context)
