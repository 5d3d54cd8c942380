"""From a number to its dossiers, for who works at the centre."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.log import actor_of
from accounts.models import Centre, User
from audit.log import Subject, record
from cases.models import Dossier
from reporting.coverage import coverages
from reporting.events import COUNTED_DOSSIERS_LISTED
from reporting.indicators import DOSSIERS_STALKING
from reporting.models import DossierFact
from reporting.querysets import FactQuerySet
from reporting.tables import State

LISTED = ("reference", "centre", "received_on", "people", "case_director", "stalking", "status")


@dataclass(frozen=True)
class CountedDossiers:
    """The dossiers that one figure counts, newest intake first."""

    centre: Centre
    year: int
    measure: str
    label: str
    dossiers: QuerySet[Dossier]


def counted_dossiers(*, by: User, centre: int, year: int, measure: str) -> CountedDossiers | None:
    """The dossiers behind a figure of an own centre; None when there is no such figure for her.

    The facts that are counted choose the dossiers, by the indicator's own conditions, so that
    the list is as long as the number says. A dossier that was erased is counted and not listed.
    Where the table has a state instead of a number there is nothing to list.
    """
    indicator = DOSSIERS_STALKING
    asked = next((one for one in indicator.measures if one.code == measure), None)
    own = {m.centre_id: m.centre for m in by.memberships_today if m.centre_id in by.centre_ids()}
    place = own.get(centre)
    if asked is None or place is None:
        return None
    facts = DossierFact.objects.known_on(None).filter(centre_id=centre, year=year)
    if not _is_a_number(place, year, facts):
        return None
    for exclusion in indicator.exclusions:
        facts = facts.exclude(exclusion.condition.query)
    counted = facts.filter(asked.condition.query).values("dossier_id")
    dossiers = Dossier.objects.visible_to(by).filter(pk__in=counted)
    return CountedDossiers(
        place, year, asked.code, str(asked.label), dossiers.order_by("-received_on", "-pk")
    )


def _is_a_number(centre: Centre, year: int, facts: FactQuerySet) -> bool:
    # Only before the opening does it matter what was imported.
    early = year < centre.opened_on.year
    imported = early and facts.filter(imported=True, exclusion="").exists()
    coverage = coverages([centre], DOSSIERS_STALKING.variable)[centre.pk]
    return coverage.state(year, has_imported=imported) is State.COUNTED


def log_listed(*, by: User, counted: CountedDossiers, dossier_ids: Sequence[int]) -> None:
    """Log which dossiers a page of the list showed."""
    record(
        COUNTED_DOSSIERS_LISTED,
        actor=actor_of(by, counted.centre.pk),
        subject=Subject("indicator", DOSSIERS_STALKING.code, centre_id=counted.centre.pk),
        fields=LISTED,
        row_ids=dossier_ids,
        reason=f"{counted.year} {counted.measure}",
    )
