"""The form in which an intake gets its outcome."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.choices import Option, RowChoiceField
from cases.forms.dossier import in_a_list
from cases.forms.once import VersionedForm
from codelists.models import IntakeOutcome
from design.fields import SafeCharField, SafeTextField

MAX_MOTIVATION = 4_000
_NUMBER = re.compile(r"(?:vh[- ]?)?(\d{4})[- ](\d{1,6})", re.ASCII | re.IGNORECASE)


class DecisionForm(VersionedForm):
    """`outcomes` are valid on the day of the intake; opening a dossier has its own button."""

    outcome: RowChoiceField[IntakeOutcome] = RowChoiceField(
        label=_("Outcome"),
        widget=in_a_list(),
        error_messages={"required": _("Choose an outcome.")},
    )
    dossier = SafeCharField(
        label=_("Number of the dossier that it joins"),
        help_text=_("Only when the intake joins a dossier. For example VH-2026-000412."),
        max_length=20,
        required=False,
    )
    motivation = SafeTextField(
        label=_("Why?"),
        max_length=MAX_MOTIVATION,
        rows=3,
        error_messages={"required": _("Say in a few words why.")},
    )

    def __init__(self, *args: Any, outcomes: Sequence[IntakeOutcome], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["outcome"]
        field.offer(Option(row.pk, _labelled(row), row) for row in outcomes)

    def clean_dossier(self) -> str:
        """The number as we write it."""
        text = str(self.cleaned_data["dossier"])
        found = _NUMBER.fullmatch(text)
        return f"VH-{found[1]}-{int(found[2]):06d}" if found else text


def _labelled(row: IntakeOutcome) -> str:
    return f"{row.label}. {row.description}" if row.description else row.label
