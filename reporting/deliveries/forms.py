"""Forms to deliver a table, to explain what is strange in it, and to take it back."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.errors import Refused
from design.fields import DutchDateField, SafeCharField, SafeTextField
from lib.calendar import brussels_today
from lib.uploads.table import LARGEST_UPLOAD
from reporting.deliveries.catalogue import DeliveredIndicator
from reporting.deliveries.columns import Column
from reporting.deliveries.findings import Finding, Kind
from reporting.deliveries.templates import Template
from reporting.models.published import ObservationStatus

LONGEST_FILE_NAME = 200


class RefusableForm(forms.Form):
    """A form that shows what a use case refused."""

    def refuse(self, refusal: Refused) -> None:
        """Put the messages at the fields; an unknown field goes on top."""
        for name, message in refusal.fields.items():
            for line in message.split("\n"):
                self.add_error(name if name in self.fields else None, line)


class PeriodForm(RefusableForm):
    """The period and the origin of a table; a whole past year by default."""

    period_start = DutchDateField(label=_("Period from"), future=False)
    period_end = DutchDateField(label=_("Period until (included)"))
    extracted_on = DutchDateField(
        label=_("Extraction date"),
        future=False,
        help_text=_("The day on which the figures were taken from the registration system."),
    )
    source_system = SafeCharField(
        label=_("Registration system"),
        required=False,
        max_length=60,
        help_text=_("For example SIPAR. Leave empty when you do not know."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("The period ends before it starts."))
        if end and end > brussels_today():
            self.add_error("period_end", _("The period has not ended yet."))
        return data


class UploadForm(PeriodForm):
    """A file with the table of one indicator."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV, XLSX or ODS, at most 5 MB. Use the template for the right columns."),
        error_messages={"required": _("Choose a file."), "invalid": _("Choose a file.")},
    )
    field_order = ("indicator", "period_start", "period_end", "extracted_on", "source_system")

    def __init__(
        self, *given: Any, indicators: Mapping[str, DeliveredIndicator], **options: Any
    ) -> None:
        super().__init__(*given, **options)
        self._indicators = indicators
        choices = indicator_choices(indicators.values())
        cast(forms.ChoiceField, self.fields["indicator"]).choices = choices

    def clean_indicator(self) -> DeliveredIndicator:
        return self._indicators[self.cleaned_data["indicator"]]

    def content(self) -> tuple[bytes, str]:
        """The bytes, one more than allowed when there are too many, and the name."""
        file = self.cleaned_data["file"]
        return file.read(LARGEST_UPLOAD + 1), file.name[-LONGEST_FILE_NAME:]


def indicator_choices(indicators: Iterable[DeliveredIndicator]) -> list[tuple[str, Any]]:
    """Per deliverer, the indicators it delivers."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in indicators:
        groups.setdefault(one.deliverer.name, []).append((one.code, one.title))
    return [("", _("Choose an indicator")), *groups.items()]


@dataclass(frozen=True)
class GridRow:
    """One row of the form: what it is about and its three fields."""

    label: str
    fields: tuple[Any, Any, Any]


class GridForm(PeriodForm):
    """The template as a page: one row per combination, with a number, a state and a note."""

    def __init__(self, *given: Any, template: Template, **options: Any) -> None:
        super().__init__(*given, **options)
        self.template = template
        states = [("", _("a number")), *ObservationStatus.choices[1:]]
        for number, label in enumerate(self._labels()):
            about = {"aria-label": f"{_('How many')}: {label}", "size": 8, "inputmode": "decimal"}
            self.fields[f"value_{number}"] = SafeCharField(
                required=False, max_length=40, widget=forms.TextInput(attrs=about)
            )
            self.fields[f"state_{number}"] = forms.ChoiceField(
                required=False,
                choices=states,
                widget=forms.Select(attrs={"aria-label": f"{_('State')}: {label}"}),
            )
            self.fields[f"note_{number}"] = SafeCharField(
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"aria-label": f"{_('Note')}: {label}"}),
            )

    def _labels(self) -> list[str]:
        indicator = self.template.indicator
        several = len(indicator.places) > 1
        return [
            " – ".join([*([place] if several else []), *categories]) or place
            for place in indicator.places
            for categories in indicator.categories
        ]

    def head(self) -> Iterator[Any]:
        """The fields above the grid."""
        return (self[name] for name in PeriodForm.base_fields)

    def grid(self) -> list[GridRow]:
        """The rows of the grid."""
        return [
            GridRow(
                label, (self[f"value_{number}"], self[f"state_{number}"], self[f"note_{number}"])
            )
            for number, label in enumerate(self._labels())
        ]

    def as_file(self) -> bytes:
        """What was typed as the CSV that could have been uploaded: one path for both."""
        data = self.cleaned_data
        template = Template(self.template.indicator, data["period_start"], data["period_end"])
        headings = template.headings()
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(headings)
        for number, row in enumerate(template.rows()):
            for column, name in _TYPED:
                row[headings.index(column)] = data[f"{name}_{number}"]
            if any(data[f"{name}_{number}"] for _column, name in _TYPED) or _is_part(row):
                writer.writerow(row)
        return stream.getvalue().encode()


_TYPED = ((Column.VALUE, "value"), (Column.STATE, "state"), (Column.NOTE, "note"))


def _is_part(row: Sequence[str]) -> bool:
    """An empty total may be left out; an empty part is an error that the dry run explains."""
    return "Totaal" not in row


class ExplanationForm(RefusableForm):
    """One text per kind of warning that its rows do not explain themselves."""

    def __init__(self, *given: Any, warnings: Mapping[Kind, list[Finding]], **options: Any) -> None:
        super().__init__(*given, **options)
        for kind in warnings:
            self.fields[f"explain_{kind}"] = SafeTextField(
                label=_("Explanation: %(kind)s") % {"kind": kind.label},
                max_length=1_000,
                rows=2,
                error_messages={"required": _("Say why this is right, or correct the table.")},
            )

    def explanations(self) -> dict[str, str]:
        return {
            name.removeprefix("explain_"): text for name, text in self.cleaned_data.items() if text
        }


class WithdrawalForm(RefusableForm):
    """Why a delivery is taken back."""

    reason = SafeTextField(
        label=_("Reason"),
        max_length=500,
        rows=2,
        error_messages={"required": _("Say why this delivery is withdrawn.")},
    )


def last_year() -> tuple[dt.date, dt.date]:
    """The whole year that ended last."""
    year = brussels_today().year - 1
    return dt.date(year, 1, 1), dt.date(year, 12, 31)
