import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.centre import Centre
from accounts.models.organisation import Organisation
from accounts.periods import ends_after_start, holds_on


class Role(models.TextChoices):
    CASEWORKER = "caseworker", _("caseworker")
    CASE_DIRECTOR = "case_director", _("case director")
    COORDINATOR = "coordinator", _("coordinator")
    PARTNER = "partner", _("partner")
    ANALYST = "analyst", _("analyst")
    FUNCTIONAL_ADMIN = "functional_admin", _("functional administrator")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: dt.date) -> Self:
        """Memberships that hold on this legal day."""
        return self.filter(holds_on(day))


class Membership(models.Model):
    """A user has a role, at a centre or for an organisation, from a day to a day.

    Case roles belong to a centre, a partner to an organisation; analyst, functional
    administrator and privacy officer work for all centres.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    centre = models.ForeignKey(
        Centre, models.PROTECT, null=True, blank=True, verbose_name=_("centre")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "role"]
        constraints = [
            ends_after_start("membership_period"),
            models.CheckConstraint(
                condition=(
                    Q(
                        role__in=["caseworker", "case_director", "coordinator"],
                        centre__isnull=False,
                        organisation__isnull=True,
                    )
                    | Q(role="partner", centre__isnull=True, organisation__isnull=False)
                    | Q(
                        role__in=["analyst", "functional_admin", "privacy_officer"],
                        centre__isnull=True,
                        organisation__isnull=True,
                    )
                ),
                name="membership_scope_fits_role",
                violation_error_message=_(
                    "A case role needs a centre, a partner needs an organisation, "
                    "and the other roles need neither."
                ),
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="membership_by_user")]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
