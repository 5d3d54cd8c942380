from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre


class Population(models.Model):
    """How many people lived on the area of a centre on 1 January of a year.

    The denominator of a rate. Without a row there is no rate: nothing is guessed.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("centre"))
    year = models.PositiveSmallIntegerField(
        _("on 1 January of the year"),
        validators=[MinValueValidator(2000), MaxValueValidator(2200)],
    )
    inhabitants = models.PositiveIntegerField(
        _("inhabitants"), validators=[MinValueValidator(1), MaxValueValidator(20_000_000)]
    )
    verified = models.BooleanField(_("verified"), default=False)
    source = models.CharField(_("source"), max_length=300)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("population of a centre")
        verbose_name_plural = _("populations of centres")
        ordering = ["centre", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "year"], name="population_once"),
            models.CheckConstraint(condition=Q(inhabitants__gt=0), name="population_is_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.centre} {self.year}"
