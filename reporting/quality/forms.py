"""Which centre and year the report is about, and the remark under a signature."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from cases.forms.once import OnceForm
from design.fields import SafeTextField

MAX_REMARK = 2_000


class QualityFilter(forms.Form):
    """Sent with GET. Without an answer: the first own centre, the last year that ended."""

    marks_optional = False

    centre = forms.TypedChoiceField(label=_("Centre"), coerce=int)
    year = forms.TypedChoiceField(label=_("Year of intake"), coerce=int)

    def __init__(self, data: QueryDict, *, centres: Sequence[Centre], years: Sequence[int]) -> None:
        given = data.copy()
        given.setdefault("centre", str(centres[0].pk))
        given.setdefault("year", str(years[:2][-1]))
        super().__init__(given)
        self.fields["centre"].choices = [(one.pk, one.name) for one in centres]  # type: ignore[attr-defined]
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]


class SignatureForm(OnceForm):
    """Signing a year, or taking the signature back."""

    remark = SafeTextField(
        label=_("Remark"),
        help_text=_("Needed when contradictions stand, and to take a signature back."),
        max_length=MAX_REMARK,
        rows=3,
        required=False,
    )
