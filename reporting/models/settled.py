from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.models.unit import UnitKind
from reporting.querysets import FactQuerySet


class Settlement(models.Model):
    """That the facts of a kind were added up: all up to `last_id`, as known at `moment`.

    Only the database makes and removes these (migration 0023): a settlement whose facts are
    changed otherwise than by closing them from then on is gone in the transaction that does it.
    `facets` say by which keys (`reporting/settled.py`); `is_counted` is false while it is made.
    """

    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    last_id = models.BigIntegerField()
    moment = models.DateTimeField()
    facets = ArrayField(models.CharField(max_length=300))
    is_counted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        indexes = [models.Index(fields=["kind", "id"], name="settlement_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class SettledUnits(models.Model):
    """So many facts of one settlement that are equal for a facet.

    The columns are those of UnitFact, `dims` with the keys of the facet only, and `counted_id` only
    in the facet of those of whom several facts tell. Of a stock, a `day` and an `ends_on` that had
    passed are the first day of their year: no later count looks further.
    """

    settlement_id = models.BigIntegerField()
    facet = models.CharField(max_length=300, blank=True)
    counted_id = models.BigIntegerField(null=True)
    centre_id = models.BigIntegerField(null=True)
    year = models.PositiveSmallIntegerField()
    day = models.DateField()
    ends_on = models.DateField(null=True)
    dims = models.JSONField()
    amount = models.PositiveIntegerField()
    exclusion = models.CharField(max_length=10, blank=True)
    imported = models.BooleanField()
    number = models.BigIntegerField()

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("settled units")
        verbose_name_plural = _("settled units")
        indexes = [
            models.Index(fields=["settlement_id", "facet"], name="settled_units_of_facet"),
            models.Index(
                fields=["settlement_id", "counted_id"],
                condition=models.Q(counted_id__isnull=False),
                name="settled_units_of_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.number}"
