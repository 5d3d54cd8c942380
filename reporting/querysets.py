"""Named reads of facts."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q


class FactQuerySet(models.QuerySet[Any]):
    """Row-level security decides over which centres a user counts (reporting_acting_centres)."""

    def known_on(self, moment: dt.datetime | None) -> Self:
        """The facts as known at a moment; None is now and uses the index of current rows."""
        if moment is None:
            return self.filter(known_until__isnull=True)
        still = Q(known_until__isnull=True) | Q(known_until__gt=moment)
        return self.filter(still, known_from__lte=moment)
