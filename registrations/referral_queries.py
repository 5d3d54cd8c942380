"""Reads of referrals: the panel on a dossier and the list of the centre."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from accounts.models import User
from cases.masking import Mask
from cases.models import Dossier
from lib.calendar import brussels_today
from lib.dutch import write_date
from lib.keyset import Cursor, page_of
from registrations.chain import Chain, step_label
from registrations.models import Referral, ReferralState

PAGE_SIZE = 50
WAITS_LONG = dt.timedelta(days=60)
"""Referred longer ago than this and neither started nor ended."""
LISTED = ("reference", "referred_on", "programme", "provider", "people", "state", "dossier")

# By hand: this stands on every page of a dossier, and the ORM needs 2 ms to say it.
_OF_DOSSIER = """
SELECT r.id, r.reference, p.label, o.name, r.role, n.given_name, n.family_name, r.state,
       r.referred_on, r.intake_on, r.waiting_since, r.started_on, r.completed_on, r.stopped_on,
       r.declined_on
FROM registrations_referral r
JOIN codelists_programme p ON p.id = r.programme_id
JOIN accounts_organisation o ON o.id = r.provider_id
JOIN cases_person n ON n.id = r.person_id
WHERE r.dossier_id = %s
ORDER BY r.referred_on DESC, r.id DESC
"""


@dataclass(frozen=True)
class ShownReferral:
    """One referral on the page of its dossier, written out."""

    url: str
    reference: str
    programme: str
    provider: str
    who: str
    state: str
    chain: str
    has_ended: bool


@dataclass(frozen=True)
class ReferralRow:
    """One line of the list of referrals."""

    referral: Referral
    who: str
    state: str
    since: dt.date
    waits_long: bool


@dataclass(frozen=True)
class ReferralPage:
    rows: Sequence[ReferralRow]
    older: str
    newer: str


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; '' and None are everything."""

    programme_id: int | None = None
    state: str = ""
    waits_long: bool = False


def referrals_of(dossier: Dossier, mask: Mask) -> list[ShownReferral]:
    """The referrals of a dossier, newest first. The caller knows that they may be seen."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_DOSSIER, [dossier.pk])
        return [_shown(row, mask) for row in cursor.fetchall()]


def referral_page(
    *, by: User, narrowed: Narrowed, cursor: Cursor | None, mask: Mask
) -> ReferralPage:
    """One page of the referrals of the user's centres, newest first. One query."""
    seen = Referral.objects.visible_to(by).select_related(
        "programme", "provider", "person", "dossier__centre", "end_reason"
    )
    seen = seen.defer("dossier__summary", "dossier__closing_note")
    page = page_of(
        seen.filter(_condition(narrowed)), day="referred_on", size=PAGE_SIZE, cursor=cursor
    )
    rows = [_row(referral, mask) for referral in page.rows]
    return ReferralPage(rows, older=page.older, newer=page.newer)


def waits_long(referral: Referral, today: dt.date) -> bool:
    """Whether somebody has been waiting too long; the same as the filter of the list."""
    before_start = (ReferralState.REFERRED, ReferralState.INTAKE, ReferralState.WAITING)
    return referral.state in before_start and referral.referred_on < today - WAITS_LONG


def count_waiting_long(by: User) -> str:
    """How many wait too long in the user's centres, for a heading: 99+ when there are more."""
    seen = Referral.objects.visible_to(by).filter(_condition(Narrowed(waits_long=True)))
    number = len(seen.order_by().values_list("pk")[:100])
    return "99+" if number > 99 else str(number)


def _condition(narrowed: Narrowed) -> Q:
    condition = Q()
    if narrowed.programme_id:
        condition &= Q(programme=narrowed.programme_id)
    if narrowed.state:
        condition &= Q(state=narrowed.state)
    if narrowed.waits_long:
        # The condition of the index: never started, never declined.
        condition &= Q(
            started_on__isnull=True,
            declined_on__isnull=True,
            referred_on__lt=brussels_today() - WAITS_LONG,
        )
    return condition


def _row(referral: Referral, mask: Mask) -> ReferralRow:
    chain = Chain.of(referral)
    return ReferralRow(
        referral=referral,
        who=_who(referral.person.full_name, referral.role, mask),
        state=step_label(chain.state),
        since=chain.last_day,
        waits_long=waits_long(referral, brussels_today()),
    )


def _shown(row: Sequence[Any], mask: Mask) -> ShownReferral:
    pk, reference, programme, provider, role, given, family, state, *days = row
    written = [
        f"{step_label(each)} {write_date(day)}"
        for each, day in zip(ReferralState, days, strict=True)
        if day
    ]
    return ShownReferral(
        url=reverse("registrations:referral_detail", args=[pk]),
        reference=reference,
        programme=programme,
        provider=provider,
        who=_who(f"{given} {family}".strip(), role, mask),
        state=step_label(ReferralState(state)),
        chain=" → ".join(written),
        has_ended=state in {"completed", "stopped", "declined"},
    )


def _who(name: str, role: str, mask: Mask) -> str:
    """The name, or only the role on a screen that others can see."""
    return str(capfirst(Referral.Role(role).label)) if mask.hidden else name
