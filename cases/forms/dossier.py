"""Forms about the dossier itself. They read and check; services decide and save."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cases.forms.choices import Option, RowChoiceField, capitalised
from cases.forms.once import OnceForm, VersionedForm
from cases.models import CountingExclusion, StalkingAnswer
from codelists.models import ClosureReason
from design.fields import DutchDateField, SafeCharField, SafeTextField

MAX_TEXT = 20_000
"""A few pages. Longer stories are documents."""
MAX_REASON = 300


def in_a_row() -> forms.RadioSelect:
    """Radio buttons side by side."""
    return forms.RadioSelect(attrs={"class": "vh-choices--row"})


def in_a_list() -> forms.RadioSelect:
    """Radio buttons below each other."""
    return forms.RadioSelect(attrs={"class": "vh-choices--list"})


class SummaryForm(VersionedForm):
    summary = SafeTextField(label=_("Summary"), required=False, max_length=MAX_TEXT, rows=10)


class StalkingForm(VersionedForm):
    stalking = forms.ChoiceField(
        label=_("Is there stalking in this dossier?"),
        choices=capitalised(StalkingAnswer.choices),
        widget=in_a_row(),
        help_text=_(
            "Stalking is following, waiting for, contacting or watching somebody again and again. "
            "Do you not know yet? Answer unknown: that is counted apart."
        ),
    )


class CaseDirectorForm(VersionedForm):
    """`possible` are the people who work at the centre today."""

    case_director: RowChoiceField[User] = RowChoiceField(label=_("Case director"), required=False)

    def __init__(self, *args: Any, possible: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["case_director"]
        field.offer(
            (Option(user.pk, user.display_name, user) for user in possible),
            empty_label=_("Nobody yet"),
        )


class CountingForm(VersionedForm):
    counting_exclusion = forms.ChoiceField(
        label=_("Does this dossier count?"),
        required=False,
        widget=in_a_list(),
        choices=[
            (CountingExclusion.NONE, _("Yes, it counts in the figures")),
            (CountingExclusion.WITHDRAWN, _("No: withdrawn or opened by mistake")),
            (CountingExclusion.DUPLICATE, _("No: duplicate of another dossier")),
            (CountingExclusion.TRAINING, _("No: an exercise, no real dossier")),
        ],
    )
    reason = SafeCharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        help_text=_(
            "Kept in the log. For a duplicate: give the number of the other dossier. No names."
        ),
    )


class CloseForm(VersionedForm):
    """`reasons` are the closure reasons of today."""

    closed_on = DutchDateField(label=_("Closed on"), future=False)
    closure_reason: RowChoiceField[ClosureReason] = RowChoiceField(
        label=_("Reason"), widget=in_a_list()
    )
    note = SafeTextField(
        label=_("Note at closing"),
        required=False,
        max_length=MAX_TEXT,
        help_text=_("What was achieved and who follows up. Partners do not see this note."),
    )

    def __init__(self, *args: Any, reasons: Iterable[ClosureReason], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["closure_reason"]
        field.offer(Option(reason.pk, _described(reason), reason) for reason in reasons)


class ReopenForm(VersionedForm):
    reason = SafeCharField(
        label=_("Why is this dossier opened again?"),
        max_length=MAX_REASON,
        help_text=_("Kept in the log. No names."),
    )


class ConvocationForm(OnceForm):
    """`partners` are the active partners of the centre."""

    organisation: RowChoiceField[Organisation] = RowChoiceField(label=_("Partner"))
    purpose = SafeCharField(
        label=_("What is this partner needed for?"),
        max_length=200,
        help_text=_("For example: case conference of 12.11.2026. No names."),
    )
    ends_on = DutchDateField(
        label=_("Last day of access"),
        required=False,
        help_text=_("Leave this empty when you do not know it yet. You can end it at any time."),
    )

    def __init__(self, *args: Any, partners: Iterable[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["organisation"]
        field.offer(
            (Option(partner.pk, partner.name, partner) for partner in partners),
            empty_label=_("Choose a partner"),
        )


def _described(reason: ClosureReason) -> str:
    return f"{reason.label}. {reason.description}" if reason.description else reason.label
