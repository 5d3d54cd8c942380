from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.centre import Centre
from accounts.periods import ends_after_start

FIGURES_SECTOR = "figures"
"""The sector of who only delivers figures: no partner of a centre, never convened."""


class Organisation(models.Model):
    """A partner organisation: police zone, prosecutor's office, CAW, CGG, OCMW and the like."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=160, unique=True)
    sector = models.CharField(_("sector"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Partnership(models.Model):
    """An organisation works with a centre during a period."""

    class Kind(models.TextChoices):
        CORE = "core", _("core partner")
        AD_HOC = "ad_hoc", _("ad hoc partner")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="partnerships", verbose_name=_("centre")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CORE)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["centre", "organisation"]
        constraints = [
            ends_after_start("partnership_period"),
            models.UniqueConstraint(
                fields=["organisation", "centre", "starts_on"], name="partnership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.centre}"


class PartnershipSuspension(models.Model):
    """A partner that steps out for a while: no new intakes, no information exchange.

    Happened: the prosecutor's office of Halle-Vilvoorde in May 2025.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="suspensions", verbose_name=_("partnership")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("suspension of a partnership")
        verbose_name_plural = _("suspensions of partnerships")
        ordering = ["-starts_on"]
        constraints = [ends_after_start("partnership_suspension_period")]

    def __str__(self) -> str:
        return f"{self.partnership} ({self.starts_on})"
