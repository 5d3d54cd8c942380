"""Wall 1: the only Python definition of who sees which row.

`DossierQuerySet.visible_to` is the rule; everything that hangs on a dossier derives from it.
PostgreSQL says the same again in cases/migrations (wall 2).
"""

from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.periods import holds_on
from lib.calendar import brussels_today

_M = TypeVar("_M", bound=models.Model)

Viewer = User | AnonymousUser


class DossierQuerySet(models.QuerySet[_M]):
    def visible_to(self, user: Viewer) -> Self:
        """Dossiers this user may see today.

        - a caseworker, case director or coordinator sees the dossiers of her own centres;
        - a partner sees the dossiers for which his organisation is convened today;
        - analyst, functional administrator and privacy officer see none.
        """
        if not isinstance(user, User):
            return self.none()
        seen = Q(centre_id__in=user.centre_ids())
        organisation_ids = user.organisation_ids()
        if organisation_ids:
            from cases.models import Convocation

            convened = Convocation.objects.filter(
                holds_on(brussels_today()),
                dossier=OuterRef("pk"),
                organisation_id__in=organisation_ids,
            )
            seen |= Q(Exists(convened))
        return self.filter(seen)

    def editable_by(self, user: Viewer) -> Self:
        """Dossiers of the user's own centres: a convened partner reads, he does not write."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(centre_id__in=user.centre_ids())

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)


class OfDossierQuerySet(models.QuerySet[_M]):
    """Rows that hang on a dossier: visible exactly when their dossier is."""

    dossier_path = "dossier"

    def visible_to(self, user: Viewer) -> Self:
        """Rows whose dossier this user may see."""
        from cases.models import Dossier

        return self.filter(**{f"{self.dossier_path}__in": Dossier.objects.visible_to(user)})


class OfOffenceQuerySet(OfDossierQuerySet[_M]):
    dossier_path = "offence__dossier"


class CentreOnlyQuerySet(models.QuerySet[_M]):
    """Rows about a dossier that stay within the centre: never shown to a convened partner."""

    centre_path = "dossier__centre_id"

    def visible_to(self, user: Viewer) -> Self:
        """Rows of the user's own centres."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(**{f"{self.centre_path}__in": user.centre_ids()})


class PersonQuerySet(models.QuerySet[_M]):
    def visible_to(self, user: Viewer) -> Self:
        """People registered by the user's centres, or involved in a dossier he may see."""
        if not isinstance(user, User):
            return self.none()
        seen = Q(centre_id__in=user.centre_ids())
        if user.organisation_ids():
            from cases.models import Involvement

            involved = Involvement.objects.visible_to(user).filter(person=OuterRef("pk"))
            seen |= Q(Exists(involved))
        return self.filter(seen)


class OwnQuerySet(models.QuerySet[_M]):
    """Rows that belong to one user and to nobody else."""

    def visible_to(self, user: Viewer) -> Self:
        return self.filter(user_id=user.pk) if isinstance(user, User) else self.none()
