"""Signing in and choosing a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from design.fields import SafeCharField

# Far above what anybody types, far below what would keep Argon2 busy for seconds.
LONGEST_PASSWORD = 1000
PASSWORD_RULE = _("At least 15 characters. Three or four words that you remember work well.")


def _as_typed(text: str) -> str:
    return text


class PasswordField(SafeCharField):
    """A password is never changed on its way in: spaces and accents are part of it."""

    normalise = staticmethod(_as_typed)

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.PasswordInput())
        super().__init__(strip=False, max_length=LONGEST_PASSWORD, **options)


class SignInForm(AuthenticationForm):
    """Name and password. Every failure gives the same answer, whoever the account is."""

    username = SafeCharField(
        label=_("Username"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter your username.")},
    )
    password = PasswordField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )

    error_messages = {
        "invalid_login": _(
            "This username and password do not belong together. Check both; capitals count."
        ),
    }


class NewPasswordForm(PasswordChangeForm):
    """The password of now, and the new one twice."""

    old_password = PasswordField(
        label=_("Your password now"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password1 = PasswordField(
        label=_("New password"),
        help_text=PASSWORD_RULE,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password2 = PasswordField(
        label=_("New password, again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
