import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import connection, models
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


_OWN = [field.attname for field in Membership._meta.concrete_fields]
_OF_CENTRE = [field.attname for field in Centre._meta.concrete_fields]
# By hand: every request asks this, and the ORM needs a tenth of the whole page to say it.
_HELD = f"""
SELECT {", ".join(f"m.{name}" for name in _OWN)}, {", ".join(f"c.{name}" for name in _OF_CENTRE)}
FROM accounts_membership m LEFT JOIN accounts_centre c ON c.id = m.centre_id
WHERE m.user_id = %s AND m.starts_on <= %s AND (m.ends_on IS NULL OR m.ends_on >= %s)
ORDER BY m.role, m.id
"""  # noqa: S608 - names of columns only


def held_by(user_id: int, day: dt.date) -> tuple[Membership, ...]:
    """The memberships of this user that hold on this legal day, each with its centre."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [user_id, day, day])
        return tuple(_held(row[: len(_OWN)], row[len(_OWN) :]) for row in cursor.fetchall())


def _held(own: tuple[Any, ...], of_centre: tuple[Any, ...]) -> Membership:
    membership = Membership.from_db(connection.alias, _OWN, own)
    if membership.centre_id is not None:
        membership.centre = Centre.from_db(connection.alias, _OF_CENTRE, of_centre)
    return membership
