"""Referrals: somebody of a dossier is sent to a programme, and what came of it, day by day."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from cases.models import Dossier, Person, StalkingAnswer
from cases.querysets import CentreOnlyQuerySet
from codelists.models import OffenceType, Programme, ReferralEndReason

_M = TypeVar("_M", bound=models.Model)


class ReferralState(models.TextChoices):
    """How far the chain has come. The days are stored; this only names the last of them."""

    REFERRED = "referred", _("referred")
    INTAKE = "intake", _("intake done")
    WAITING = "waiting", _("on the waiting list")
    STARTED = "started", _("started")
    COMPLETED = "completed", _("completed")
    STOPPED = "stopped", _("stopped")
    DECLINED = "declined", _("not started")


# The day of each state but the first, in the order of the chain; the last three exclude each other.
DAY_OF = {
    ReferralState.INTAKE: "intake_on",
    ReferralState.WAITING: "waiting_since",
    ReferralState.STARTED: "started_on",
    ReferralState.COMPLETED: "completed_on",
    ReferralState.STOPPED: "stopped_on",
    ReferralState.DECLINED: "declined_on",
}


class OfReferralQuerySet(CentreOnlyQuerySet[_M]):
    centre_path = "referral__dossier__centre_id"


def _not_before(name: str, *earlier: str) -> models.CheckConstraint:
    """A day does not lie before those that come first; PostgreSQL's GREATEST passes by NULL."""
    latest = Greatest(*earlier) if len(earlier) > 1 else models.F(earlier[0])
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": latest}),
        name=f"referral_{name}_in_order",
    )


class Referral(models.Model):
    """A person in a dossier is referred to a programme of a provider.

    Each step of the chain is a legal day in Brussels; no step is needed before the next one,
    but a programme that never started is declined and not stopped, so that who took part can
    be counted. `role` is in which role the person was referred, `stalking` the explicit answer
    whether it is (also) for stalking. It stays within the centre: a convened partner does not
    learn who is in care or in treatment. There is no free text: the provider reads this row.
    """

    class Role(models.TextChoices):
        OFFENDER = "offender", _("offender")
        VICTIM = "victim", _("victim")

    reference = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="referrals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    provider = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("provider")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    stalking = models.CharField(_("for stalking"), max_length=7, choices=StalkingAnswer.choices)
    offence_types = models.ManyToManyField(
        OffenceType,
        through="ReferralOffenceType",
        related_name="+",
        verbose_name=_("offence types"),
    )
    referred_on = models.DateField(_("referred on"))
    intake_on = models.DateField(_("intake on"), null=True, blank=True)
    waiting_since = models.DateField(_("on the waiting list since"), null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    stopped_on = models.DateField(_("stopped on"), null=True, blank=True)
    declined_on = models.DateField(_("not started, known since"), null=True, blank=True)
    end_reason = models.ForeignKey(
        ReferralEndReason,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reason"),
    )
    state = models.GeneratedField(
        expression=Case(
            *(
                When(**{f"{day}__isnull": False}, then=Value(state.value))
                for state, day in reversed(DAY_OF.items())
            ),
            default=Value(ReferralState.REFERRED.value),
        ),
        output_field=models.CharField(_("state"), max_length=10, choices=ReferralState.choices),
        db_persist=True,
    )
    referred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = CentreOnlyQuerySet["Referral"].as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-referred_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["offender", "victim"]), name="referral_known_role"
            ),
            models.CheckConstraint(
                condition=Q(stalking__in=["yes", "no", "unknown"]),
                name="referral_stalking_answered",
            ),
            _not_before("intake_on", "referred_on"),
            _not_before("waiting_since", "referred_on", "intake_on"),
            _not_before("started_on", "referred_on", "intake_on", "waiting_since"),
            _not_before("completed_on", "started_on"),
            _not_before("stopped_on", "started_on"),
            _not_before("declined_on", "referred_on", "intake_on", "waiting_since"),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True, stopped_on__isnull=True)
                | Q(completed_on__isnull=True, stopped_on__isnull=False, started_on__isnull=False)
                | Q(completed_on__isnull=False, stopped_on__isnull=True, started_on__isnull=False),
                name="referral_ends_once_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(declined_on__isnull=True) | Q(started_on__isnull=True),
                name="referral_declined_never_started",
            ),
            models.CheckConstraint(
                condition=Q(
                    end_reason__isnull=True, stopped_on__isnull=True, declined_on__isnull=True
                )
                | Q(end_reason__isnull=False, stopped_on__isnull=False)
                | Q(end_reason__isnull=False, declined_on__isnull=False),
                name="referral_end_has_its_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-referred_on", "-id"], name="referral_list"),
            models.Index(
                fields=["referred_on"],
                condition=Q(started_on__isnull=True, declined_on__isnull=True),
                name="referral_not_started",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("registrations:referral_detail", args=[self.pk])


class ReferralOffenceType(models.Model):
    """One qualification a referral is for, so that participants can be split by offence."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="referral_offence_types")
    offence_type = models.ForeignKey(OffenceType, models.PROTECT)

    objects = OfReferralQuerySet["ReferralOffenceType"].as_manager()

    class Meta:
        verbose_name = _("offence type of a referral")
        verbose_name_plural = _("offence types of referrals")
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "offence_type"], name="referral_offence_type_once"
            )
        ]

    def __str__(self) -> str:
        return f"misdrijf van verwijzing {self.pk}"


class ReferralLink(models.Model):
    """The provider's way to report back on one referral without an account.

    Only the SHA-256 of the token is kept; the token itself was shown once. Making a new link
    revokes the one before it.
    """

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfReferralQuerySet["ReferralLink"].as_manager()

    class Meta:
        verbose_name = _("link for a provider")
        verbose_name_plural = _("links for providers")
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(revoked_at__isnull=True),
                name="referral_link_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__regex="^[0-9a-f]{64}$"),  # noqa: S106 - a pattern
                name="referral_link_keeps_a_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"terugkoppelingslink {self.pk}"
