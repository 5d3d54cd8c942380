import datetime as dt

import pytest

from accounts.models import User
from cases.errors import Refused
from cases.models import CriteriaAssessment, Dossier
from cases.models.criteria import CRITERIA
from cases.services.criteria import Assessed, assess_criteria
from lib.calendar import brussels_today
from tests.cases.logged import events

COMPLETE = {name: Assessed("yes", "Omdat het zo is.") for name in CRITERIA}


def test_an_assessment_is_added_beside_the_earlier_ones(by: User, dossier: Dossier) -> None:
    assess_criteria(by=by, dossier=dossier, answers=COMPLETE)
    doubt = {**COMPLETE, "integrity": Assessed("unclear", "Wachten op het verslag.")}
    assess_criteria(by=by, dossier=dossier, answers=doubt)
    first, second = CriteriaAssessment.objects.order_by("pk")
    assert first.all_met
    assert not second.all_met
    assert second.assessed_on == brussels_today()
    assert second.assessed_by == by
    assert len(events("cases.criteria.assessed")) == 2


@pytest.mark.parametrize("criterion", CRITERIA)
def test_each_criterion_is_answered_and_motivated(
    by: User, dossier: Dossier, criterion: str
) -> None:
    cases = {
        criterion: Assessed("", "Toch een motivatie."),
        f"{criterion}_motivation": Assessed("no", ""),
    }
    for field, given in cases.items():
        with pytest.raises(Refused) as caught:
            assess_criteria(by=by, dossier=dossier, answers={**COMPLETE, criterion: given})
        assert set(caught.value.fields) == {field}
    assert not CriteriaAssessment.objects.exists()


def test_a_criterion_left_out_is_no_answer(by: User, dossier: Dossier) -> None:
    with pytest.raises(Refused) as caught:
        assess_criteria(by=by, dossier=dossier, answers={})
    assert len(caught.value.fields) == 6


def test_the_day_lies_between_the_intake_and_today(by: User, dossier: Dossier) -> None:
    day = dt.timedelta(days=1)
    for wrong in (brussels_today() + day, dossier.received_on - day):
        with pytest.raises(Refused) as caught:
            assess_criteria(by=by, dossier=dossier, answers=COMPLETE, assessed_on=wrong)
        assert set(caught.value.fields) == {"assessed_on"}
