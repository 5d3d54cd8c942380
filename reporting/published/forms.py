"""The filter above the published figures. It is sent with GET, so that it can be bookmarked."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reporting.models.published import (
    ObservationFlag,
    ObservationStatus,
    PublishedObservation,
    PublishedSource,
)
from reporting.published.labels import COMPETENCES, indicator_label
from reporting.published.querysets import ObservationQuerySet

_ANY = ("", _("all"))


def _indicators() -> list[tuple[str, object]]:
    codes = PublishedObservation.objects.order_by("indicator").values_list("indicator", flat=True)
    titles = [(code, indicator_label(code)) for code in codes.distinct()]
    return [_ANY, *sorted(titles, key=lambda pair: pair[1])]


def _sources() -> list[tuple[str, object]]:
    rows = PublishedSource.objects.order_by("publisher", "title")
    return [_ANY, *((row.key, f"{row.publisher}: {row.title}") for row in rows)]


class PublishedFilter(forms.Form):
    """Which published figures to show; every field may stay empty."""

    marks_optional = False

    indicator = forms.ChoiceField(label=_("Indicator"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    status = forms.ChoiceField(
        label=_("State"), choices=[_ANY, *ObservationStatus.choices], required=False
    )
    flag = forms.ChoiceField(
        label=_("Flag"), choices=[_ANY, *ObservationFlag.choices], required=False
    )
    competence = forms.ChoiceField(
        label=_("Competence"), choices=[_ANY, *COMPETENCES.items()], required=False
    )
    conflicts = forms.BooleanField(label=_("Only contradicting figures"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        # Lists and not callables: a callable is asked again for validation and for drawing.
        cast(forms.ChoiceField, self.fields["indicator"]).choices = _indicators()
        cast(forms.ChoiceField, self.fields["source"]).choices = _sources()

    def apply(self, rows: ObservationQuerySet) -> ObservationQuerySet:
        """The rows that answer to every field that was filled in."""
        chosen = self.cleaned_data
        if chosen["indicator"]:
            rows = rows.about([chosen["indicator"]])
        if chosen["source"]:
            rows = rows.filter(source__key=chosen["source"])
        if chosen["status"]:
            rows = rows.filter(status=chosen["status"])
        if chosen["flag"]:
            rows = rows.filter(flags__contains=[chosen["flag"]])
        if chosen["competence"]:
            rows = rows.filter(competence=chosen["competence"])
        return rows.in_conflict().by_cell() if chosen["conflicts"] else rows
