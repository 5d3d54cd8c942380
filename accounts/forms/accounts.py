"""Accounts in the administration."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import PASSWORD_RULE, PasswordField
from accounts.models import User

if TYPE_CHECKING:
    _NewAccount = UserCreationForm[User]
    _Account = UserChangeForm[User]
    _SetPassword = AdminPasswordChangeForm[User]
else:
    _NewAccount, _Account = UserCreationForm, UserChangeForm
    _SetPassword = AdminPasswordChangeForm


class PasswordState(ReadOnlyPasswordHashWidget):
    """Whether there is a password, and nothing of its hash."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, None, attrs)
        if value and is_password_usable(value):
            context["summary"] = [{"label": gettext("There is a password.")}]
            context["button_label"] = gettext("Set a new password")
        return context


def _first_password() -> PasswordField:
    return PasswordField(
        label=_("Password"),
        help_text=PASSWORD_RULE,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def _again() -> PasswordField:
    return PasswordField(
        label=_("Password, again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewAccountForm(_NewAccount):
    """A new account with its first password; roles are given on the next page."""

    default_renderer = DjangoTemplates()
    password1, password2 = _first_password(), _again()

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "first_name", "last_name", "email")


class AccountForm(_Account):
    """An account. The username is what the log shows, so it stays what it was."""

    default_renderer = DjangoTemplates()
    password = ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordState)


class SetPasswordForm(_SetPassword):
    """An administrator hands out a password; afterwards the user chooses her own.

    Without Django's choice for an account without a password: an account is closed instead.
    """

    default_renderer = DjangoTemplates()
    password1, password2 = _first_password(), _again()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True
