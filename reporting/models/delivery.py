"""A table of figures that somebody delivered: its file, its checks, and who signed it off.

A delivery is never overwritten. A later version of the same table replaces it from the moment
it is signed off; the earlier one stays readable with its file, its rows and its dates.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from reporting.deliveries.querysets import OPEN_STATES, DeliveryQuerySet
from reporting.models.published import PublishedSource


class DeliveryFile(models.Model):
    """The bytes exactly as they came in; the same bytes are kept once per organisation.

    Not once for all: then sending a file would tell whether somebody else sent it before.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("organisation")
    )
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    kind = models.CharField(_("kind of file"), max_length=10)
    content = models.BinaryField(_("content"))
    kept_at = models.DateTimeField(_("kept at"), auto_now_add=True)

    class Meta:
        verbose_name = _("delivered file")
        verbose_name_plural = _("delivered files")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "organisation"],
                name="delivery_file_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class DeliveryState(models.TextChoices):
    """How far a delivery is. Only signed-off figures are used."""

    DRAFT = "draft", _("draft")
    CHECKED = "checked", _("checked")
    SIGNED_OFF = "signed_off", _("signed off")
    SUPERSEDED = "superseded", _("replaced by a later version")
    WITHDRAWN = "withdrawn", _("withdrawn")


SERIES = ("source", "indicator", "unit", "period_start", "period_end")
"""Deliveries that share these are versions of one table."""


class Delivery(models.Model):
    """One table from one deliverer. Without a period when each row carries its own.

    `organisation` handed it in itself; empty when a coordinator or analyst did on its behalf.
    """

    source = models.ForeignKey(
        PublishedSource, models.PROTECT, related_name="deliveries", verbose_name=_("delivered by")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("handed in by the organisation itself"),
    )
    indicator = models.CharField(_("indicator"), max_length=60)
    unit = models.CharField(_("counting unit"), max_length=60)
    period_start = models.DateField(_("from"), null=True, blank=True)
    period_end = models.DateField(_("until"), null=True, blank=True)
    source_system = models.CharField(_("registration system"), max_length=60, blank=True)
    extracted_on = models.DateField(_("extracted on"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=DeliveryState, default=DeliveryState.DRAFT
    )
    file = models.ForeignKey(
        DeliveryFile, models.PROTECT, null=True, blank=True, verbose_name=_("file")
    )
    by_form = models.BooleanField(_("typed in the form"), default=False)
    rows = models.JSONField(_("rows as delivered"), default=list)
    explanations = models.JSONField(_("explanations"), default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked at"), null=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_off_at = models.DateTimeField(_("signed off at"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawal_reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=[*SERIES, "version"],
                condition=Q(version__isnull=False),
                name="delivery_version_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=SERIES,
                condition=Q(state="signed_off"),
                name="delivery_one_holds",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(uploaded_by__isnull=True)
                | Q(signed_off_by__isnull=True)
                | ~Q(signed_off_by=F("uploaded_by")),
                name="delivery_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "checked"], version__isnull=True)
                | Q(
                    state__in=["signed_off", "superseded"],
                    version__isnull=False,
                    signed_off_at__isnull=False,
                )
                | Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
                name="delivery_state_whole",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(
                    period_start__isnull=False,
                    period_end__isnull=False,
                    period_end__gte=F("period_start"),
                ),
                name="delivery_period_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period_start or ''} {self.version or ''}".strip()

    def get_absolute_url(self) -> str:
        return reverse("reporting:delivery", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a check or a signature."""
        return self.state in OPEN_STATES
