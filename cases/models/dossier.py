from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from cases.querysets import DossierQuerySet
from codelists.models import ClosureReason
from lib.addresses import address_of


class StalkingAnswer(models.TextChoices):
    """The explicit answer per dossier: never a blank that means no."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("unknown")


class CountingExclusion(models.TextChoices):
    """Why a dossier is left out of every count. Their number is always printed."""

    NONE = "", _("counts")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DUPLICATE = "duplicate", _("duplicate")
    TRAINING = "training", _("training dossier")


class Dossier(models.Model):
    """One client system on one trajectory in one centre.

    `received_on` is the legal day of the intake in Brussels: years are counted on it.
    `reference` is made from a sequence, so that no unique error tells that a hidden row exists.
    """

    reference = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("centre"))
    received_on = models.DateField(_("date of intake"))
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    summary = models.TextField(_("summary"), blank=True)
    stalking = models.CharField(_("stalking"), max_length=7, choices=StalkingAnswer.choices)
    case_director = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="directed_dossiers",
        verbose_name=_("case director"),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closure_reason = models.ForeignKey(
        ClosureReason, models.PROTECT, null=True, blank=True, verbose_name=_("closure reason")
    )
    closing_note = models.TextField(_("closing note"), blank=True)
    counting_exclusion = models.CharField(
        _("left out of the counts"),
        max_length=10,
        choices=CountingExclusion.choices,
        blank=True,
        default=CountingExclusion.NONE,
    )
    import_source = models.CharField(_("imported from"), max_length=60, blank=True)
    source_reference = models.CharField(_("number in the old system"), max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DossierQuerySet["Dossier"].as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [
            models.CheckConstraint(
                condition=Q(stalking__in=["yes", "no", "unknown"]), name="dossier_stalking_answered"
            ),
            models.CheckConstraint(
                condition=Q(counting_exclusion__in=["", "withdrawn", "duplicate", "training"]),
                name="dossier_known_exclusion",
            ),
            models.CheckConstraint(
                condition=Q(opened_on__gte=F("received_on")), name="dossier_opened_after_intake"
            ),
            models.CheckConstraint(
                condition=Q(
                    closed_on__isnull=True, closed_by__isnull=True, closure_reason__isnull=True
                )
                | Q(closed_on__isnull=False, closure_reason__isnull=False),
                name="dossier_closing_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="dossier_closed_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(import_source="") | ~Q(source_reference=""),
                name="dossier_import_has_reference",
            ),
            models.UniqueConstraint(
                fields=["centre", "source_reference"],
                condition=~Q(source_reference=""),
                name="dossier_imported_once",
            ),
        ]
        indexes = [
            # The list: newest first within a centre, by keyset.
            models.Index(fields=["centre", "-received_on", "-id"], name="dossier_list"),
            models.Index(fields=["case_director", "-received_on", "-id"], name="dossier_mine"),
            # The same list for who works at several centres: no index per centre keeps their order.
            models.Index(fields=["-received_on", "-id"], name="dossier_list_of_several"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return address_of("cases:dossier_detail", self.reference)

    @property
    def is_open(self) -> bool:
        return self.closed_on is None
