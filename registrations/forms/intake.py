"""The form of an intake: what happened, from whom and when. Who it is about: cases.forms.person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import CheckboxSelectMultiple, ChoiceField, HiddenInput, IntegerField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from cases.forms.choices import Option, RowChoiceField, RowsChoiceField
from cases.forms.dossier import MAX_TEXT, in_a_row
from cases.forms.once import MAX_VERSION, OnceForm
from cases.forms.person import Quiet
from cases.models import StalkingAnswer
from cases.services.people import PersonEntry
from codelists.models import FormOfViolence, ReporterRole, ReporterSector
from design.fields import DutchDateField, SafeCharField, SafeTextField
from registrations.forms.codes import days_of, options_on
from registrations.models import Intake
from registrations.rules import IMPORT_ONLY, problems
from registrations.services.intake import IntakeContent


@dataclass(frozen=True)
class IntakeCodes:
    """The code lists of the form, each fetched once."""

    forms: Sequence[FormOfViolence]
    sectors: Sequence[ReporterSector]
    roles: Sequence[ReporterRole]

    @classmethod
    def fetch(cls) -> "IntakeCodes":
        """Three queries."""
        return cls(
            forms=list(FormOfViolence.objects.all()),
            sectors=list(ReporterSector.objects.exclude(code__in=IMPORT_ONLY)),
            roles=list(ReporterRole.objects.exclude(code__in=IMPORT_ONLY)),
        )


class IntakeForm(Quiet, OnceForm):
    """`centres` are those of the user: with one there is nothing to ask."""

    centre: RowChoiceField[Centre] = RowChoiceField(
        label=_("For which centre?"),
        widget=in_a_row(),
        error_messages={"required": _("Choose the centre for which you take this intake.")},
    )
    story = SafeTextField(
        label=_("What happened?"),
        help_text=_("Short and factual. You can add to it later."),
        max_length=MAX_TEXT,
        rows=7,
        error_messages={"required": _("Describe in a few words what happened.")},
    )
    forms: RowsChoiceField[FormOfViolence] = RowsChoiceField(
        label=_("What kind of violence?"),
        widget=CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one form of violence.")},
    )
    stalking = ChoiceField(
        label=_("Is there stalking?"),
        choices=[(value, capfirst(label)) for value, label in StalkingAnswer.choices],
        widget=in_a_row(),
        help_text=_(
            "Following, waiting for, contacting or watching somebody again and again, online or "
            "offline. Do you not know yet? Then choose unknown: that is counted apart."
        ),
        error_messages={"required": _("Choose yes, no or unknown.")},
    )
    reporter_sector: RowChoiceField[ReporterSector] = RowChoiceField(
        label=_("Reported by"),
        error_messages={"required": _("Choose who reports this.")},
    )
    reporter_role: RowChoiceField[ReporterRole] = RowChoiceField(
        label=_("Role of the reporter"), required=False
    )
    reporter_name = SafeCharField(label=_("Name of the reporter"), max_length=160, required=False)
    received_on = DutchDateField(
        label=_("Date of the intake"),
        help_text=_("You may also type ‘vandaag’ or ‘gisteren’."),
        future=False,
        initial="vandaag",
    )
    version = IntegerField(min_value=1, max_value=MAX_VERSION, widget=HiddenInput, required=False)

    def __init__(
        self, *args: Any, codes: IntakeCodes, centres: Sequence[Centre], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.centres = list(centres)
        if len(self.centres) < 2:
            del self.fields["centre"]
        self._offer(codes)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found = problems(
            received_on=cleaned.get("received_on"),
            stalking=cleaned.get("stalking", ""),
            forms=cleaned.get("forms", ()),
            codes=[(name, cleaned.get(name)) for name in ("reporter_sector", "reporter_role")],
        )
        for name, message in found.items():
            self.add_error(name, message)
        return cleaned

    @property
    def centre_chosen(self) -> Centre:
        """The centre of the intake, once the form is valid."""
        chosen = self.cleaned_data.get("centre")
        return chosen if isinstance(chosen, Centre) else self.centres[0]

    def content(self, people: Sequence[PersonEntry]) -> IntakeContent:
        """What was filled in, for the use case."""
        names = set(IntakeContent.__dataclass_fields__) - {"people"}
        return IntakeContent(**{name: self.cleaned_data[name] for name in names}, people=people)

    def _offer(self, codes: IntakeCodes) -> None:
        """Codes of today and of the day that was typed: an intake may be written down late."""
        fields: Any = self.fields
        days = days_of(self, "received_on")
        stalking_first = sorted(codes.forms, key=lambda form: not form.counts_as_stalking)
        fields["forms"].offer(options_on(stalking_first, days))
        fields["reporter_sector"].offer(options_on(codes.sectors, days), empty_label=_("Choose"))
        fields["reporter_role"].offer(options_on(codes.roles, days), empty_label=_("Not known"))
        if "centre" in fields:
            fields["centre"].offer(Option(own.pk, own.name, own) for own in self.centres)


def initial_of(intake: Intake) -> dict[str, Any]:
    """What the form shows for a stored intake."""
    return {
        "centre": intake.centre_id,
        "story": intake.story,
        "forms": [link.form_id for link in intake.intake_forms.all()],
        "stalking": intake.stalking,
        "reporter_sector": intake.reporter_sector_id,
        "reporter_role": intake.reporter_role_id or "",
        "reporter_name": intake.reporter_name,
        "received_on": intake.received_on,
        "version": intake.version,
    }
