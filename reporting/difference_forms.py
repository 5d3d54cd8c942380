"""The filter bar of "Vergelijk met een eerder moment"; sent with GET, so that it has an address."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from design.fields import DutchDateField
from reporting.asking import Ask
from reporting.indicator_forms import IndicatorFilter
from reporting.indicators import Indicator
from reporting.moments import end_of


class DifferenceFilter(IndicatorFilter):
    """The question of a figure, the earlier day, and the column that is compared."""

    takes_several = True

    def __init__(
        self,
        data: QueryDict,
        *,
        indicator: Indicator,
        centres: Sequence[Centre],
        years: Sequence[int],
    ) -> None:
        super().__init__(data, indicator=indicator, centres=centres, years=years)
        labels = [(code, capfirst(indicator.label_of(code))) for code in indicator.codes]
        self.fields = {
            "then": DutchDateField(
                label=_("Compare with the end of"),
                future=False,
                help_text=_("A day in the past, for example that of a publication."),
            ),
            **self.fields,
            "measure": forms.ChoiceField(label=_("Column"), required=False, choices=labels),
            "same": forms.BooleanField(label=_("Also what stayed the same"), required=False),
        }
        if "then" not in data:
            self._show_without_complaints()

    def _show_without_complaints(self) -> None:
        """Nobody answered yet: the question of the address, and an empty day."""
        data: Any = self.data
        self.initial = {
            name: data.getlist(name) if name == "centre" else data.get(name, "")
            for name in self.fields
        }
        self.is_bound = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        then, known, first = cleaned.get("then"), cleaned.get("known"), cleaned.get("from")
        if then and known and then > known:
            self.add_error("then", _("Choose a day before the day of “As known at the end of”."))
        if then and first and first > then.year:
            self.add_error("then", _("None of these years had begun on that day."))
        return cleaned

    @property
    def then(self) -> dt.datetime:
        """The earlier moment: the end of that day, or now for today."""
        return end_of(self.cleaned_data["then"]) or timezone.now()

    def ask(self) -> Ask:
        """What is compared: only the years that had begun at the earlier moment."""
        asked = super().ask()
        return replace(asked, to_year=min(asked.to_year, self.cleaned_data["then"].year))

    @property
    def years_left_out(self) -> range:
        """The years that had not begun at the earlier moment."""
        return range(self.ask().to_year + 1, self.cleaned_data["to"] + 1)

    @property
    def measure(self) -> str:
        """The code of the column that is compared."""
        return self.cleaned_data["measure"] or self.indicator.main
