from django.contrib.postgres.indexes import BTreeIndex, HashIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reporting.querysets import FactQuerySet


class UnitKind(models.TextChoices):
    """What happened. Each kind is one SELECT in reporting/migrations, kept by triggers."""

    ADVICE = "advice", _("advice request")
    HELPLINE = "helpline", _("contact with the helpline")
    INTAKE = "intake", _("intake")
    DOSSIER = "dossier", _("dossier opened")
    CLOSURE = "closure", _("dossier closed")
    OFFENCE = "offence", _("offence")
    PERSON = "person", _("person in a dossier")
    CRITERIA = "criteria", _("criteria assessment")
    CONVOCATION = "convocation", _("convocation of a partner")
    REFERRAL = "referral", _("referral to a programme")
    PROGRAMME_START = "programme_start", _("programme started")
    PROGRAMME_END = "programme_end", _("programme ended")


class UnitFact(models.Model):
    """What a count needs to know of one thing that happened, and since when we knew it.

    The same rules as DossierFact, for every other unit: written only by triggers, a change
    closes the old row and adds a new one, no foreign keys, no name, nothing typed by anybody.
    `subject_id` is the row it is about. `counted_id` is what is counted once: the person for
    kinds about people, else the subject. `centre_id` is empty for what belongs to no centre.
    `day` is the legal day it counts on; `ends_on` the day the state that began then ended;
    `duration` the days before it. `dims` holds codes: one, or a list where several hold;
    unknown is left out. `amount` is for kinds that speak of several, such as reported people.
    """

    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    subject_id = models.BigIntegerField()
    counted_id = models.BigIntegerField()
    centre_id = models.BigIntegerField(null=True)
    day = models.DateField()
    year = models.PositiveSmallIntegerField()
    ends_on = models.DateField(null=True)
    duration = models.IntegerField(null=True)
    dims = models.JSONField(default=dict)
    amount = models.PositiveIntegerField(default=1)
    exclusion = models.CharField(max_length=10, blank=True)
    imported = models.BooleanField(default=False)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit fact")
        verbose_name_plural = _("unit facts")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(known_until__isnull=True),
                name="unit_fact_current_once",
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gte=F("known_from")),
                name="unit_fact_period",
            ),
            models.CheckConstraint(condition=Q(day__year=F("year")), name="unit_fact_year_of_day"),
        ]
        indexes = [
            # As with DossierFact: all columns are keys, in the order in which a count groups.
            # Equal entries are stored once and the index answers without the table.
            BTreeIndex(
                fields=["kind", "year", "centre_id", "exclusion", "imported", "dims", "amount"],
                condition=Q(known_until__isnull=True),
                name="unit_fact_count",
            ),
            # Most figures that parliament asks for are about stalking: few rows of many.
            BTreeIndex(
                fields=["kind", "year", "centre_id", "exclusion", "imported", "dims", "amount"],
                condition=Q(known_until__isnull=True, dims__stalking="yes"),
                name="unit_fact_stalking",
            ),
            # What is no longer known: few rows, looked up when a subject changes again and for
            # a count as known on an earlier day.
            models.Index(
                fields=["kind", "subject_id", "known_until"],
                condition=Q(known_until__isnull=False),
                name="unit_fact_history",
            ),
            # What was closed since a settlement.
            models.Index(
                fields=["kind", "known_until"],
                condition=Q(known_until__isnull=False),
                name="unit_fact_closed",
            ),
            # What else is told of somebody of whom something was told since. By hash: in the order
            # of people the planner would read all of it where a count brings people together.
            HashIndex(
                fields=["counted_id"],
                condition=Q(kind__in=["person", "programme_start"]),
                name="unit_fact_of_person",
            ),
        ]

    def __str__(self) -> str:
        return f"telfeit {self.pk}"
