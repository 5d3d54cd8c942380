"""Dossiers with stalking, per centre and year: part 7 of parliamentary question 841 (2023)."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.indicators.condition import Condition
from reporting.indicators.indicator import Exclusion, Indicator, Measure, Theme
from reporting.indicators.unit import Unit
from reporting.models import RegistrationStart

ANSWERED_YES = Condition(
    _("the question “Is there stalking in this dossier?” is answered yes"), Q(stalking="yes")
)
STALKING_OFFENCE = Condition(
    _(
        "the dossier holds an offence that is not refuted, with the form of violence stalking or "
        "a legal qualification that counts as belaging"
    ),
    Q(stalking_offence=True),
)
ANSWERED_UNKNOWN = Condition(_("the question is answered unknown"), Q(stalking="unknown"))
NO_STALKING_OFFENCE = Condition(_("there is no such offence"), Q(stalking_offence=False))
ANSWERED_NO = Condition(_("the question is answered no"), Q(stalking="no"))


def _left_out(code: str, words: object) -> Condition:
    return Condition(words, Q(exclusion=code))  # type: ignore[arg-type]


DOSSIERS_STALKING = Indicator(
    code="dossiers_stalking",
    version=1,
    theme=Theme.QUESTION_841,
    valid_from=dt.date(2026, 11, 23),
    title=_("Dossiers with stalking"),
    unit=Unit.DOSSIER,
    counted_once=_(
        "of a Veilig Huis, counted once, in the year and the centre of its intake; "
        "dossiers imported from an earlier system count like the others"
    ),
    date_basis=_("the calendar day in Brussels on which the intake was received"),
    measures=(
        Measure("stalking", _("Stalking"), ANSWERED_YES | STALKING_OFFENCE),
        Measure("unknown", _("Unknown"), ANSWERED_UNKNOWN & NO_STALKING_OFFENCE),
        Measure("no", _("No stalking"), ANSWERED_NO & NO_STALKING_OFFENCE),
    ),
    unknown="unknown",
    total_label=_("All dossiers"),
    exclusions=(
        Exclusion("withdrawn", _("Withdrawn"), _left_out("withdrawn", _("withdrawn dossiers"))),
        Exclusion("duplicate", _("Duplicate"), _left_out("duplicate", _("duplicate dossiers"))),
        Exclusion("training", _("Training"), _left_out("training", _("training dossiers"))),
    ),
    variable=RegistrationStart.Variable.STALKING,
    law=_("belaging, art. 442bis Sw.; the article in the new Criminal Code is not verified yet"),
    source=_("the dossier registration of the Veilige Huizen (this application)"),
    checked=_("drawn up after the answer to question 841 of 19 June 2023, not yet reviewed"),
    next_review=dt.date(2027, 3, 1),
)
