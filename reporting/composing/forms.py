"""The filter bar of Zelf samenstellen; sent with GET, so that every answer has an address."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from cases.forms.once import OnceForm
from design.fields import SafeCharField
from reporting.composing.composition import ChartKind, Compare, Composition, Show
from reporting.indicator_forms import IndicatorFilter, column_choices, grouped
from reporting.indicators import DOSSIERS_STALKING, LIBRARY
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import ALL
from reporting.leaving_form import LeavingForm
from reporting.models import SavedQuestion

_OF_THE_INDICATOR = ("by", "measure", "only_", "of")


class CompositionFilter(IndicatorFilter):
    """The filters of the chosen indicator, and how the answer is shown. All may stay away."""

    takes_several = True

    def __init__(self, data: QueryDict, *, centres: Sequence[Centre], years: Sequence[int]) -> None:
        given = data.copy()
        given.setdefault("indicator", DOSSIERS_STALKING.code)
        indicator = LIBRARY.get(str(given["indicator"]), DOSSIERS_STALKING)
        if given.get("was", indicator.code) != indicator.code:
            # Another indicator has other rows and columns: what was chosen of these is no mistake.
            for name in [name for name in given if name.startswith(_OF_THE_INDICATOR)]:
                del given[name]
        given["was"] = indicator.code
        if given.get("show") == Show.OF:
            given.setdefault("of", f"{indicator.code}:{ALL}")
        super().__init__(given, indicator=indicator, centres=centres, years=years)
        self.fields = {"indicator": _indicators(), **self.fields, **self._shown()}

    def _shown(self) -> dict[str, forms.Field]:
        labels = [(code, capfirst(self.indicator.label_of(code))) for code in self.indicator.codes]
        return {
            "measure": forms.ChoiceField(label=_("Column"), required=False, choices=labels),
            "show": _choice(_("Show as"), Show),
            **self._below(),
            "compare": _choice(_("Compare"), Compare),
            "chart": _choice(_("Chart"), ChartKind),
            "was": forms.CharField(required=False, widget=forms.HiddenInput),
        }

    def _below(self) -> dict[str, forms.Field]:
        """What stands below the line is only asked when there is one: at first all of itself."""
        if self.data.get("show") != Show.OF:
            return {}
        field = forms.ChoiceField(
            label=_("In percent of"),
            choices=column_choices,
            help_text=_("Only a figure that counts the same unit."),
        )
        return {"of": field}

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
            of=cleaned.get("of") or "",
        )

    def _counted_centres(self, cleaned: dict[str, Any]) -> int:
        return len(cleaned.get("centre") or ())


class CompositionExport(LeavingForm, CompositionFilter):
    """The same question, with for whom the file is and what for."""

    def composition(self) -> Composition:
        made = super().composition()
        return replace(made, ask=replace(made.ask, profile=self.reader))


class SaveForm(OnceForm):
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
    choices = grouped(lambda one: [(one.code, capfirst(str(one.title)))])
    return forms.ChoiceField(label=_("Indicator"), choices=choices)


def _choice(label: Any, kind: Any) -> forms.ChoiceField:
    choices = [(code, capfirst(str(text))) for code, text in kind.choices]
    return forms.ChoiceField(label=label, required=False, choices=choices)
