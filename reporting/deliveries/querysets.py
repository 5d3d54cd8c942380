"""Named reads of deliveries."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User
from reporting.policies import may_deliver_figures


class DeliveryQuerySet(models.QuerySet[Any]):
    """Row-level security says the same: only who may deliver sees what is not signed off."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All deliveries for coordinators and analysts, none for others."""
        return self.all() if may_deliver_figures(user) else self.none()

    def with_people(self) -> Self:
        """Fetch the deliverer and who uploaded, checked and signed in the same query."""
        return self.select_related(
            "source", "file", "uploaded_by", "checked_by", "signed_off_by", "withdrawn_by"
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
