"""The filter bars of the indicators; sent with GET, so that an answer can be bookmarked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from design.fields import SafeCharField
from reporting.asking import Ask
from reporting.forms import YEARS_SHOWN
from reporting.indicators import Indicator
from reporting.indicators.dimension import CENTRE
from reporting.leaving_form import LeavingForm


class IndicatorSearch(forms.Form):
    """One word, in titles, rules and codes."""

    marks_optional = False
    word = SafeCharField(label=_("Search"), required=False, max_length=80)


class IndicatorFilter(forms.Form):
    """Years, rows, centres, and a filter on every other dimension. All may stay away."""

    marks_optional = False

    def __init__(
        self,
        data: QueryDict,
        *,
        indicator: Indicator,
        centres: Sequence[Centre],
        years: Sequence[int],
    ) -> None:
        self.indicator = indicator
        given = data.copy()
        given.setdefault("from", str(years[-YEARS_SHOWN:][0]))
        given.setdefault("to", str(years[-1]))
        super().__init__(given)
        choices = [(str(year), str(year)) for year in years]
        self.fields = {
            "from": forms.TypedChoiceField(label=_("From"), choices=choices, coerce=int),
            "to": forms.TypedChoiceField(label=_("Until"), choices=choices, coerce=int),
            **self._rows(),
            **self._centres(centres),
            **self._filters(),
            **self.fields,
        }

    def _rows(self) -> dict[str, forms.Field]:
        rows = [(one.code, capfirst(str(one.label))) for one in self.indicator.dimensions]
        if len(rows) < 2:
            return {}
        return {"by": forms.ChoiceField(label=_("Rows"), required=False, choices=rows)}

    def _centres(self, centres: Sequence[Centre]) -> dict[str, forms.Field]:
        if not self.indicator.has_centres or len(centres) < 2:
            return {}
        choices = [("", _("all")), *((one.code, one.name) for one in centres)]
        return {"centre": forms.ChoiceField(label=_("Centre"), required=False, choices=choices)}

    def _filters(self) -> dict[str, forms.Field]:
        return {
            f"only_{one.code}": forms.ChoiceField(
                label=_("Only: %(dimension)s") % {"dimension": one.label},
                required=False,
                choices=[
                    ("", _("all")),
                    *((category.code, category.label) for category in one.categories()),
                ],
            )
            for one in self.indicator.dimensions
            if one is not CENTRE
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first > last:
            self.add_error("from", _("The first year lies after the last year."))
        return cleaned

    def ask(self) -> Ask:
        """What was asked."""
        cleaned = self.cleaned_data
        filters = {
            name.removeprefix("only_"): (code,)
            for name, code in cleaned.items()
            if name.startswith("only_") and code
        }
        return Ask(
            indicator=self.indicator.code,
            version=self.indicator.version,
            from_year=cleaned["from"],
            to_year=cleaned["to"],
            by=cleaned.get("by") or "",
            centres=(cleaned["centre"],) if cleaned.get("centre") else (),
            filters=filters,
        )


class IndicatorExport(LeavingForm, IndicatorFilter):
    """The same questions, with for whom the file is and what for."""

    def ask(self) -> Ask:
        return replace(super().ask(), profile=self.reader)
