"""The three criteria for a casusoverleg."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cases.errors import Refused
from cases.events import CRITERIA_ASSESSED
from cases.log import record_on
from cases.models import CriteriaAssessment, CriterionAnswer, Dossier
from cases.models.criteria import CRITERIA
from cases.policies import require_open
from cases.services.locking import lock_to_write
from lib.calendar import brussels_today


@dataclass(frozen=True)
class Assessed:
    """The answer to one criterion (a CriterionAnswer) and why."""

    answer: str
    motivation: str


@transaction.atomic
def assess_criteria(
    *,
    by: User,
    dossier: Dossier,
    answers: Mapping[str, Assessed],
    assessed_on: dt.date | None = None,
) -> CriteriaAssessment:
    """Add an assessment of all three criteria (`CRITERIA`), by default of today.

    Earlier assessments stay: who decided what on which ground must remain readable. Raises
    Refused when a criterion lacks an answer or a motivation, or the day is in the future or
    before the intake.
    """
    dossier = lock_to_write(by=by, dossier=dossier)
    require_open(dossier)
    assessed_on = assessed_on or brussels_today()
    _require_complete(dossier, answers, assessed_on)
    columns = {
        name: value
        for criterion in CRITERIA
        for name, value in (
            (criterion, answers[criterion].answer),
            (f"{criterion}_motivation", answers[criterion].motivation),
        )
    }
    assessment = CriteriaAssessment.objects.create(
        dossier=dossier, assessed_on=assessed_on, assessed_by=by, **columns
    )
    record_on(
        dossier,
        CRITERIA_ASSESSED,
        by=by,
        fields=["assessed_on", *columns],
        object_type="criteria",
        object_id=str(assessment.pk),
    )
    return assessment


def _require_complete(
    dossier: Dossier, answers: Mapping[str, Assessed], assessed_on: dt.date
) -> None:
    problems = {}
    if assessed_on > brussels_today():
        problems["assessed_on"] = _("The date lies in the future.")
    elif assessed_on < dossier.received_on:
        problems["assessed_on"] = _("This day lies before the intake.")
    for criterion in CRITERIA:
        given = answers.get(criterion)
        if given is None or given.answer not in CriterionAnswer.values:
            problems[criterion] = _("Choose yes, no or unclear.")
        if given is None or not given.motivation:
            problems[f"{criterion}_motivation"] = _("Say in a few words why.")
    if problems:
        raise Refused(problems)
