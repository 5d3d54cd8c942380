"""Named reads of facts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User

_M = TypeVar("_M", bound=models.Model)


class FactQuerySet(models.QuerySet[Any]):
    """Row-level security decides over which centres a user counts (reporting_acting_centres)."""

    def known_on(self, moment: dt.datetime | None) -> Self:
        """The facts as known at a moment; None is now and uses the index of current rows."""
        if moment is None:
            return self.filter(known_until__isnull=True)
        still = Q(known_until__isnull=True) | Q(known_until__gt=moment)
        return self.filter(still, known_from__lte=moment)

    def parts_known_on(self, moment: dt.datetime | None) -> tuple[Self, ...]:
        """The same facts in parts that have none in common: each has an index of its own."""
        current = self.filter(known_until__isnull=True)
        if moment is None:
            return (current,)
        corrected = self.filter(known_until__gt=moment, known_from__lte=moment)
        return current.filter(known_from__lte=moment), corrected

    def changes_between(self, first: dt.datetime, last: dt.datetime | None) -> "Changes[Self]":
        """What was known at the first moment and is not at the last, the other way round, and
        what is known at both; the last None is now."""
        began = self.filter(known_from__lte=first)
        come = self.filter(known_from__gt=first)
        gone = began.filter(known_until__gt=first)
        if last is None:
            current = Q(known_until__isnull=True)
            return Changes((gone,), (come.filter(current),), (began.filter(current),))
        return Changes(
            (gone.filter(known_until__lte=last),),
            come.parts_known_on(last),
            tuple(part.filter(known_from__lte=first) for part in self.parts_known_on(last)),
        )


_F = TypeVar("_F")


@dataclass(frozen=True)
class Changes(Generic[_F]):
    """Facts at two moments, each in parts that have none in common."""

    gone: tuple[_F, ...]
    come: tuple[_F, ...]
    kept: tuple[_F, ...]


class OwnExportQuerySet(models.QuerySet[_M]):
    """Exports: of whoever asked for them, and nobody else."""

    owner_path = "requested_by"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What this user asked for herself."""
        return self.filter(**{self.owner_path: user.pk})


class OwnChunkQuerySet(OwnExportQuerySet[_M]):
    """The pieces of an export are seen by whoever sees the export."""

    owner_path = "job__requested_by"
