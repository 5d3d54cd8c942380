"""Named reads of deliveries."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User
from reporting.policies import delivers_itself, may_sign_off_deliveries

OPEN_STATES = ("draft", "checked")
"""Waiting for a check or a signature."""


class DeliveryQuerySet(models.QuerySet[Any]):
    """Row-level security says the same (reporting/migrations/0021_partners_deliver.py)."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for coordinators and analysts; for a partner the tables his organisation delivers."""
        if may_sign_off_deliveries(user):
            return self.all()
        keys = [one.source_key for one in delivers_itself(user)]
        return self.filter(source__key__in=keys) if keys else self.none()

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """A partner checks and withdraws what his organisation handed in itself, while it waits."""
        seen = self.visible_to(user)
        if may_sign_off_deliveries(user) or not isinstance(user, User):
            return seen
        return seen.open().filter(organisation__in=user.organisation_ids())

    def open(self) -> Self:
        """What waits for a check or a signature."""
        return self.filter(state__in=OPEN_STATES)

    def with_people(self) -> Self:
        """Fetch the deliverer and who uploaded, checked and signed in the same query."""
        return self.select_related(
            *("source", "file", "organisation"),
            *("uploaded_by", "checked_by", "signed_off_by", "withdrawn_by"),
        )

    def versions_of(self, delivery: Any) -> Self:
        """All versions of the same table, this one included, the oldest first."""
        return self.filter(
            source=delivery.source_id,
            indicator=delivery.indicator,
            unit=delivery.unit,
            **_equal("period_start", delivery.period_start),
            **_equal("period_end", delivery.period_end),
        ).order_by("version", "pk")


def _equal(field: str, value: Any) -> dict[str, Any]:
    """Two empty periods are the same period, which SQL does not find by itself."""
    return {f"{field}__isnull": True} if value is None else {field: value}
