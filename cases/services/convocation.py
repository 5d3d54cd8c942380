"""Convening a partner for one dossier: the only door through which a partner comes in."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organisation, Partnership, PartnershipSuspension, User
from accounts.periods import holds_on
from cases.errors import Refused
from cases.events import PARTNER_CONVENED, PARTNER_DISMISSED
from cases.log import record_on
from cases.models import Convocation, Dossier
from cases.policies import require_open
from cases.services.locking import lock_to_write
from lib.calendar import brussels_today


def partners_of(centre_id: int) -> QuerySet[Organisation]:
    """Organisations whose partnership with this centre holds today and is not suspended."""
    today = brussels_today()
    suspended = PartnershipSuspension.objects.filter(holds_on(today), partnership=OuterRef("pk"))
    active = Partnership.objects.filter(
        ~Exists(suspended), holds_on(today), organisation=OuterRef("pk"), centre=centre_id
    )
    return Organisation.objects.filter(Exists(active))


@transaction.atomic
def convene_partner(
    *,
    by: User,
    dossier: Dossier,
    organisation: Organisation,
    purpose: str,
    ends_on: dt.date | None = None,
) -> Convocation:
    """Let a partner of the centre see this open dossier from today, for a stated purpose.

    Raises Refused when the partnership does not hold or is suspended today, when the partner
    is convened already, without a purpose, or for a last day in the past.
    """
    dossier = lock_to_write(by=by, dossier=dossier)
    require_open(dossier)
    today = brussels_today()
    _require_convenable(dossier, organisation, purpose, ends_on, today)
    convocation = Convocation.objects.create(
        dossier=dossier,
        organisation=organisation,
        purpose=purpose,
        starts_on=today,
        ends_on=ends_on,
        convened_by=by,
    )
    record_on(
        dossier,
        PARTNER_CONVENED,
        by=by,
        fields=["organisation", "purpose", "starts_on", "ends_on"],
        object_type="convocation",
        object_id=str(convocation.pk),
    )
    return convocation


@transaction.atomic
def end_convocation(*, by: User, convocation: Convocation) -> Convocation:
    """Let today be the last day on which this partner sees the dossier.

    Raises Refused when it ended already.
    """
    dossier = lock_to_write(by=by, dossier=convocation.dossier)
    convocation = Convocation.objects.get(pk=convocation.pk)
    today = brussels_today()
    if convocation.ends_on is not None and convocation.ends_on <= today:
        raise Refused({"": _("This convocation has ended already.")})
    convocation.ends_on = max(today, convocation.starts_on)
    convocation.save(update_fields=["ends_on"])
    record_on(
        dossier,
        PARTNER_DISMISSED,
        by=by,
        fields=["ends_on"],
        object_type="convocation",
        object_id=str(convocation.pk),
    )
    return convocation


def _require_convenable(
    dossier: Dossier,
    organisation: Organisation,
    purpose: str,
    ends_on: dt.date | None,
    today: dt.date,
) -> None:
    problems = {}
    convened = Convocation.objects.filter(dossier=dossier).exclude(ends_on__lt=today)
    if not partners_of(dossier.centre_id).filter(pk=organisation.pk).exists():
        problems["organisation"] = _("This organisation is no active partner of the centre today.")
    elif convened.filter(organisation=organisation).exists():
        problems["organisation"] = _("This organisation is convened for this dossier already.")
    if not purpose:
        problems["purpose"] = _("Say what the partner is needed for.")
    if ends_on and ends_on < today:
        problems["ends_on"] = _("The last day lies before today.")
    if problems:
        raise Refused(problems)
