"""The filter bar of Zelf samenstellen; sent with GET, so that every answer has an address."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from design.fields import DutchDateField, SafeCharField
from lib.calendar import BRUSSELS, brussels_today
from reporting.asking import Ask
from reporting.composing.composition import ChartKind, Compare, Composition, Show
from reporting.indicator_forms import IndicatorFilter
from reporting.indicators import DOSSIERS_STALKING, LIBRARY
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import Theme
from reporting.leaving_form import LeavingForm
from reporting.models import SavedQuestion

_OF_THE_INDICATOR = ("by", "measure", "only_")


class CompositionFilter(IndicatorFilter):
    """The filters of the chosen indicator, and how the answer is shown. All may stay away."""

    def __init__(self, data: QueryDict, *, centres: Sequence[Centre], years: Sequence[int]) -> None:
        given = data.copy()
        given.setdefault("indicator", DOSSIERS_STALKING.code)
        indicator = LIBRARY.get(str(given["indicator"]), DOSSIERS_STALKING)
        if given.get("was", indicator.code) != indicator.code:
            # Another indicator has other rows and columns: what was chosen of these is no mistake.
            for name in [name for name in given if name.startswith(_OF_THE_INDICATOR)]:
                del given[name]
        given["was"] = indicator.code
        super().__init__(given, indicator=indicator, centres=centres, years=years)
        self.fields = {"indicator": _indicators(), **self.fields, **self._shown()}

    def _centres(self, centres: Sequence[Centre]) -> dict[str, forms.Field]:
        if not self.indicator.has_centres or len(centres) < 2:
            return {}
        field = forms.MultipleChoiceField(
            label=_("Centres"),
            required=False,
            choices=[(one.code, one.name) for one in centres],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None ticked is all of them."),
        )
        return {"centre": field}

    def _shown(self) -> dict[str, forms.Field]:
        labels = [(code, capfirst(self.indicator.label_of(code))) for code in self.indicator.codes]
        return {
            "measure": forms.ChoiceField(label=_("Column"), required=False, choices=labels),
            "show": _choice(_("Show as"), Show),
            "compare": _choice(_("Compare"), Compare),
            "chart": _choice(_("Chart"), ChartKind),
            "known": DutchDateField(
                label=_("As known at the end of"),
                required=False,
                future=False,
                help_text=_("A day in the past; empty is now."),
            ),
            "was": forms.CharField(required=False, widget=forms.HiddenInput),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        by_centre = self.indicator.has_centres and cleaned.get("by") in {None, "", CENTRE.code}
        if cleaned.get("chart") == ChartKind.MAP and not by_centre:
            self.add_error("chart", _("The map shows centres: choose the centres as rows."))
        compare = cleaned.get("compare")
        if compare == Compare.ROWS and not (by_centre and self._counted_centres(cleaned) == 2):
            self.add_error("compare", _("Tick exactly two centres to compare them."))
        if compare == Compare.YEARS and cleaned.get("from") == cleaned.get("to"):
            self.add_error("compare", _("Choose two different years to compare them."))
        return cleaned

    def composition(self) -> Composition:
        """What was put together."""
        cleaned = self.cleaned_data
        return Composition(
            ask=replace(self.ask(), profile="internal"),
            measure=cleaned["measure"] or self.indicator.main,
            show=Show(cleaned["show"] or Show.NUMBER),
            chart=ChartKind(cleaned["chart"] or ChartKind.BAR),
            compare=Compare(cleaned["compare"]),
        )

    def ask(self) -> Ask:
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
            centres=tuple(cleaned.get("centre") or ()),
            filters=filters,
            known_on=_end_of(cleaned.get("known")),
        )

    def _counted_centres(self, cleaned: dict[str, Any]) -> int:
        return len(cleaned.get("centre") or ())

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


class CompositionExport(LeavingForm, CompositionFilter):
    """The same question, with for whom the file is and what for."""

    def composition(self) -> Composition:
        made = super().composition()
        return replace(made, ask=replace(made.ask, profile=self.reader))


class SaveForm(forms.Form):
    """The name of a question and who else may see it; `centres` are those of the owner."""

    name = SafeCharField(
        label=_("Name"),
        max_length=120,
        help_text=_("No names of people: others may read it."),
    )
    audience = forms.ChoiceField(label=_("Who sees it?"), choices=SavedQuestion.Audience.choices)

    def __init__(self, *given: Any, centres: Sequence[Centre], **options: Any) -> None:
        super().__init__(*given, **options)
        self.centres = centres
        if not centres:
            audience: Any = self.fields["audience"]
            without = SavedQuestion.Audience.CENTRE
            audience.choices = [one for one in audience.choices if one[0] != without]

    @property
    def centre(self) -> Centre | None:
        """The centre it is shared with, when it is."""
        shared = self.cleaned_data["audience"] == SavedQuestion.Audience.CENTRE
        return self.centres[0] if shared else None


def _indicators() -> forms.ChoiceField:
    ordered = sorted(LIBRARY.values(), key=lambda one: list(Theme).index(one.theme))
    groups = [
        (theme.label, [(one.code, capfirst(str(one.title))) for one in ones])
        for theme, ones in groupby(ordered, key=lambda one: one.theme)
    ]
    return forms.ChoiceField(label=_("Indicator"), choices=groups)


def _choice(label: Any, kind: Any) -> forms.ChoiceField:
    choices = [(code, capfirst(str(text))) for code, text in kind.choices]
    return forms.ChoiceField(label=label, required=False, choices=choices)


def _end_of(day: dt.date | None) -> dt.datetime | None:
    """The last moment of a day in Brussels; today has not ended, so that is now."""
    if day is None or day >= brussels_today():
        return None
    last = dt.datetime.combine(day, dt.time.max, tzinfo=BRUSSELS)
    return last.astimezone(dt.UTC)
