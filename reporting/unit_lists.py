"""What the units of an indicator are shown as: dossiers, intakes, advice requests, or nothing."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from cases.models import Convocation, CriteriaAssessment, Dossier, Involvement, Offence
from registrations.contact_queries import seen_by
from registrations.kinds import ADVICE
from registrations.models import Referral
from registrations.queries import listed
from reporting.indicators import Indicator
from reporting.models import UnitKind


class UnitList(StrEnum):
    """A list there is of units, each with its own screen."""

    DOSSIERS = "dossiers"
    INTAKES = "intakes"
    ADVICE = "advice"


_OF_DOSSIERS: Mapping[str, Any] = {
    "": Dossier,
    UnitKind.DOSSIER: Dossier,
    UnitKind.CLOSURE: Dossier,
    UnitKind.OFFENCE: Offence,
    UnitKind.PERSON: Involvement,
    UnitKind.CRITERIA: CriteriaAssessment,
    UnitKind.CONVOCATION: Convocation,
    UnitKind.REFERRAL: Referral,
    UnitKind.PROGRAMME_START: Referral,
    UnitKind.PROGRAMME_END: Referral,
}
"""Per kind of fact what its subjects are: dossiers, or rows that hang on one."""
_ALONE: Mapping[str, UnitList] = {
    UnitKind.INTAKE: UnitList.INTAKES,
    UnitKind.ADVICE: UnitList.ADVICE,
}


def list_of(indicator: Indicator) -> UnitList | None:
    """Which list shows the units; None where there is none.

    A call to the helpline belongs to no centre, and nobody who sees figures sees calls.
    """
    if indicator.missing or not indicator.has_centres:
        return None
    if indicator.facts in _OF_DOSSIERS:
        return UnitList.DOSSIERS
    return _ALONE.get(indicator.facts)


def units_seen(by: User, indicator: Indicator) -> QuerySet[Any]:
    """The rows that the facts of an indicator are about, as far as this user sees them."""
    found = list_of(indicator)
    if found is UnitList.INTAKES:
        return listed(by)
    if found is UnitList.ADVICE:
        advice: QuerySet[Any] = seen_by(by, ADVICE)
        return advice
    seen: QuerySet[Any] = _OF_DOSSIERS[indicator.facts].objects.visible_to(by)
    return seen


def are_parts(indicator: Indicator) -> bool:
    """Whether what is counted is a part of a dossier, and its dossier is listed."""
    return _OF_DOSSIERS.get(indicator.facts) not in {None, Dossier}


def rows_of_units(by: User, indicator: Indicator, units: QuerySet[Any]) -> QuerySet[Any]:
    """What is listed of these units: themselves, or the dossiers they are parts of."""
    if not are_parts(indicator):
        return units
    dossiers: QuerySet[Any] = Dossier.objects.visible_to(by).filter(
        pk__in=units.values("dossier_id")
    )
    return dossiers
