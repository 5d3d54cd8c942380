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


class NewAccountForm(_NewAccount):
    """A new account with its first password; roles are given on the next page."""

    default_renderer = DjangoTemplates()

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "first_name", "last_name", "email")


class AccountForm(_Account):
    """An account. The username is what the log shows, so it stays what it was."""

    default_renderer = DjangoTemplates()
    password = ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordState)


class SetPasswordForm(_SetPassword):
    """An administrator hands out a password; afterwards the user chooses her own."""

    default_renderer = DjangoTemplates()
    usable_password = forms.CharField(required=False, widget=forms.HiddenInput, initial="true")
