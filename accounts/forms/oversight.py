"""What the privacy officer looks for in the log."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.queries import BadCursorError, Cursor, Period
from design.fields import DutchDateField, SafeCharField
from lib.text import without_surrogates

_REFERENCE = re.compile(r"VH-\d{4}-\d{1,9}", re.ASCII)


class LogForm(forms.Form):
    """A period, and where the page before ended."""

    marks_optional = False

    first = DutchDateField(label=_("From"), required=False)  # empty: from the first line
    last = DutchDateField(label=_("Up to and including"), required=False)
    before = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_before(self) -> Cursor | None:
        text = self.cleaned_data["before"]
        try:
            return Cursor.decode(text) if text else None
        except BadCursorError:
            raise ValidationError(_("Start again at the newest line.")) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first day."))
        return cleaned

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])


class DossierLogForm(LogForm):
    """By dossier number: VH-2026-000412."""

    reference = SafeCharField(
        label=_("Dossier number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("For example VH-2026-000412."),
        error_messages={"required": _("Enter a dossier number.")},
    )
    field_order = ("reference", "first", "last", "before")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="dossier_%s")

    def clean_reference(self) -> str:
        reference = str(self.cleaned_data["reference"]).upper().replace(" ", "")
        if not _REFERENCE.fullmatch(reference):
            raise ValidationError(_("A dossier number looks like VH-2026-000412."))
        return reference


class UserLogForm(LogForm):
    """By username, typed or chosen from the list the browser offers."""

    username = SafeCharField(
        label=_("Username"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "list": "usernames"}
        ),
        error_messages={"required": _("Enter a username.")},
    )
    field_order = ("username", "first", "last", "before")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="user_%s")

    def clean_username(self) -> User:
        username = without_surrogates(self.cleaned_data["username"])
        accounts = User.objects.filter(username__iexact=username)
        account = accounts.filter(username=username).first() or accounts.order_by("pk").first()
        if account is None:
            raise ValidationError(_("No account has this username. Choose one from the list."))
        return account
