"""What a table of an answer asks for: a count, published figures, or a reason without a figure."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.once import VersionedForm
from design.fields import SafeCharField, SafeTextField
from lib.calendar import brussels_today
from reporting.exports.document import BOTH, BREAKDOWNS, BY_CENTRE, BY_YEAR
from reporting.indicators import LIBRARY
from reporting.models import BlockKind, PublishedObservation, PublishedSource
from reporting.published.labels import indicator_label
from reporting.questions.specs import REASONS

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
        "asked_for",
    )

    def spec(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What is stored; what this form does not ask stays as it was."""
        return {**before, **{name: self.cleaned_data[name] for name in self.asks}}

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
    asks = ("indicator", "from_year", "to_year", "by", "rows")

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
        return cleaned


def _rows() -> list[tuple[str, Any]]:
    """Every dimension of the library, by its code."""
    found = {one.code: one.label for each in LIBRARY.values() for one in each.dimensions}
    return sorted(found.items(), key=lambda pair: str(pair[1]))


class PublishedForm(BlockForm):
    """Figures that others published or delivered."""

    indicator = forms.ChoiceField(label=_("Indicator"))
    source = forms.ChoiceField(label=_("Source"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = PublishedObservation.objects.order_by("indicator").values_list("indicator")
        titles = [(str(code), indicator_label(code)) for (code,) in codes.distinct()]
        titles.sort(key=lambda pair: pair[1])
        sources = PublishedSource.objects.order_by("publisher", "title")
        cast(forms.ChoiceField, self.fields["indicator"]).choices = titles
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
        return cleaned

    def spec(self, before: Mapping[str, Any]) -> dict[str, Any]:
        given = self.cleaned_data
        chosen = {
            "indicator": given["indicator"],
            "sources": [given["source"]] if given["source"] else [],
        }
        # Another indicator or source: what was narrowed for the old one no longer fits.
        same = all(before.get(name) == value for name, value in chosen.items())
        return {**before, **chosen} if same else chosen

    @classmethod
    def shown(cls, spec: Mapping[str, Any]) -> dict[str, Any]:
        sources = spec.get("sources", [])
        return {"indicator": spec["indicator"], "source": sources[0] if len(sources) == 1 else ""}


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
