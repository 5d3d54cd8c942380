"""The filters of the list of a register."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from codelists.models import CodeListEntry
from registrations.contact_queries import Narrowing
from registrations.models.counted import FIRST_DAY


class ContactFilter(forms.Form):
    """`themes` are all of the register: ended ones were used too."""

    marks_optional = False

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    theme = forms.TypedChoiceField(label=_("Theme"), required=False, coerce=int, empty_value=None)
    counting = forms.ChoiceField(
        label=_("Counts?"),
        required=False,
        choices=[("", _("All")), ("yes", _("Counts")), ("no", _("Left out"))],
    )

    def __init__(
        self, *args: Any, themes: Iterable[CodeListEntry], this_year: int, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        every = [("", _("All"))]
        fields: Any = self.fields
        years = range(this_year, FIRST_DAY.year - 1, -1)
        fields["year"].choices = [*every, *((year, year) for year in years)]
        fields["theme"].choices = [*every, *((theme.pk, theme.label) for theme in themes)]

    def narrowing(self) -> Narrowing:
        """What was chosen, once the form is valid."""
        data = self.cleaned_data
        return Narrowing(year=data["year"], theme_id=data["theme"], counting=data["counting"])
