from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reporting.querysets import FactQuerySet


class DossierFact(models.Model):
    """What a count needs to know of one dossier, and since when we knew it.

    Written only by triggers on the dossier and its offences (migration 0002). A change closes
    the old row and adds a new one, so a count "as known on date X" stays reproducible. It holds
    no person, so analysts and coordinators may count over all centres without seeing dossiers.
    `dossier_id` is no foreign key: erasing a dossier must not change a published year.

    A row holds from `known_from` up to but not including `known_until`; the current row has
    none. Both are the start of the transaction that wrote them: a count as known on a moment
    is final once the transactions that ran at that moment have ended.
    """

    dossier_id = models.BigIntegerField()
    centre_id = models.BigIntegerField()
    received_on = models.DateField()
    year = models.PositiveSmallIntegerField()
    stalking = models.CharField(max_length=7)
    stalking_offence = models.BooleanField()
    exclusion = models.CharField(max_length=10, blank=True)
    imported = models.BooleanField()
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier fact")
        verbose_name_plural = _("dossier facts")
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_id"],
                condition=Q(known_until__isnull=True),
                name="dossier_fact_current_once",
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gte=F("known_from")),
                name="dossier_fact_period",
            ),
            models.CheckConstraint(
                condition=Q(received_on__year=F("year")), name="dossier_fact_year_of_intake"
            ),
            models.CheckConstraint(
                condition=Q(stalking__in=["yes", "no", "unknown"]),
                name="dossier_fact_stalking_answered",
            ),
        ]
        indexes = [
            # Everything the yearly count needs, in the order in which it groups: an index-only
            # scan without a sort. All columns are keys and none is included, because only then
            # PostgreSQL stores equal entries once: 7 MB instead of 34 MB for a million facts.
            models.Index(
                fields=[
                    *("centre_id", "year", "exclusion"),
                    *("stalking", "stalking_offence", "imported"),
                ],
                condition=Q(known_until__isnull=True),
                name="dossier_fact_count",
            ),
            models.Index(fields=["dossier_id", "known_from"], name="dossier_fact_history"),
            # What came or changed since a moment: a count as known then takes it off again.
            BrinIndex(fields=["known_from"], autosummarize=True, name="dossier_fact_since"),
            models.Index(
                fields=["known_until"],
                condition=Q(known_until__isnull=False),
                name="dossier_fact_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"telgegeven {self.pk}"
