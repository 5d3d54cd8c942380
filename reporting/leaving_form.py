"""What every export bar asks: for whom the file is, and what for."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reporting.disclosure import PROFILES
from reporting.disclosure.profiles import profile_for
from reporting.services.ledger import PURPOSES_TO_CHOOSE, Purpose


def profile_choices() -> list[tuple[str, str]]:
    """The publication profiles, the one that hides nothing first."""
    return [(one.code, capfirst(str(one.label))) for one in PROFILES.values()]


class LeavingForm(forms.Form):
    """For whom and what for. All may stay away: then the file is for the house itself.

    The switch alone means the profile of parliament. Whichever of the two says that the file leaves
    the house, it is protected: a reader chosen without the switch counts, and so does the switch
    without a reader.
    """

    shared = forms.BooleanField(label=_("Shared export"), required=False)
    profile = forms.ChoiceField(label=_("For whom?"), required=False, choices=profile_choices)
    purpose = forms.ChoiceField(label=_("What for?"), required=False, choices=PURPOSES_TO_CHOOSE)

    def clean_purpose(self) -> Purpose:
        return Purpose(self.cleaned_data["purpose"] or Purpose.OWN_WORK)

    @property
    def reader(self) -> str:
        """The code of the profile."""
        given = self.cleaned_data
        return profile_for(given.get("profile") or "", shared=bool(given.get("shared")))
