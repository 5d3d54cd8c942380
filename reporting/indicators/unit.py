"""What is counted: the vocabulary of units. Only equal units can be set against each other."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lib.dutch import write_number


class Unit(StrEnum):
    """A counting unit (teleeenheid). A call is not a person, a referral is not a participant."""

    CALL = "call"
    REPORTED_PERSON = "reported_person"
    ADVICE_REQUEST = "advice_request"
    INTAKE = "intake"
    DOSSIER = "dossier"
    OFFENCE = "offence"
    PERSON = "person"
    ASSESSMENT = "assessment"
    CONVOCATION = "convocation"
    REFERRAL = "referral"
    PARTICIPANT = "participant"
    PARTICIPATION = "participation"
    CARE_PERIOD = "care_period"
    MEASURE = "measure"
    DAY = "day"
    CASE = "case"
    CONVICTED_PERSON = "convicted_person"
    RESPONDENT = "respondent"

    @property
    def label(self) -> str:
        """In the singular, as printed."""
        return str(_LABELS[self])

    def times(self, number: int) -> str:
        """With its number: 1 feit, 1.204 feiten. Raises KeyError for what is never listed."""
        return str(_NUMBERED[self] % {"count": number, "number": write_number(number)})


_LABELS: dict[Unit, Promise] = {
    Unit.CALL: _("call"),
    Unit.REPORTED_PERSON: _("reported person"),
    Unit.ADVICE_REQUEST: _("anonymous advice request"),
    Unit.INTAKE: _("intake"),
    Unit.DOSSIER: _("dossier"),
    Unit.OFFENCE: _("offence"),
    Unit.PERSON: _("person"),
    Unit.ASSESSMENT: _("criteria assessment"),
    Unit.CONVOCATION: _("convocation of a partner"),
    Unit.REFERRAL: _("referral"),
    Unit.PARTICIPANT: _("participant"),
    Unit.PARTICIPATION: _("participation"),
    Unit.CARE_PERIOD: _("period of care"),
    Unit.MEASURE: _("protection measure"),
    Unit.DAY: _("day"),
    Unit.CASE: _("case at the prosecution"),
    Unit.CONVICTED_PERSON: _("convicted person"),
    Unit.RESPONDENT: _("respondent of a survey"),
}
_NUMBERED: dict[Unit, Promise] = {
    Unit.ADVICE_REQUEST: ngettext_lazy(
        "%(number)s advice request", "%(number)s advice requests", "count"
    ),
    Unit.INTAKE: ngettext_lazy("%(number)s intake", "%(number)s intakes", "count"),
    Unit.DOSSIER: ngettext_lazy("%(number)s dossier", "%(number)s dossiers", "count"),
    Unit.OFFENCE: ngettext_lazy("%(number)s offence", "%(number)s offences", "count"),
    Unit.PERSON: ngettext_lazy("%(number)s person", "%(number)s people", "count"),
    Unit.ASSESSMENT: ngettext_lazy("%(number)s assessment", "%(number)s assessments", "count"),
    Unit.CONVOCATION: ngettext_lazy("%(number)s convocation", "%(number)s convocations", "count"),
    Unit.REFERRAL: ngettext_lazy("%(number)s referral", "%(number)s referrals", "count"),
    Unit.PARTICIPANT: ngettext_lazy("%(number)s participant", "%(number)s participants", "count"),
    Unit.PARTICIPATION: ngettext_lazy(
        "%(number)s participation", "%(number)s participations", "count"
    ),
}
"""Of the units that a list can show."""
