"""Forms that save once and that notice when somebody else saved in between."""

import hashlib
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.errors import Refused

MAX_VERSION = 2_147_483_647


class SubmissionField(forms.UUIDField):
    """The key of one form on one screen. Without a readable key the form counts as new."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, initial=uuid.uuid4, **options)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()


class OnceForm(forms.Form):
    """A form that a double click sends twice and that happens once."""

    required_css_class = ""
    submission = SubmissionField()

    def refuse(self, refusal: Refused) -> None:
        """Put the messages of a use case at the fields; an unknown field goes on top."""
        for name, message in refusal.fields.items():
            self.add_error(name if name in self.fields else None, message)

    def renew_submission(self) -> None:
        """Let the next attempt be a new one."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("submission")] = str(uuid.uuid4())
        self.data = data


class VersionedForm(OnceForm):
    """A form over something stored: it says which version and which values it showed.

    `seen` is a digest of the values of this form as they were shown. When the version moved on
    because of something this form does not show, the digest is still right and nobody is
    bothered with a conflict that is none.
    """

    version = forms.IntegerField(
        min_value=1,
        max_value=MAX_VERSION,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This form is incomplete. Open the page again."),
            "invalid": _("This form is incomplete. Open the page again."),
            "min_value": _("This form is incomplete. Open the page again."),
            "max_value": _("This form is incomplete. Open the page again."),
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


def digest(*values: object) -> str:
    """A short fingerprint of stored values, to tell whether they are still the same."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]
