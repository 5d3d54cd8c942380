"""Named reads of the published figures. They hold no personal data: there is no wall here,
only the right to see figures, checked by the view."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

SAME_CELL = (
    *("indicator", "unit", "place", "period_start", "period_end"),
    *("dim1", "value1", "dim2", "value2"),
)
"""Two rows with the same answer to all of these speak of the same figure."""


class ObservationQuerySet(models.QuerySet[Any]):
    """Rows keep the order of the file, which is the order in which they were printed."""

    def with_source(self) -> Self:
        """Fetch the source in the same query."""
        return self.select_related("source")

    def about(self, indicators: Iterable[str]) -> Self:
        """Only these indicators."""
        return self.filter(indicator__in=list(indicators))

    def in_conflict(self) -> Self:
        """Rows whose figure another row contradicts, the other row included.

        A row counts when it is flagged as such, or when another source gives a different
        value for exactly the same cell. Rows without a period only count by their flag: two
        undated figures need not speak of the same year.
        """
        same = self.model._default_manager.filter(
            **{field: OuterRef(field) for field in SAME_CELL}
        ).exclude(value=OuterRef("value"))
        return self.filter(Q(flags__contains=["k"]) | Exists(same.filter(value__isnull=False)))

    def by_cell(self) -> Self:
        """Contradicting rows next to each other."""
        return self.order_by(
            *("indicator", "place", F("period_start").asc(nulls_first=True), "period_end"),
            *("value1", "value2", "unit", "position"),
        )


class VersionedObservationQuerySet(ObservationQuerySet):
    """All versions of all figures, those that were replaced or withdrawn included."""

    def known_on(self, moment: dt.datetime | None) -> Self:
        """The figures that held at a moment; None is now."""
        if moment is None:
            return self.filter(known_until__isnull=True)
        still = Q(known_until__isnull=True) | Q(known_until__gt=moment)
        return self.filter(still, known_from__lte=moment)


class CurrentObservations(models.Manager[Any]):
    """Only what holds now, so that nobody prints a figure that was replaced by mistake.

    The past has a manager of its own, `every_version`: a filter on top of this one could not
    bring it back.
    """

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(known_until__isnull=True)

    def known_on(self, moment: dt.datetime | None) -> VersionedObservationQuerySet:
        """The figures that held at a moment; None is now."""
        versions: VersionedObservationQuerySet = self.model.every_version.known_on(moment)
        return versions
