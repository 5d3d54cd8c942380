"""The filter bar above the figures; sent with GET, so that an answer can be bookmarked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from cases.forms.once import OnceForm
from design.fields import DutchDateField
from reporting.exports.document import BOTH, BREAKDOWNS, BY_CENTRE, BY_YEAR
from reporting.exports.stream import ROW_FORMATS
from reporting.fact_rows import FactRows
from reporting.leaving_form import LeavingForm
from reporting.moments import end_of
from reporting.services.export_jobs import RowRequest
from reporting.services.figures import Selection

YEARS_SHOWN = 5
"""How many years the first answer holds, the running year included."""

_LABELS = {BOTH: _("centre and year"), BY_CENTRE: _("centre"), BY_YEAR: _("year")}


class FigureFilter(forms.Form):
    """`centres` are those the user counts over; `years` are those that can be asked for.

    Every field may stay away: then it is the last five years, all centres, per centre and year.
    """

    marks_optional = False

    per = forms.ChoiceField(
        label=_("Per"), required=False, choices=[(code, _LABELS[code]) for code in BREAKDOWNS]
    )
    centre = forms.TypedMultipleChoiceField(
        label=_("Centres"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked is all of them."),
    )

    def __init__(self, data: QueryDict, *, centres: Sequence[Centre], years: Sequence[int]) -> None:
        self.centres = centres
        given = data.copy()
        ask_years(given, years)
        super().__init__(given)
        choices = [(str(year), str(year)) for year in years]
        # Named from and to in the address; `from` cannot be a class attribute.
        self.fields = {
            "from": _year(_("From"), choices),
            "to": _year(_("Until"), choices),
            **self.fields,
            "known": known_field(),
        }
        centre_field: Any = self.fields["centre"]
        centre_field.choices = [(centre.pk, centre.name) for centre in centres]
        if len(centres) < 2:
            del self.fields["centre"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            self.add_error("from", _("The first year lies after the last year."))
        if problem := known_problem(cleaned):
            self.add_error("to", problem)
        return cleaned

    def selection(self) -> Selection:
        """What was asked."""
        chosen = set(self.cleaned_data.get("centre") or ())
        rows = [centre for centre in self.centres if not chosen or centre.pk in chosen]
        return Selection(
            centres=rows,
            among=self.centres,
            from_year=self.cleaned_data["from"],
            to_year=self.cleaned_data["to"],
            per=self.cleaned_data.get("per") or BOTH,
            known_on=end_of(self.cleaned_data.get("known")),
        )


def ask_years(given: QueryDict, years: Sequence[int]) -> None:
    """The last years; what is not asked is shown as what it becomes."""
    given.setdefault("to", str(years[-1]))
    asked = [year for year in years if str(year) <= str(given["to"])]
    given.setdefault("from", str((asked or years)[-YEARS_SHOWN:][0]))


def known_field() -> DutchDateField:
    """As known when: every filter bar of figures has it."""
    return DutchDateField(
        label=_("As known at the end of"),
        required=False,
        future=False,
        help_text=_("A day in the past; empty is now."),
    )


def known_problem(cleaned: Mapping[str, Any]) -> str:
    """Why the years cannot be counted as known on that day; '' when they can."""
    known, last = cleaned.get("known"), cleaned.get("to")
    if not (known and last and last > known.year):
        return ""
    text = gettext("%(year)s had not begun on that day. Choose an earlier year, or a later day.")
    return text % {"year": last}


def _year(label: Any, choices: list[tuple[str, str]]) -> forms.Field:
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int)


class ExportForm(LeavingForm, FigureFilter):
    """The same questions, with for whom the file is and what for."""


class RowsForm(FigureFilter, OnceForm):
    """Which rows behind the stalking table, in which format, and what for."""

    # Rows are broken down by nothing.
    per = None  # type: ignore[assignment]
    file_format = forms.ChoiceField(
        label=_("Format"),
        choices=[(code, code.upper()) for code in ROW_FORMATS],
        initial="csv",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What do you need these rows for?"),
        max_length=200,
        help_text=_("One sentence, without names of people. The privacy officer reads it."),
        widget=forms.TextInput,
    )

    def before_asking(self) -> None:
        """Show the filter of the address, without complaints about what nobody answered yet."""
        data: Any = self.data
        self.initial = {name: data.get(name, "") for name in ("from", "to", "known")}
        self.initial["centre"] = data.getlist("centre")
        self.is_bound = False

    def request(self) -> RowRequest:
        """What was asked for, as known on the day that was chosen, or now."""
        asked = self.selection()
        moment = asked.known_on or timezone.now()
        rows = FactRows(asked.centres, asked.from_year, asked.to_year, moment)
        return RowRequest(rows, self.cleaned_data["file_format"], self.cleaned_data["reason"])
