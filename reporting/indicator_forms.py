"""The filter bars of the indicators; sent with GET, so that an answer can be bookmarked."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from design.fields import SafeCharField
from reporting.asking import Ask
from reporting.forms import ask_years, known_field, known_problem
from reporting.indicators import LIBRARY, Indicator
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import Theme
from reporting.leaving_form import LeavingForm
from reporting.moments import end_of
from reporting.ratio_tables import FigureColumn

Choices = list[tuple[str, str]]


def grouped(read: Callable[[Indicator], Choices]) -> list[tuple[str, Choices]]:
    """What can be chosen of the library, theme by theme."""
    ordered = sorted(LIBRARY.values(), key=lambda one: list(Theme).index(one.theme))
    return [
        (theme.label, [choice for one in ones for choice in read(one)])
        for theme, ones in groupby(ordered, key=lambda one: one.theme)
    ]


def column_choices() -> list[tuple[str, Choices]]:
    """Every column of every indicator, to stand below the line of a share."""
    return grouped(_columns)


def _columns(indicator: Indicator) -> Choices:
    columns = [FigureColumn(indicator, measure) for measure in indicator.codes]
    return [(str(column), column.title) for column in columns]


class IndicatorSearch(forms.Form):
    """One word, in titles, rules and codes."""

    marks_optional = False
    word = SafeCharField(label=_("Search"), required=False, max_length=80)


class IndicatorFilter(forms.Form):
    """Years, rows, centres, and a filter on every other dimension. All may stay away.

    Where it `takes_several`, any number of centres can be ticked; elsewhere it is one or all.
    """

    marks_optional = False
    takes_several = False

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
        ask_years(given, years)
        super().__init__(given)
        choices = [(str(year), str(year)) for year in years]
        self.fields = {
            "from": forms.TypedChoiceField(label=_("From"), choices=choices, coerce=int),
            "to": forms.TypedChoiceField(label=_("Until"), choices=choices, coerce=int),
            **self._rows(),
            **self._centres(centres),
            **self._filters(),
            "known": known_field(),
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
        if self.takes_several:
            return {"centre": choice_of_centres(centres)}
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
        if problem := known_problem(cleaned):
            self.add_error("to", problem)
        return cleaned

    def ask(self) -> Ask:
        """What was asked."""
        cleaned = self.cleaned_data
        filters = {
            name.removeprefix("only_"): (code,)
            for name, code in cleaned.items()
            if name.startswith("only_") and code
        }
        centres = cleaned.get("centre") or ()
        return Ask(
            indicator=self.indicator.code,
            version=self.indicator.version,
            from_year=cleaned["from"],
            to_year=cleaned["to"],
            by=cleaned.get("by") or "",
            centres=(centres,) if isinstance(centres, str) else tuple(centres),
            filters=filters,
            known_on=end_of(cleaned.get("known")),
        )

    # ---- where the template places the fields ----

    def plain_fields(self) -> Iterator[forms.BoundField]:
        folded = {field.name for field in (*self.only_fields(), *self.centre_fields())}
        return (field for field in self.visible_fields() if field.name not in folded)

    def centre_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name == "centre"]

    def only_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name.startswith("only_")]

    def only_in_use(self) -> bool:
        return any(field.value() or field.errors for field in self.only_fields())


def choice_of_centres(centres: Sequence[Centre]) -> forms.MultipleChoiceField:
    """Any number of them, by code."""
    return forms.MultipleChoiceField(
        label=_("Centres"),
        required=False,
        choices=[(one.code, one.name) for one in centres],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked is all of them."),
    )


class IndicatorExport(LeavingForm, IndicatorFilter):
    """The same questions, with for whom the file is and what for."""

    def ask(self) -> Ask:
        return replace(super().ask(), profile=self.reader)
