"""What advice requests and contacts with the helpline share: short, without text, counted."""

import datetime as dt
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import CountingExclusion
from codelists.models import ContactChannel

FIRST_DAY = dt.date(2012, 1, 1)
"""The first chain approach and helpline 1712 both began in 2012; an earlier day is a typo."""

_M = TypeVar("_M", bound="CountedContact")


class CountedContactQuerySet(models.QuerySet[_M]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows of the places where this user works today."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(**{f"{self.model.PLACE}__in": self.model.place_ids(user)})

    def counted(self) -> Self:
        """Those that count; the number of the others is always printed."""
        return self.filter(counting_exclusion=CountingExclusion.NONE)


class CountedContact(models.Model):
    """A contact that is counted and that identifies nobody.

    There is no text in it, on purpose: what cannot be typed cannot identify anybody.
    `received_on` is the legal day in Brussels. What was registered by mistake is left out of
    the counts and stays; nothing is deleted.
    """

    PLACE: str
    """The field of the centre or organisation to which a row belongs."""

    received_on = models.DateField(_("date"))
    channel = models.ForeignKey(
        ContactChannel, models.PROTECT, related_name="+", verbose_name=_("channel")
    )
    counting_exclusion = models.CharField(
        _("left out of the counts"),
        max_length=10,
        choices=CountingExclusion.choices,
        blank=True,
        default=CountingExclusion.NONE,
    )
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__gte=FIRST_DAY), name="%(class)s_possible_day"
            ),
            models.CheckConstraint(
                condition=Q(counting_exclusion__in=CountingExclusion.values),
                name="%(class)s_known_exclusion",
            ),
        ]
        indexes = [models.Index(fields=["registered_by", "-id"], name="%(class)s_of_me")]

    @classmethod
    def place_ids(cls, user: User) -> list[int]:
        """Where this user registers and sees such contacts today."""
        raise NotImplementedError

    @property
    def place_id(self) -> int:
        return int(getattr(self, f"{self.PLACE}_id"))
