"""Coming in and going out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.sign_in import NewPasswordForm, SignInForm
from accounts.models import User
from accounts.services.sign_in import (
    record_failed_sign_in,
    record_password_change,
    record_sign_in,
    record_sign_out,
)
from lib.acting import act_from_here


class SignIn(LoginView):
    """Name and password; the lockout answers instead of this view after five failures."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: SignInForm) -> HttpResponse:  # type: ignore[override]
        response = super().form_valid(form)
        user = form.get_user()
        assert isinstance(user, User)  # noqa: S101 - narrows the type; the form is valid
        act_from_here(user.pk)
        record_sign_in(by=user)
        if not user.memberships_today:
            messages.warning(
                self.request,
                _("Your account has no role today. Ask the functional administrator."),
            )
        return response

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        record_failed_sign_in(
            typed_username=form.cleaned_data.get("username", ""),
            locked_out=getattr(self.request, "axes_locked_out", False),
        )
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_default_redirect_url(self) -> str:
        """Today, or for who has no role: a page that exists for everybody."""
        user = self.request.user
        if isinstance(user, User) and not user.memberships_today:
            return reverse("accounts:change_password")
        return super().get_default_redirect_url()

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Never to another host, and never straight out again."""
        url = super().get_redirect_url()
        return "" if url.startswith(reverse("accounts:sign_out")) else url


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and let the browser forget the pages it showed."""
    if isinstance(request.user, User):
        record_sign_out(by=request.user)
    logout(request)
    messages.success(request, _("You are signed out."))
    response = redirect("accounts:sign_in")
    response["Clear-Site-Data"] = '"cache"'
    return response


class ChangePassword(PasswordChangeView):
    """A new password for oneself; other sessions of this user end."""

    template_name = "accounts/change_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:change_password")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        assert isinstance(self.request.user, User)  # noqa: S101 - narrows the type
        record_password_change(by=self.request.user)
        messages.success(self.request, _("Your new password is saved."))
        return response

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, Any] | None = None,
) -> HttpResponse:
    """Too many wrong passwords for this name from this address (AXES_LOCKOUT_CALLABLE)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    response = render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


@login_not_required
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a fresh token (CSRF_FAILURE_VIEW): offer to send it again as it was.

    The browser shows an empty form on going back, because our pages stay in no cache. Only a
    form of our own page is given back (browsers do not let a page lie about its origin), and
    never a password.
    """
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": _("Your form was too old")}, status=403)
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = [(name, value) for name, value in typed if name != "csrfmiddlewaretoken"]
    has_password = any("password" in name for name, _value in kept)
    match = request.resolver_match
    context = {
        "fields": kept if _from_our_own_page(request) and not has_password else [],
        "needs_account": match is None or getattr(match.func, "login_required", True),
    }
    return render(request, "accounts/old_form.html", context, status=403)


def _from_our_own_page(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
