"""Figures that others published: what they printed, where, and what they did not give.

Kept exactly as printed. Two sources that contradict each other are both kept; a figure that is
known to be wrong is kept and marked. The columns and flags are explained in
reporting/data/published/README.md.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reporting.published.querysets import (
    CurrentObservations,
    ObservationQuerySet,
    VersionedObservationQuerySet,
)


class SourceKind(models.TextChoices):
    """Where figures come from."""

    PUBLISHED = "published", _("publication")
    DELIVERED = "delivered", _("delivery by a partner")


class PublishedSource(models.Model):
    """A document, page or article, or a partner that delivers tables to us.

    `calc` is our own arithmetic on other rows.
    """

    key = models.CharField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=120)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    kind = models.CharField(
        _("kind of source"), max_length=10, choices=SourceKind, default=SourceKind.PUBLISHED
    )
    url = models.CharField(_("address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["key"]
        verbose_name = _("published source")
        verbose_name_plural = _("published sources")

    def __str__(self) -> str:
        return self.title


class ObservationStatus(models.TextChoices):
    """Why there is a figure, or why there is none. Never a blank, never a silent zero."""

    DELIVERED = "delivered", _("delivered")
    NOT_REGISTERED = "not_registered", _("not registered")
    NOT_SPLITTABLE = "not_splittable", _("cannot be split")
    NOT_PUBLISHED = "not_published", _("not yet published")
    REFUSED = "refused", _("refused")
    NOT_COMPETENT = "not_competent", _("not competent")


class PeriodReference(models.TextChoices):
    """A flow is counted over a period, a stock on one day."""

    PERIOD = "period", _("over a period")
    STOCK = "stock", _("on one day")


class ObservationFlag(models.TextChoices):
    """What a reader must know before using a figure."""

    ESTIMATED = "e", _("estimated: printed as about, more than, almost, or rounded")
    DERIVED = "d", _("derived by calculation, not printed")
    TIME = "t", _("bounds of the period approximated; the value is as printed")
    UNVERIFIED = "u", _("unverified or uncertain reading")
    BREAK = "b", _("break in the series, partial year or partial coverage")
    CONFLICT = "k", _("conflict: another row gives another value; both are kept")
    WRONG = "w", _("wrong as printed: kept for the record, do not reuse")
    ADDED = "a", _("added while making the file, read in a stored excerpt of the source")


class PublishedObservation(models.Model):
    """One figure of others, or one that was asked for and not given; never changed, only replaced.

    `objects` reads what holds now; `every_version` reads all, and what held at a moment.
    """

    source = models.ForeignKey(
        PublishedSource, models.PROTECT, related_name="observations", verbose_name=_("source")
    )
    position = models.PositiveIntegerField(_("row in the file"))
    indicator = models.CharField(_("indicator"), max_length=60)
    unit = models.CharField(_("counting unit"), max_length=60)
    organisation = models.CharField(_("registering organisation"), max_length=80)
    source_system = models.CharField(_("registration system"), max_length=60, blank=True)
    place_level = models.CharField(_("kind of place"), max_length=20)
    place = models.CharField(_("place"), max_length=80)
    period_start = models.DateField(_("from"), null=True, blank=True)
    period_end = models.DateField(_("until"), null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=10, choices=PeriodReference)
    dim1 = models.CharField(_("first breakdown"), max_length=40, blank=True)
    value1 = models.CharField(_("first category"), max_length=80, blank=True)
    dim2 = models.CharField(_("second breakdown"), max_length=40, blank=True)
    value2 = models.CharField(_("second category"), max_length=80, blank=True)
    printed = models.CharField(_("value as printed"), max_length=20, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6, null=True, blank=True)
    status = models.CharField(_("state"), max_length=20, choices=ObservationStatus)
    flags = ArrayField(
        models.CharField(max_length=1, choices=ObservationFlag),
        verbose_name=_("flags"),
        default=list,
        blank=True,
    )
    extracted_on = models.DateField(_("extracted on"), null=True, blank=True)
    competence = models.CharField(_("competence"), max_length=30, blank=True)
    note = models.TextField(_("note"), blank=True)

    delivery = models.ForeignKey(
        "reporting.Delivery",
        models.PROTECT,
        related_name="observations",
        verbose_name=_("delivery"),
    )
    known_from = models.DateTimeField(_("known from"))
    known_until = models.DateTimeField(_("known until"), null=True, blank=True)

    objects = CurrentObservations.from_queryset(ObservationQuerySet)()
    every_version = models.Manager.from_queryset(VersionedObservationQuerySet)()

    class Meta:
        ordering = ["position"]
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
        indexes = [
            models.Index(fields=["indicator", "position"], name="published_by_indicator"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("indicator", "unit", "place", "period_start", "period_end"),
                    *("dim1", "value1", "dim2", "value2", "source"),
                ],
                condition=Q(known_until__isnull=True),
                name="published_once_per_source",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gte=F("known_from")),
                name="published_known_in_order",
            ),
            models.CheckConstraint(
                condition=Q(status="delivered", value__isnull=False) & ~Q(printed="")
                | ~Q(status="delivered") & Q(value__isnull=True, printed=""),
                name="published_value_iff_delivered",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ObservationStatus.values),
                name="published_status_known",
            ),
            models.CheckConstraint(
                condition=Q(flags__contained_by=ObservationFlag.values),
                name="published_flags_known",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                # Said aloud: a check that comes out as NULL lets the row in.
                | Q(
                    period_start__isnull=False,
                    period_end__isnull=False,
                    period_end__gte=F("period_start"),
                ),
                name="published_period_whole",
            ),
            models.CheckConstraint(
                condition=Q(reference="period")
                | Q(reference="stock", period_start__isnull=True)
                | Q(reference="stock", period_start=F("period_end")),
                name="published_stock_is_one_day",
            ),
            models.CheckConstraint(
                condition=(Q(dim1="") & Q(value1="") | ~Q(dim1="") & ~Q(value1=""))
                & (Q(dim2="") & Q(value2="") | ~Q(dim2="") & ~Q(value2="")),
                name="published_breakdown_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place} {self.period_start or ''}".strip()


class PublishedLoad(models.Model):
    """One load of the files: what came in, and every row that differed from what was there.

    The differences stay readable after the load: a figure never changes in silence.
    """

    loaded_at = models.DateTimeField(_("loaded at"), auto_now_add=True)
    fingerprint = models.CharField(_("SHA-256 of the files"), max_length=64)
    sources = models.PositiveIntegerField(_("sources"))
    observations = models.PositiveIntegerField(_("figures"))
    added = models.PositiveIntegerField(_("added"))
    changed = models.PositiveIntegerField(_("changed"))
    withdrawn = models.PositiveIntegerField(_("withdrawn"))
    differences = models.JSONField(_("differences"), default=list)

    class Meta:
        ordering = ["-loaded_at", "-pk"]
        verbose_name = _("load of published figures")
        verbose_name_plural = _("loads of published figures")

    def __str__(self) -> str:
        return f"{self.loaded_at:%Y-%m-%d %H:%M}"
