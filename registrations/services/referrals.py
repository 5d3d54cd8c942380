"""Referring somebody to a programme, following it step by step, and correcting."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit.events import EventType
from cases.errors import Refused, StaleVersion
from cases.log import record_on
from cases.models import Dossier, Involvement, InvolvementRole, Person, StalkingAnswer
from cases.policies import require_edit, require_open
from cases.services.convocation import partners_of
from cases.services.locking import lock_to_write, save_if_unchanged
from codelists.models import OffenceType, Programme, ReferralEndReason
from lib.calendar import brussels_today
from lib.dutch import write_date
from registrations.chain import Chain, problems
from registrations.events import REFERRAL_CORRECTED, REFERRAL_MADE, REFERRAL_STEP
from registrations.models import DAY_OF, Referral, ReferralOffenceType, ReferralState
from registrations.rules import holds_on

ROLES_FOR = {
    Programme.Audience.OFFENDER: (InvolvementRole.OFFENDER,),
    Programme.Audience.VICTIM: (
        InvolvementRole.VICTIM,
        InvolvementRole.CHILD,
        InvolvementRole.OTHER,
    ),
}
"""The roles in the dossier in which somebody may be referred to a programme for this audience."""


@dataclass(frozen=True)
class ReferralContent:
    """All of a referral.

    Without a `provider` it is the one partner of the centre that gives such programmes.
    `stalking` is a StalkingAnswer: there is no blank that means no.
    """

    person: Person
    programme: Programme
    stalking: str
    chain: Chain
    provider: Organisation | None = None
    offence_types: Sequence[OffenceType] = ()


@transaction.atomic
def make_referral(*, by: User, dossier: Dossier, content: ReferralContent) -> Referral:
    """Refer somebody of this open dossier. Raises PermissionDenied and Refused."""
    dossier = lock_to_write(by=by, dossier=dossier)
    require_open(dossier)
    content = _sound(dossier, content)
    referral = Referral.objects.create(
        reference=_next_reference(), dossier=dossier, referred_by=by, **_columns(content)
    )
    _write_offence_types(referral, content)
    _record(referral, REFERRAL_MADE, by, [*_columns(content), "offence_types"])
    return referral


@transaction.atomic
def record_step(
    *,
    by: User,
    referral: Referral,
    version: int,
    step: ReferralState,
    day: dt.date,
    end_reason: ReferralEndReason | None = None,
) -> Referral:
    """Add the next step of the chain on a legal day. The dossier may be closed meanwhile.

    Raises PermissionDenied, StaleVersion, and Refused with `step`, `day` and `end_reason`.
    """
    referral = _locked(by, referral, version)
    chain = after_step(Chain.of(referral), step, day, end_reason)
    changes = {DAY_OF[step]: day, "end_reason": chain.end_reason}
    referral = save_if_unchanged(referral, version=version, changes=changes)
    _record(referral, REFERRAL_STEP, by, [name for name, value in changes.items() if value])
    return referral


@transaction.atomic
def correct_referral(
    *, by: User, referral: Referral, version: int, content: ReferralContent
) -> Referral:
    """Replace what was wrong; the log says which fields. Raises as `make_referral` does."""
    referral = _locked(by, referral, version)
    content = _sound(referral.dossier, content)
    changes = _columns(content)
    changed = [name for name, value in changes.items() if getattr(referral, name) != value]
    if _write_offence_types(referral, content):
        changed.append("offence_types")
    if changed:
        referral = save_if_unchanged(referral, version=version, changes=changes)
        _record(referral, REFERRAL_CORRECTED, by, changed)
    return referral


def after_step(
    chain: Chain, step: ReferralState, day: dt.date, end_reason: ReferralEndReason | None
) -> Chain:
    """The chain with one step more. Raises Refused with `step`, `day` and `end_reason`."""
    if step not in chain.next_steps:
        raise Refused({"step": _("This step cannot come now. Look at what is there already.")})
    column = DAY_OF[step]
    # Every other day was right when it was stored.
    longer = replace(chain, end_reason=end_reason, **{column: day})
    found = problems(longer, today=brussels_today())
    if found:
        raise Refused({("day" if name == column else name): text for name, text in found.items()})
    return longer


def provider_of(programme: Programme, centre_id: int) -> Organisation | None:
    """The one partner of the centre that gives this programme, if there is exactly one today."""
    if not programme.provider_sector:
        return None
    partners = list(partners_of(centre_id).filter(sector=programme.provider_sector)[:2])
    return partners[0] if len(partners) == 1 else None


def _locked(by: User, referral: Referral, version: int) -> Referral:
    require_edit(by, referral.dossier)
    Referral.objects.select_for_update(no_key=True).only("pk").get(pk=referral.pk)
    related = ("dossier", "person", "programme", "provider", "end_reason")
    referral = Referral.objects.select_related(*related).get(pk=referral.pk)
    if referral.version != version:
        raise StaleVersion
    return referral


def _sound(dossier: Dossier, content: ReferralContent) -> ReferralContent:
    """The content with its provider. Raises Refused with every broken rule at its field."""
    provider = content.provider or provider_of(content.programme, dossier.centre_id)
    found = {
        **problems(content.chain, today=brussels_today()),
        **_programme_problems(content),
        **_person_problems(dossier, content),
        **_provider_problems(content.programme, provider),
        **_stalking_problems(content),
    }
    if content.chain.referred_on < dossier.received_on:
        found["referred_on"] = _("This day lies before the intake.")
    if found:
        raise Refused(found)
    return replace(content, provider=provider)


def _programme_problems(content: ReferralContent) -> Mapping[str, str]:
    programme, day = content.programme, content.chain.referred_on
    if holds_on(programme, day):
        return {}
    if programme.valid_until is None or day <= programme.valid_until:
        words = {"programme": programme.label, "day": write_date(programme.valid_from or day)}
        return {"programme": _("‘%(programme)s’ is given since %(day)s.") % words}
    words = {"programme": programme.label, "day": write_date(programme.valid_until)}
    text = _("‘%(programme)s’ was given until %(day)s.") % words
    successors = Programme.objects.valid_on(day).filter(code__in=programme.successor_codes)
    labels = ", ".join(successors.values_list("label", flat=True))
    return {"programme": f"{text} {_('Now there is:')} {labels}." if labels else text}


def _person_problems(dossier: Dossier, content: ReferralContent) -> Mapping[str, str]:
    audience = Programme.Audience(content.programme.audience)
    involved = Involvement.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=content.chain.referred_on),
        dossier=dossier,
        person=content.person,
        role__in=ROLES_FOR[audience],
    )
    if involved.exists():
        return {}
    if audience == Programme.Audience.OFFENDER:
        return {"person": _("This programme is for offenders. Choose an offender of this dossier.")}
    return {"person": _("This programme is for victims. Choose somebody who is no offender.")}


def _provider_problems(programme: Programme, provider: Organisation | None) -> Mapping[str, str]:
    if provider is None:
        return {"provider": _("Choose who gives the programme.")}
    if programme.provider_sector and provider.sector != programme.provider_sector:
        words = {"sector": programme.get_provider_sector_display()}
        return {"provider": _("This programme is given by a %(sector)s.") % words}
    return {}


def _stalking_problems(content: ReferralContent) -> Mapping[str, str]:
    says_no = content.stalking == StalkingAnswer.NO
    if says_no and any(each.counts_as_stalking for each in content.offence_types):
        return {
            "stalking": _(
                "You chose a qualification of stalking and answered no. Change one of both."
            )
        }
    return {}


def _columns(content: ReferralContent) -> dict[str, Any]:
    return {
        "person": content.person,
        "programme": content.programme,
        "provider": content.provider,
        "role": content.programme.audience,
        "stalking": content.stalking,
        **content.chain.days(),
        "end_reason": content.chain.end_reason,
    }


def _write_offence_types(referral: Referral, content: ReferralContent) -> bool:
    """Replace the qualifications; whether anything changed."""
    wanted = {each.pk for each in content.offence_types}
    rows = ReferralOffenceType.objects.filter(referral=referral)
    before = set(rows.values_list("offence_type_id", flat=True))
    rows.filter(offence_type_id__in=before - wanted).delete()
    ReferralOffenceType.objects.bulk_create(
        ReferralOffenceType(referral=referral, offence_type_id=pk) for pk in sorted(wanted - before)
    )
    return wanted != before


def _next_reference() -> str:
    """A number such as VW-2026-000412, from a sequence: it says nothing about the dossier."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registrations_referral_reference')")
        (number,) = cursor.fetchone()
    return f"VW-{brussels_today().year}-{number:06d}"


def _record(referral: Referral, event: EventType, by: User, fields: Sequence[str]) -> None:
    record_on(
        referral.dossier,
        event,
        by=by,
        fields=fields,
        object_type="referral",
        object_id=str(referral.pk),
    )
