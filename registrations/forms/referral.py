"""Forms of referrals. They read and check; services decide and save."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.forms.choices import Option, RowChoiceField, RowsChoiceField, capitalised
from cases.forms.dossier import in_a_list, in_a_row
from cases.forms.filters import PlainSelect
from cases.forms.once import VersionedForm
from cases.models import Person, StalkingAnswer
from codelists.models import CodeListEntry, OffenceType, Programme, ReferralEndReason
from design.fields import DutchDateField
from lib.calendar import brussels_today
from lib.dutch import write_date
from registrations.chain import DAYS, Chain, step_label
from registrations.models import DAY_OF, ReferralState
from registrations.referral_choices import ReferralChoices
from registrations.rules import holds_on
from registrations.services.referrals import ReferralContent

_DAY_HELP = _("For example 03.11.2026, 3/11/26, vandaag or gisteren.")


class ReferralForm(VersionedForm):
    """One short form: who, to what, for which offences, when."""

    person: RowChoiceField[Person] = RowChoiceField(
        label=_("Who is referred?"),
        widget=in_a_list(),
        error_messages={"required": _("Choose who is referred.")},
    )
    programme: RowChoiceField[Programme] = RowChoiceField(
        label=_("To which programme?"),
        error_messages={"required": _("Choose a programme.")},
    )
    provider: RowChoiceField[Organisation] = RowChoiceField(
        label=_("Who gives it?"),
        required=False,
        help_text=_("Leave it as it is for the partner of your centre that gives the programme."),
    )
    stalking = forms.ChoiceField(
        label=_("Is the referral (also) for stalking?"),
        choices=capitalised(StalkingAnswer.choices),
        widget=in_a_row(),
        help_text=_("This answer is counted: how many people take part because of stalking."),
    )
    offence_types: RowsChoiceField[OffenceType] = RowsChoiceField(
        label=_("For which qualifications of this dossier?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    referred_on = DutchDateField(label=_("Referred on"), future=False, help_text=_DAY_HELP)

    def __init__(self, *args: Any, choices: ReferralChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["person"].offer(Option(row.pk, label, row) for row, label in choices.people)
        fields["programme"].offer(
            _programmes(choices.programmes), empty_label=_("Choose a programme")
        )
        fields["provider"].offer(_providers(choices), empty_label=_("The partner of my centre"))
        fields["offence_types"].offer(
            Option(row.pk, _qualified(row), row) for row in choices.offence_types
        )
        if not choices.offence_types:
            del fields["offence_types"]

    def chain(self) -> Chain:
        """The days that were filled in."""
        return Chain(referred_on=self.cleaned_data["referred_on"])

    def content(self) -> ReferralContent:
        """What was filled in, for the use case."""
        data = self.cleaned_data
        return ReferralContent(
            person=data["person"],
            programme=data["programme"],
            provider=data["provider"],
            stalking=data["stalking"],
            offence_types=data.get("offence_types", ()),
            chain=self.chain(),
        )


class CorrectionForm(ReferralForm):
    """The same with every step of the chain: what was wrong is put right, and logged."""

    intake_on = DutchDateField(label=_("Intake on"), required=False, future=False)
    waiting_since = DutchDateField(
        label=_("On the waiting list since"), required=False, future=False
    )
    started_on = DutchDateField(label=_("Started on"), required=False, future=False)
    completed_on = DutchDateField(label=_("Completed on"), required=False, future=False)
    stopped_on = DutchDateField(label=_("Stopped on"), required=False, future=False)
    declined_on = DutchDateField(label=_("Not started, known since"), required=False, future=False)
    end_reason: RowChoiceField[ReferralEndReason] = RowChoiceField(
        label=_("Why stopped or not started?"), required=False
    )

    def __init__(self, *args: Any, choices: ReferralChoices, **options: Any) -> None:
        super().__init__(*args, choices=choices, **options)
        fields: Any = self.fields
        fields["end_reason"].offer(_reasons(choices.end_reasons), empty_label=_("No reason"))

    def chain(self) -> Chain:
        days = {name: self.cleaned_data[name] for name in DAYS}
        return Chain(**days, end_reason=self.cleaned_data["end_reason"])


class StepField(forms.ChoiceField):
    """Offers what may come now. A step that was overtaken meanwhile is no unknown choice."""

    def valid_value(self, value: object) -> bool:
        return value in {state.value for state in DAY_OF}


class StepForm(VersionedForm):
    """The next step of a chain, for the centre and for the provider alike."""

    # The one optional field is needed with some steps; its help text says which.
    marks_optional = False

    step = StepField(
        label=_("What happened?"),
        widget=in_a_list(),
        error_messages={"required": _("Choose what happened.")},
    )
    day = DutchDateField(label=_("When?"), future=False, help_text=_DAY_HELP)
    end_reason: RowChoiceField[ReferralEndReason] = RowChoiceField(
        label=_("Why?"),
        required=False,
        help_text=_("Only for stopped and not started."),
    )

    def __init__(
        self,
        *args: Any,
        steps: Iterable[ReferralState],
        end_reasons: Iterable[ReferralEndReason],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["step"].choices = [(step.value, step_label(step)) for step in steps]
        fields["end_reason"].offer(_reasons(end_reasons), empty_label=_("No reason"))

    def arguments(self) -> dict[str, Any]:
        """What was filled in, for the use case."""
        data = self.cleaned_data
        return {
            "version": data["version"],
            "step": ReferralState(data["step"]),
            "day": data["day"],
            "end_reason": data["end_reason"],
        }


class ReferralFilter(forms.Form):
    """The filters of the list of referrals; nothing personal in the address."""

    marks_optional = False

    programme = forms.TypedChoiceField(
        label=_("Programme"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("All")), *capitalised(ReferralState.choices)],
    )
    waits = forms.ChoiceField(
        label=_("Waiting"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("All")), ("long", _("Waits longer than 60 days"))],
    )

    def __init__(self, *args: Any, programmes: Iterable[Programme], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["programme"]
        field.choices = [("", _("All")), *((row.pk, row.label) for row in programmes)]


def _programmes(rows: Sequence[Programme]) -> list[Option[Programme]]:
    """What is given today by audience; what ended comes last, with its last day."""
    today = brussels_today()
    now = [row for row in rows if holds_on(row, today)]
    ended = [row for row in rows if not holds_on(row, today)]
    groups = {
        Programme.Audience.OFFENDER: gettext("For offenders"),
        Programme.Audience.VICTIM: gettext("For victims"),
    }
    return [
        *(Option(row.pk, row.label, row, groups[Programme.Audience(row.audience)]) for row in now),
        *(Option(row.pk, _dated(row), row, gettext("Not given today")) for row in ended),
    ]


def _dated(row: CodeListEntry) -> str:
    if row.valid_until is None:
        return row.label
    words = {"label": row.label, "day": write_date(row.valid_until)}
    return gettext("%(label)s (until %(day)s)") % words


def _providers(choices: ReferralChoices) -> list[Option[Organisation]]:
    groups = (
        (gettext("Partners of my centre"), choices.partners),
        (gettext("Other organisations"), choices.other_providers),
    )
    return [Option(row.pk, row.name, row, group) for group, rows in groups for row in rows]


def _qualified(row: OffenceType) -> str:
    return f"{row.label} ({row.legal_article})" if row.legal_article else row.label


def _reasons(rows: Iterable[ReferralEndReason]) -> list[Option[ReferralEndReason]]:
    """By moment, so that nobody has to try which one goes with which step."""
    return [
        Option(row.pk, row.label, row, str(row.get_moment_display()).capitalize()) for row in rows
    ]
