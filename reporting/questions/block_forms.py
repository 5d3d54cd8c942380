"""What a table of an answer asks for: a count, published figures, or a reason without a figure."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.once import VersionedForm
from design.fields import SafeCharField, SafeTextField
from lib.calendar import brussels_today
from reporting.asking import Ask, AskError
from reporting.exports.document import BOTH, BREAKDOWNS, BY_CENTRE, BY_YEAR
from reporting.indicator_forms import column_choices
from reporting.indicators import LIBRARY
from reporting.models import BlockKind, PublishedObservation, PublishedSource
from reporting.published.labels import indicator_label
from reporting.published.ratios import belows, wholes_of
from reporting.questions.evaluation import rows_of
from reporting.questions.specs import REASONS, PublishedSpec
from reporting.ratio_tables import FigureColumn, ask_of_whole
from reporting.ratios import UnequalUnitsError

FIRST_YEAR = 2000
_PER = {BOTH: _("centre and year"), BY_CENTRE: _("centre"), BY_YEAR: _("year")}


class BlockForm(VersionedForm):
    """What every table has. `asks` are the fields that go into the spec."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = SafeCharField(label=_("Title"), max_length=200)
    remark = SafeTextField(label=_("Remark"), max_length=2_000, rows=3, required=False)
    asks: tuple[str, ...] = ()
    field_order = (
        "title",
        "indicator",
        "source",
        "from_year",
        "to_year",
        "by",
        "rows",
        "share_of",
        "asked_for",
    )

    def __init__(self, *args: Any, before: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.before = before or {}

    def spec(self) -> dict[str, Any]:
        """What is stored; what this form does not ask stays as it was."""
        return {**self.before, **{name: self.cleaned_data[name] for name in self.asks}}

    @classmethod
    def shown(cls, spec: Mapping[str, Any]) -> dict[str, Any]:
        """The stored values as the fields show them."""
        return {name: spec[name] for name in cls.asks if name in spec}


def _year(label: Any) -> forms.IntegerField:
    message = _("The year must be 2000 or later, and not in the future.")
    return forms.IntegerField(
        label=label,
        min_value=FIRST_YEAR,
        max_value=9999,
        localize=False,
        error_messages={"min_value": message, "max_value": message, "invalid": message},
    )


class CountedForm(BlockForm):
    """A count of our own."""

    indicator = forms.ChoiceField(
        label=_("Indicator"), choices=lambda: [(one.code, one.title) for one in LIBRARY.values()]
    )
    from_year = _year(_("From year"))
    to_year = _year(_("Until year"))
    by = forms.ChoiceField(label=_("Per"), choices=[(code, _PER[code]) for code in BREAKDOWNS])
    rows = forms.ChoiceField(
        label=_("Rows"),
        required=False,
        choices=lambda: [("", _("the usual ones of the figure")), *_rows()],
    )
    share_of = forms.ChoiceField(
        label=_("Also in percent of"),
        required=False,
        choices=lambda: [("", _("no percentage")), *column_choices()],
        help_text=_("Only a figure that counts the same unit."),
    )
    asks = ("indicator", "from_year", "to_year", "by", "rows", "share_of")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_year"), cleaned.get("to_year")
        if last and last > brussels_today().year:
            self.add_error("to_year", _("The year must be 2000 or later, and not in the future."))
        elif first and last and first > last:
            self.add_error("from_year", _("The first year lies after the last year."))
        indicator = LIBRARY.get(str(cleaned.get("indicator")))
        rows = cleaned.get("rows")
        if indicator and rows and rows not in {one.code for one in indicator.dimensions}:
            self.add_error("rows", _("This figure cannot be split like that."))
        if not self.errors and cleaned.get("share_of"):
            self._require_ratio(cleaned)
        return cleaned

    def _require_ratio(self, cleaned: dict[str, Any]) -> None:
        indicator = LIBRARY[cleaned["indicator"]]
        years = {"from_year": cleaned["from_year"], "to_year": cleaned["to_year"]}
        try:
            ask_of_whole(
                Ask(indicator.code, by=cleaned["rows"], **years),
                FigureColumn(indicator, indicator.main),
                FigureColumn.from_text(cleaned["share_of"]),
            )
        except (AskError, UnequalUnitsError) as refusal:
            self.add_error("share_of", str(refusal))


def _rows() -> list[tuple[str, Any]]:
    """Every dimension of the library, by its code."""
    found = {one.code: one.label for each in LIBRARY.values() for one in each.dimensions}
    return sorted(found.items(), key=lambda pair: str(pair[1]))


class PublishedForm(BlockForm):
    """Figures that others published or delivered."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    source = forms.ChoiceField(label=_("Source"), required=False)
    share_of = forms.ChoiceField(
        label=_("Also in percent of"),
        required=False,
        help_text=_("Only a figure that counts the same unit."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = PublishedObservation.objects.order_by("indicator").values_list("indicator")
        titles = [(str(code), indicator_label(code)) for (code,) in codes.distinct()]
        titles.sort(key=lambda pair: pair[1])
        sources = PublishedSource.objects.order_by("publisher", "title")
        cast(forms.ChoiceField, self.fields["indicator"]).choices = titles
        none = ("", _("no percentage"))
        cast(forms.ChoiceField, self.fields["share_of"]).choices = [none, *titles]
        cast(forms.ChoiceField, self.fields["source"]).choices = [
            ("", _("all sources")),
            *((one.key, f"{one.publisher}: {one.title}") for one in sources),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        indicator, source = cleaned.get("indicator"), cleaned.get("source")
        rows = PublishedObservation.objects.filter(indicator=indicator, source__key=source)
        if indicator and source and not rows.exists():
            self.add_error("source", _("This source has no figures of this indicator."))
        if not self.errors and cleaned.get("share_of"):
            self._require_ratio(cleaned["share_of"])
        return cleaned

    def _require_ratio(self, share_of: str) -> None:
        """Of the rows that will be in the table, so that the reason names their numbers."""
        try:
            spec = PublishedSpec.from_json(self.spec())
            list(belows(rows_of(spec), wholes_of(share_of)))
        except UnequalUnitsError as refusal:
            self.add_error("share_of", str(refusal))

    def spec(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = {
            "indicator": given["indicator"],
            "sources": [given["source"]] if given["source"] else [],
        }
        # Another indicator or source: what was narrowed for the old one no longer fits.
        same = all(self.before.get(name) == value for name, value in chosen.items())
        return {**(self.before if same else {}), **chosen, "share_of": given["share_of"]}

    @classmethod
    def shown(cls, spec: Mapping[str, Any]) -> dict[str, Any]:
        sources = spec.get("sources", [])
        return {
            "indicator": spec["indicator"],
            "source": sources[0] if len(sources) == 1 else "",
            "share_of": spec.get("share_of", ""),
        }


class StateForm(BlockForm):
    """No figure, and why."""

    asked_for = SafeCharField(
        label=_("What was asked"), max_length=200, help_text=_("For example: victims, per year.")
    )
    state = forms.ChoiceField(
        label=_("Why there is no figure"),
        choices=lambda: [(str(state), state.label) for state in REASONS],
        widget=forms.RadioSelect,
    )
    detail = SafeCharField(
        label=_("Since when, what is planned, or when it is expected"),
        max_length=200,
        required=False,
    )
    asks = ("asked_for", "state", "detail")


BLOCK_FORMS: dict[str, type[BlockForm]] = {
    BlockKind.COUNTED: CountedForm,
    BlockKind.PUBLISHED: PublishedForm,
    BlockKind.STATE: StateForm,
}
