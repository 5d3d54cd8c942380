"""What somebody can be referred to, and why a referral ended without a completed programme."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from codelists.models.entry import CodeListEntry, CodeListQuerySet


class Programme(CodeListEntry):
    """A training, treatment or support, given to victims or to offenders in a period.

    An old name stays with its last day and says in `successors` what came instead, so that
    figures of different years can be set side by side.
    """

    class Audience(models.TextChoices):
        OFFENDER = "offender", _("offenders")
        VICTIM = "victim", _("victims")

    class Kind(models.TextChoices):
        TRAINING = "training", _("behaviour training")
        LEARNING_PROJECT = "learning_project", _("learning project")
        TREATMENT = "treatment", _("treatment")
        SUPPORT = "support", _("support")

    class ProviderSector(models.TextChoices):
        """The sector of organisations (`Organisation.sector`) that give the programme."""

        CAW = "caw", "CAW"
        CGG = "cgg", "CGG"

    audience = models.CharField(_("for whom"), max_length=10, choices=Audience.choices)
    kind = models.CharField(_("kind of programme"), max_length=20, choices=Kind.choices)
    provider_sector = models.CharField(
        _("given by"), max_length=20, choices=ProviderSector.choices, blank=True
    )
    successors = models.CharField(
        _("came instead"),
        max_length=300,
        blank=True,
        help_text=_("Codes of programmes, with a space between them."),
    )

    objects = CodeListQuerySet["Programme"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            *CodeListEntry.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(audience__in=["offender", "victim"]),
                name="programme_known_audience",
            ),
        ]

    @property
    def successor_codes(self) -> tuple[str, ...]:
        """The codes of what came instead."""
        return tuple(self.successors.split())


class ReferralEndReason(CodeListEntry):
    """Why a programme was never started, or was stopped before its end."""

    class Moment(models.TextChoices):
        DECLINED = "declined", _("before the start")
        STOPPED = "stopped", _("after the start")
        BOTH = "both", _("before and after the start")

    moment = models.CharField(_("when"), max_length=10, choices=Moment.choices)

    objects = CodeListQuerySet["ReferralEndReason"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("reason why a referral ended")
        verbose_name_plural = _("reasons why referrals ended")
