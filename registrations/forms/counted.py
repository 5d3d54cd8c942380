"""The forms of an advice request and of a contact with helpline 1712: choices, no text."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from cases.forms.choices import Option, RowChoiceField, capitalised
from cases.forms.dossier import in_a_list, in_a_row
from cases.forms.once import MAX_VERSION, OnceForm
from cases.models import CountingExclusion
from codelists.models import (
    AdviceGiven,
    AdviceOutcome,
    AdviceTheme,
    CallerClass,
    CodeListEntry,
    ContactChannel,
    FormOfViolence,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
    ReporterSector,
)
from design.fields import DutchDateField
from registrations.forms.codes import days_of, options_on
from registrations.kinds import ADVICE, HELPLINE, Kind
from registrations.models import CallerAge, CallerSex
from registrations.models.counted import CountedContact
from registrations.models.helpline import MOST_PEOPLE
from registrations.rules import IMPORT_ONLY, contact_problems, people_range

EXCLUSIONS: list[tuple[str, Any]] = [
    (CountingExclusion.NONE, _("Yes, it counts in the figures")),
    (CountingExclusion.WITHDRAWN, _("No: registered by mistake")),
    (CountingExclusion.DUPLICATE, _("No: registered twice")),
    (CountingExclusion.TRAINING, _("No: an exercise")),
]


class PeopleField(forms.CharField):
    """How many people, in digits. Django's own number field reads 1.000 as 1."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "vh-input-date"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> int:
        """Raises ValidationError for anything but 0 up to 999."""
        text = str(value or "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= MOST_PEOPLE):
            raise forms.ValidationError(people_range(), code="invalid")
        return int(text)


def _day() -> DutchDateField:
    return DutchDateField(
        label=_("Date"),
        help_text=_("You may also type ‘vandaag’ or ‘gisteren’."),
        future=False,
        initial="vandaag",
    )


def _one_of(label: Any, missing: Any) -> RowChoiceField[Any]:
    return RowChoiceField(label=label, error_messages={"required": missing})


def _channel() -> RowChoiceField[Any]:
    return RowChoiceField(
        label=_("Which channel?"),
        widget=in_a_row(),
        error_messages={"required": _("Choose the channel.")},
    )


def _in_a_row(label: Any, choices: Any, missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=capitalised(choices),
        widget=in_a_row(),
        error_messages={"required": missing},
    )


class ContactForm(OnceForm):
    """`places` are the centres or helplines of the user: with one there is nothing to ask."""

    kind: ClassVar[Kind]
    codes: ClassVar[Mapping[str, type[CodeListEntry]]]
    """The code list behind each field."""
    not_known: ClassVar[Mapping[str, Any]] = {}
    """Fields that may stay empty, and what empty means."""

    place: RowChoiceField[Any] = RowChoiceField(
        label=_("For which centre?"),
        widget=in_a_row(),
        error_messages={"required": _("Choose the centre.")},
    )
    version = forms.IntegerField(
        min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput, required=False
    )

    def __init__(self, *args: Any, places: Sequence[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = places
        fields: Any = self.fields
        if len(places) < 2:
            del fields["place"]
        else:
            fields["place"].offer(Option(place.pk, str(place), place) for place in places)
        days = days_of(self, "received_on")
        for name, model in self.codes.items():
            fields[name].offer(options_on(self._rows(model), days), **self._empty(name))

    def _rows(self, model: type[CodeListEntry]) -> Any:
        rows = model._default_manager.all()
        if model is ReporterSector:
            return rows.exclude(code__in=IMPORT_ONLY)
        return rows.filter(**self.kind.channels) if model is ContactChannel else rows

    def _empty(self, name: str) -> dict[str, Any]:
        if isinstance(self.fields[name].widget, forms.RadioSelect):
            return {}
        return {"empty_label": self.not_known.get(name, _("Choose"))}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, message in contact_problems(self.kind, cleaned).items():
            self.add_error(name, message)
        return cleaned

    @property
    def place_chosen(self) -> Any:
        """The centre or helpline, once the form is valid."""
        return self.cleaned_data.get("place") or self.places[0]

    def content(self) -> dict[str, Any]:
        """What was filled in, for the use case."""
        return {name: self.cleaned_data[name] for name in self.kind.content}


class AdviceForm(ContactForm):
    kind = ADVICE
    codes: ClassVar[Mapping[str, type[CodeListEntry]]] = {
        "channel": ContactChannel,
        "asker_sector": ReporterSector,
        "theme": AdviceTheme,
        "advice": AdviceGiven,
        "outcome": AdviceOutcome,
    }

    asker_sector = _one_of(_("Who asks?"), _("Choose the sector of who asks."))
    theme = _one_of(_("What about?"), _("Choose the theme."))
    advice = _one_of(_("Which advice did you give?"), _("Choose the advice you gave."))
    outcome = _one_of(_("What happens next?"), _("Choose what happens next."))
    channel = _channel()
    received_on = _day()
    field_order = (
        *("place", "asker_sector", "theme", "advice", "outcome", "channel", "received_on"),
    )


class HelplineForm(ContactForm):
    kind = HELPLINE
    codes: ClassVar[Mapping[str, type[CodeListEntry]]] = {
        "channel": ContactChannel,
        "caller_class": CallerClass,
        "theme": HelplineTheme,
        "main_form": FormOfViolence,
        "context": HelplineContext,
        "referred_to": HelplineReferral,
    }
    not_known: ClassVar[Mapping[str, Any]] = {"main_form": _("Not known or no violence")}

    caller_class = _one_of(_("Who calls?"), _("Choose who calls."))
    caller_sex = _in_a_row(
        _("Sex of the caller"), CallerSex.choices, _("Choose the sex, or unknown.")
    )
    caller_age = _in_a_row(
        _("Age of the caller"), CallerAge.choices, _("Choose the age, or unclear.")
    )
    anonymous = forms.TypedChoiceField(
        label=_("Does the caller stay anonymous?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=in_a_row(),
        error_messages={"required": _("Choose yes or no.")},
    )
    theme = _one_of(_("What about?"), _("Choose the theme."))
    main_form = RowChoiceField[Any](label=_("Main form of violence"), required=False)
    context = _one_of(_("Where does it happen?"), _("Choose where it happens."))
    reported_people = PeopleField(
        label=_("How many people are reported?"),
        help_text=_("Counted apart from the call. 0 when nobody is reported."),
    )
    referred_to = _one_of(_("Referred to"), _("Choose where you referred to."))
    channel = _channel()
    received_on = _day()
    field_order = (
        *("place", "caller_class", "caller_sex", "caller_age", "anonymous", "theme"),
        *("main_form", "context", "reported_people", "referred_to", "channel", "received_on"),
    )


class ExclusionForm(OnceForm):
    """Whether a contact counts. Reasons are codes: nothing can be typed here either."""

    counting_exclusion = forms.ChoiceField(
        label=_("Does it count?"), required=False, widget=in_a_list(), choices=EXCLUSIONS
    )
    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)


def initial_of(row: CountedContact, kind: Kind) -> dict[str, Any]:
    """What the form shows for a stored contact."""
    values = {name: getattr(row, name) for name in kind.content}
    shown = {
        name: value.pk if isinstance(value, Model) else value for name, value in values.items()
    }
    if "anonymous" in shown:
        shown["anonymous"] = "yes" if shown["anonymous"] else "no"
    return {**shown, "place": row.place_id, "version": row.version}
