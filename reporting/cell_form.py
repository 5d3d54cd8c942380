"""The address of one number: the question of its table, narrowed to a row and a column."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import Centre
from design.fields import SafeCharField
from reporting.counted_facts import AskedCell
from reporting.indicator_forms import IndicatorFilter, choice_of_centres
from reporting.indicators import Indicator
from reporting.protected import asked_of

LONGEST_CODE = 80


class CellFilter(IndicatorFilter):
    """Nothing to fill in: an address that cannot be read names no number. `own` are the centres
    of the asker; without `row` the number is that of all rows, an empty one is the unknown."""

    def __init__(
        self, data: QueryDict, *, indicator: Indicator, own: Sequence[Centre], years: Sequence[int]
    ) -> None:
        self.own = own
        super().__init__(data, indicator=indicator, centres=own, years=years)
        measures = [(code, code) for code in indicator.codes]
        self.fields["measure"] = forms.ChoiceField(choices=measures)
        self.fields["row"] = SafeCharField(required=False, max_length=LONGEST_CODE)

    def _centres(self, centres: Sequence[Centre]) -> dict[str, forms.Field]:
        field = choice_of_centres(centres)
        field.required = True
        return {"centre": field}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("known"):
            # What is listed is what counts now.
            self.add_error("known", "")
        return cleaned

    def cell(self) -> AskedCell:
        """The number that is meant. Raises AskError for what cannot be asked."""
        return AskedCell(
            asked=asked_of(self.ask(), self.own),
            row=self.cleaned_data["row"] if "row" in self.data else None,
            measure=self.cleaned_data["measure"],
        )
