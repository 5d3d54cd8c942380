"""The filters of the list of dossiers: a GET form without anything personal in it."""

from collections.abc import Iterable
from html import escape
from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from cases.forms.choices import capitalised
from cases.models import StalkingAnswer
from cases.queries.dossier_list import Choices
from design.fields import SafeCharField

FIRST_YEAR = 2012
"""The oldest chain approach (CO3 in Antwerp) started then; imports reach back to it."""


class PlainSelect(forms.Select):
    """A drop-down list put together as a string: six of them cost a template 1 ms."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = "".join(
            f'<option value="{escape(str(key))}"{" selected" if str(key) == chosen else ""}>'
            f"{escape(str(label))}</option>"
            for key, label in cast("Iterable[tuple[Any, Any]]", self.choices)
        )
        given = flatatt({**(attrs or {}), "name": name})
        return SafeString(f"<select{given}>{options}</select>")


class DossierFilter(forms.Form):
    """`centres` are those of the user: one needs no filter. `this_year` is the last year."""

    marks_optional = False

    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        widget=PlainSelect,
        choices=[("open", _("Open")), ("closed", _("Closed")), ("all", _("All"))],
    )
    director = forms.ChoiceField(
        label=_("Case director"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Anybody")), ("me", _("Me")), ("nobody", _("Nobody yet"))],
    )
    stalking = forms.ChoiceField(
        label=_("Stalking"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("All")), *capitalised(StalkingAnswer.choices)],
    )
    year = forms.TypedChoiceField(
        label=_("Year of intake"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    form = forms.TypedChoiceField(
        label=_("Form of violence"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=PlainSelect,
    )
    centre = forms.TypedChoiceField(
        label=_("Centre"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )

    def __init__(
        self,
        *args: Any,
        centres: list[Centre],
        forms_of_violence: Any,
        this_year: int,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        every = [("", _("All"))]
        self._offer("year", [*every, *((y, y) for y in range(this_year, FIRST_YEAR - 1, -1))])
        self._offer("form", [*every, *((row.pk, row.label) for row in forms_of_violence)])
        self._offer("centre", [*every, *((centre.pk, centre.name) for centre in centres)])
        if len(centres) < 2:
            del self.fields["centre"]

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def chosen(self) -> Choices:
        """What the list is narrowed to; open dossiers when nothing was asked."""
        data = self.cleaned_data
        return Choices(
            status=data["status"] or "open",
            centre_id=data.get("centre"),
            year=data["year"],
            director=data["director"],
            stalking=data["stalking"],
            form_id=data["form"],
        )


class SearchForm(forms.Form):
    """The box in the top bar. Posted, so that no name ends up in an address."""

    q = SafeCharField(
        label=_("Number or name"),
        max_length=200,
        help_text=_("For example VH-2026-000412, 2026-412, a family name or a date of birth."),
        error_messages={"required": _("Enter a number or a name.")},
    )
