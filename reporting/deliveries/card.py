"""Leveringen on the page Today: what waits for my signature, or for my organisation."""

import datetime as dt

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from registrations.cards import Card, CardLine
from reporting.deliveries.querysets import DeliveryQuerySet
from reporting.deliveries.screen import overview_of
from reporting.models.delivery import Delivery, DeliveryState
from reporting.policies import may_deliver_figures, may_sign_off_deliveries

DAYS_SENT_BACK = 30
"""How long a delivery that was sent back stays here: nobody can answer it away."""
LINES = 4


def deliveries_card(user: User) -> Card | None:
    """For who delivers or signs off; nobody else sees a card."""
    if not may_deliver_figures(user):
        return None
    signs = may_sign_off_deliveries(user)
    rows = _to_sign(user) if signs else _of_partner(user)
    found = list(rows.with_people().defer("rows", "file__content"))
    return Card(
        key="deliveries",
        title=_("Deliveries"),
        count=len(found),
        lines=tuple(_line(one) for one in found[:LINES]),
        all_label=_("All deliveries") if signs else _("Deliver a table, or see all deliveries"),
        all_url=reverse("reporting:deliveries"),
    )


def _to_sign(user: User) -> DeliveryQuerySet:
    """Checked, and uploaded by somebody else."""
    checked = Delivery.objects.visible_to(user).filter(state=DeliveryState.CHECKED)
    return checked.exclude(uploaded_by=user)


def _of_partner(user: User) -> DeliveryQuerySet:
    """What waits, and what was sent back lately."""
    lately = timezone.now() - dt.timedelta(days=DAYS_SENT_BACK)
    sent_back = Q(state=DeliveryState.WITHDRAWN, withdrawn_at__gte=lately)
    sent_back &= ~Q(withdrawn_by=F("uploaded_by")) & ~Q(withdrawn_by=user)
    waits = Q(state__in=[DeliveryState.DRAFT, DeliveryState.CHECKED])
    return Delivery.objects.visible_to(user).filter(waits | sent_back)


def _line(delivery: Delivery) -> CardLine:
    row = overview_of(delivery)
    is_withdrawn = delivery.state == DeliveryState.WITHDRAWN
    state = _("sent back, read why") if is_withdrawn else row.state
    return CardLine(row.title, delivery.get_absolute_url(), f"{row.period} · {state}")
