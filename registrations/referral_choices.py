"""What a form about a referral offers, and what it proposes from the dossier."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation
from cases.masking import Mask
from cases.models import Dossier, Offence, OffenceStatus, Person, StalkingAnswer
from cases.queries.overview import people_in
from cases.services.convocation import partners_of
from codelists.models import OffenceType, Programme, ReferralEndReason
from lib.calendar import brussels_today
from registrations.models import Referral


@dataclass(frozen=True)
class ReferralChoices:
    """What may be chosen. `people` are pairs of a person and the name and role as shown."""

    people: Sequence[tuple[Person, str]]
    programmes: Sequence[Programme]
    partners: Sequence[Organisation]
    other_providers: Sequence[Organisation]
    offence_types: Sequence[OffenceType]
    end_reasons: Sequence[ReferralEndReason]


def choices_for(dossier: Dossier, mask: Mask, referral: Referral | None = None) -> ReferralChoices:
    """What a form about this dossier offers; of a stored `referral` also what it holds now."""
    partners = list(partners_of(dossier.centre_id).filter(sector__in=_sectors()))
    # The provider of a stored referral too: a form may not change it in silence.
    others = Organisation.objects.filter(
        Q(sector__in=_sectors()) | Q(pk=referral.provider_id if referral else None)
    ).exclude(pk__in=[each.pk for each in partners])
    return ReferralChoices(
        people=_people(dossier, mask, referral),
        programmes=tuple(Programme.objects.all()),
        partners=partners,
        other_providers=tuple(others),
        offence_types=tuple(_offence_types(dossier, referral)),
        end_reasons=tuple(ReferralEndReason.objects.all()),
    )


def proposal_for(dossier: Dossier) -> dict[str, Any]:
    """A new form filled in with what the dossier knows: its qualifications and stalking."""
    return {
        "version": 1,
        "stalking": _stalking(dossier),
        "offence_types": [each.pk for each in _offence_types(dossier)],
        "referred_on": brussels_today(),
    }


def _people(
    dossier: Dossier, mask: Mask, referral: Referral | None
) -> tuple[tuple[Person, str], ...]:
    kept = referral.person_id if referral else None
    labels: dict[int, str] = {}
    for one in people_in(dossier, mask):
        if one.has_ended and one.person_id != kept:
            continue
        known = labels.get(one.person_id)
        labels[one.person_id] = f"{known}, {one.role}" if known else f"{one.name} – {one.role}"
    people = Person.objects.in_bulk(labels)
    return tuple((people[pk], label) for pk, label in labels.items() if pk in people)


def _offence_types(dossier: Dossier, referral: Referral | None = None) -> QuerySet[OffenceType]:
    """Of the facts that were not refuted, and what the referral has already."""
    facts = Offence.objects.filter(dossier=dossier).exclude(status=OffenceStatus.REFUTED)
    wanted = Q(pk__in=facts.values("offence_type"))
    if referral is not None:
        wanted |= Q(pk__in=referral.offence_types.values("pk"))
    return OffenceType.objects.filter(wanted)


def _stalking(dossier: Dossier) -> str:
    """The answer of the dossier; a fact of stalking that was not refuted says yes."""
    facts = Offence.objects.filter(dossier=dossier).exclude(status=OffenceStatus.REFUTED)
    is_stalking = Q(forms__counts_as_stalking=True) | Q(offence_type__counts_as_stalking=True)
    return StalkingAnswer.YES if facts.filter(is_stalking).exists() else dossier.stalking


def _sectors() -> list[str]:
    return list(Programme.ProviderSector.values)
