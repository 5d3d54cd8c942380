"""Forms of the workbench."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cases.forms.once import OnceForm, VersionedForm
from design.fields import DutchDateField, SafeCharField, SafeTextField
from reporting.disclosure import PROFILES
from reporting.models import CommitmentState, Question
from reporting.published.labels import COMPETENCES
from reporting.services.ministers import Minister

LONGEST_TEXT = 20_000
MORE_MINISTERS = 3
_MINISTER = ("office", "number", "competence")


class QuestionForm(VersionedForm):
    """What is known of the question itself, and the ministers it was put to.

    `positions` are those of the ministers it has; behind them there is room for more. Emptying a
    minister takes it off.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    subject = SafeCharField(label=_("Subject"), max_length=200)
    asker = SafeCharField(label=_("Asked by"), max_length=120)
    asked_on = DutchDateField(label=_("Asked on"), future=False)
    due_on = DutchDateField(label=_("Deadline"), required=False)
    keywords = SafeCharField(
        label=_("Keywords"), max_length=300, required=False, help_text=_("With commas between.")
    )

    def __init__(self, *args: Any, positions: Sequence[int] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.shown = tuple(positions) or (1,)
        last = max(self.shown)
        self.positions = (*self.shown, *range(last + 1, last + 1 + MORE_MINISTERS))
        subject = self.fields.pop("subject")
        rows = [field for place in self.positions for field in self._minister(place).items()]
        self.fields = {"subject": subject, **dict(rows), **self.fields}

    def _minister(self, place: int) -> dict[str, forms.Field]:
        at = {"place": place}
        choices = [("", _("not assigned")), *COMPETENCES.items()]
        return {
            f"office_{place}": SafeCharField(
                label=_("Minister %(place)s") % at,
                max_length=120,
                required=place == self.shown[0],
                help_text=_("The office, not the name of a person."),
            ),
            f"number_{place}": forms.IntegerField(
                label=_("Number at minister %(place)s") % at,
                min_value=1,
                max_value=99_999,
                required=False,
                localize=False,
            ),
            f"competence_{place}": forms.ChoiceField(
                label=_("Competence of minister %(place)s") % at, required=False, choices=choices
            ),
        }

    def first_fields(self) -> list[forms.BoundField]:
        """Up to and with the ministers it has."""
        return self.visible_fields()[: 1 + len(_MINISTER) * len(self.shown)]

    def last_fields(self) -> list[forms.BoundField]:
        return self.visible_fields()[1 + len(_MINISTER) * len(self.positions) :]

    def more_fields(self) -> list[forms.BoundField]:
        """The room for more ministers; the page folds it as long as it is empty."""
        places = self.positions[len(self.shown) :]
        return [self[f"{name}_{place}"] for place in places for name in _MINISTER]

    def more_in_use(self) -> bool:
        return any(field.value() or field.errors for field in self.more_fields())

    def ministers(self) -> tuple[Minister, ...]:
        """As entered, emptied ones too."""
        given = self.cleaned_data
        return tuple(
            Minister(place, **{name: given[f"{name}_{place}"] for name in _MINISTER})
            for place in self.positions
        )

    def _check_ministers(self, cleaned: dict[str, Any]) -> None:
        seen: set[str] = set()
        for place in self.positions:
            office = (cleaned.get(f"office_{place}") or "").casefold()
            rest = cleaned.get(f"number_{place}") or cleaned.get(f"competence_{place}")
            if not office and rest and f"office_{place}" not in self.errors:
                self.add_error(f"office_{place}", _("Which minister is this?"))
            if office and office in seen:
                self.add_error(f"office_{place}", _("This minister stands here twice."))
            seen.add(office)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._check_ministers(cleaned)
        asked, due = cleaned.get("asked_on"), cleaned.get("due_on")
        if asked and due and due < asked:
            self.add_error("due_on", _("The deadline lies before the day of the question."))
        return cleaned

    def clean_keywords(self) -> list[str]:
        words = [word.strip() for word in self.cleaned_data["keywords"].split(",")]
        if any(len(word) > 40 for word in words):
            raise forms.ValidationError(_("A keyword has at most 40 characters."))
        return [word for word in words if word]


class PartForm(VersionedForm):
    """One numbered part, as it was asked."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    asked = SafeTextField(label=_("Asked"), max_length=5_000)
    breakdown = SafeCharField(label=_("Breakdown asked"), max_length=200, required=False)
    topic = SafeCharField(
        label=_("Figure asked for"),
        max_length=60,
        required=False,
        help_text=_("The code of the figure. Earlier answers with the same code stand beside it."),
    )
    addressee: Any = forms.ModelChoiceField(
        label=_("Competent minister"),
        queryset=None,
        required=False,
        empty_label=_("all ministers together"),
    )

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["addressee"]
        field.queryset = question.addressees.all()


class NarrativeForm(VersionedForm):
    """The words of one minister."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = SafeTextField(label=_("Text"), max_length=LONGEST_TEXT, rows=12, required=False)


class CommitmentForm(VersionedForm):
    """A promise, with the day and the owner that make it more than words."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = SafeCharField(label=_("What was promised"), max_length=300)
    due_words = SafeCharField(label=_("In the words of the answer"), max_length=80, required=False)
    due_on = DutchDateField(label=_("Due on"))
    owner = SafeCharField(label=_("Owner"), max_length=120)
    state = forms.ChoiceField(label=_("State"), choices=CommitmentState.choices)
    note = SafeCharField(label=_("Note"), max_length=300, required=False)
    part: Any = forms.ModelChoiceField(
        label=_("In the answer to part"),
        queryset=None,
        required=False,
        empty_label=_("the whole question"),
    )
    field_order = ("text", "part", "due_words", "due_on", "owner", "state", "note")

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["part"]
        field.queryset = question.parts.all()
        field.label_from_instance = lambda part: f"{part.number}. {Truncator(part.asked).chars(80)}"


class WithdrawalForm(OnceForm):
    """Why a released edition must no longer be used."""

    reason = SafeCharField(
        label=_("Why it is withdrawn"),
        max_length=300,
        help_text=_("Everybody can read this. No names of people."),
    )


class TermsForm(forms.Form):
    """For whom the answer is made; sent with GET, so that the preview can be looked at again."""

    marks_optional = False
    profile = forms.ChoiceField(
        label=_("Made for"), choices=lambda: [(one.code, one.label) for one in PROFILES.values()]
    )
    small = forms.BooleanField(label=_("Print small numbers, with a reason"), required=False)


class ApprovalForm(forms.Form):
    """The sealed preview, and the reason when small numbers are printed."""

    required_css_class = ""
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
    reason = SafeCharField(
        label=_("Why small numbers may be printed"), max_length=300, required=False
    )

    def refuse(self, fields: dict[str, str]) -> None:
        """Put the messages of the use case at the fields."""
        for name, message in fields.items():
            self.add_error(name if name in self.fields else None, message)
