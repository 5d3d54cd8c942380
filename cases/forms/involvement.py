"""Forms about somebody's role in a dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.choices import capitalised
from cases.forms.dossier import in_a_row
from cases.forms.once import OnceForm
from cases.models import InvolvementRole
from design.fields import DutchDateField

ROLES = capitalised(InvolvementRole.choices)


class RoleForm(OnceForm):
    """The role in which somebody enters the dossier."""

    role = forms.ChoiceField(label=_("Role in this dossier"), choices=ROLES, widget=in_a_row())


class InvolvementForm(RoleForm):
    """Another role, or the last day of this one."""

    ends_on = DutchDateField(
        label=_("Not involved any more since"),
        required=False,
        future=False,
        help_text=_("Fill this in only when the involvement has ended. The row stays readable."),
    )

    def __init__(self, *args: Any, role_now: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.role_now = role_now

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("ends_on") and data.get("role") not in {None, self.role_now}:
            self.add_error(
                "ends_on", _("Change the role or end the involvement, not both at once.")
            )
        return data
