"""The link with which a provider reports back on one referral, without an account.

The token is 256 random bits and is shown once; the database keeps its SHA-256. A request with
a token acts for nobody: every table stays closed to it, and three database functions
(registrations/migrations/0005) read and continue the one referral (docs/adr/0010).
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.events import EventType
from audit.log import Actor, Subject, record
from cases.errors import Refused, StaleVersion
from cases.log import record_on
from cases.policies import require_edit
from codelists.models import ReferralEndReason
from registrations.chain import DAYS, ENDS, Chain
from registrations.events import LINK_MADE, LINK_READ, LINK_REPORTED, LINK_REVOKED
from registrations.models import DAY_OF, Referral, ReferralLink, ReferralState
from registrations.services.referrals import after_step

VALID_FOR = dt.timedelta(days=90)
PROVIDER = Actor(user_id=None, name="provider link", role="provider_link")
ATTEMPTS_PER_TEN_MINUTES = 100
"""From one network address: a whole team behind one address must be able to work."""

_KNOWN = ("referral_id", "dossier_id", "centre_id", "reference", "programme", "version")


@dataclass(frozen=True)
class LinkedReferral:
    """What a link opens. The three ids are for the log and never shown."""

    referral_id: int
    dossier_id: int
    centre_id: int
    reference: str
    programme: str
    version: int
    chain: Chain


@transaction.atomic
def make_link(*, by: User, referral: Referral) -> str:
    """A new token for this referral; the one before it works no longer. Raises Refused."""
    _lock(by, referral)
    if Chain.of(referral).state in ENDS:
        raise Refused({"": _("This referral has ended: there is nothing to report any more.")})
    _revoke(referral)
    token = secrets.token_urlsafe(32)
    link = ReferralLink.objects.create(
        referral=referral,
        token_hash=hash_of(token),
        expires_at=timezone.now() + VALID_FOR,
        created_by=by,
    )
    _record(referral, link, LINK_MADE, by)
    return token


@transaction.atomic
def revoke_link(*, by: User, referral: Referral) -> None:
    """The link works no longer from now on. Doing it twice changes nothing."""
    _lock(by, referral)
    for link in _revoke(referral):
        _record(referral, link, LINK_REVOKED, by)


def read_by_token(token: str) -> LinkedReferral | None:
    """What this token opens, logged; None when it is wrong, expired or revoked alike."""
    linked = _read(token)
    if linked is not None:
        _record_provider(linked, LINK_READ, [*DAYS, "programme"])
    return linked


@transaction.atomic
def report_by_token(
    token: str,
    linked: LinkedReferral,
    *,
    version: int,
    step: ReferralState,
    day: dt.date,
    end_reason: ReferralEndReason | None = None,
) -> None:
    """Add a step to the chain. The same step sent twice happens once.

    Raises Refused as `record_step` does, and StaleVersion when the chain moved on meanwhile.
    """
    if getattr(linked.chain, DAY_OF[step]) == day and linked.version == version + 1:
        return
    if linked.version != version:
        raise StaleVersion
    after_step(linked.chain, step, day, end_reason)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registrations_report_by_link(%s, %s, %s, %s, %s)",
            [hash_of(token), version, DAY_OF[step], day, end_reason.pk if end_reason else None],
        )
        (written,) = cursor.fetchone()
    if not written:
        raise StaleVersion
    _record_provider(linked, LINK_REPORTED, [DAY_OF[step], *(["end_reason"] if end_reason else [])])


def comes_too_often(address: str) -> bool:
    """Count this request; whether this network address came too often in ten minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registrations_count_link_attempt(%s)", [address])
        (attempts,) = cursor.fetchone()
    return int(attempts) > ATTEMPTS_PER_TEN_MINUTES


def hash_of(token: str) -> str:
    """SHA-256 in hexadecimal. No salt: 256 random bits cannot be guessed or tabulated."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _read(token: str) -> LinkedReferral | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registrations_read_by_link(%s)", [hash_of(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    known, days, reason_id = dict(zip(_KNOWN, row, strict=False)), row[len(_KNOWN) : -1], row[-1]
    reason = ReferralEndReason.objects.filter(pk=reason_id).first()
    chain = Chain(**dict(zip(DAYS, days, strict=True)), end_reason=reason)
    return LinkedReferral(**known, chain=chain)


def _lock(by: User, referral: Referral) -> None:
    require_edit(by, referral.dossier)
    Referral.objects.select_for_update(no_key=True).only("pk").get(pk=referral.pk)


def _revoke(referral: Referral) -> list[ReferralLink]:
    active = list(ReferralLink.objects.filter(referral=referral, revoked_at__isnull=True))
    for link in active:
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
    return active


def _record(referral: Referral, link: ReferralLink, event: EventType, by: User) -> None:
    record_on(
        referral.dossier,
        event,
        by=by,
        object_type="referral",
        object_id=str(referral.pk),
        reason=f"link {link.pk}",
    )


def _record_provider(linked: LinkedReferral, event: EventType, fields: list[str]) -> None:
    record(
        event,
        actor=PROVIDER,
        subject=Subject(
            object_type="referral",
            object_id=str(linked.referral_id),
            centre_id=linked.centre_id,
            dossier_id=linked.dossier_id,
        ),
        fields=fields,
    )
