from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.periods import ends_after_start


class DatePrecision(models.TextChoices):
    DAY = "day", _("exact day")
    MONTH = "month", _("month known")
    YEAR = "year", _("year known")


class Centre(models.Model):
    """A Veilig Huis: a record with an opening date and an area, never an enum.

    `opened_on` is the day it opened as a Family Justice Center or as a Veilig Huis, whichever
    came first; before that year a figure of this centre is "not applicable".
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    town = models.CharField(_("town"), max_length=80)
    opened_on = models.DateField(_("opened on"))
    opened_on_precision = models.CharField(
        _("precision"), max_length=5, choices=DatePrecision.choices, default=DatePrecision.DAY
    )
    renamed_on = models.DateField(_("called Veilig Huis since"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    predecessor = models.CharField(_("predecessor"), max_length=160, blank=True)
    predecessor_since = models.CharField(_("predecessor since"), max_length=40, blank=True)
    area = models.TextField(_("area in words"), blank=True)
    tile_column = models.PositiveSmallIntegerField(
        _("column on the map"),
        null=True,
        blank=True,
        help_text=_("From the west, counted from 0. Without a place it stands below the others."),
    )
    tile_row = models.PositiveSmallIntegerField(
        _("row on the map"), null=True, blank=True, help_text=_("From the north, counted from 0.")
    )
    verified = models.BooleanField(_("verified"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gte=models.F("opened_on")),
                name="centre_closes_after_opening",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CentreArea(models.Model):
    """A district, municipality or police zone that a centre serves, with dates."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("judicial district")
        MUNICIPALITY = "municipality", _("municipality")
        POLICE_ZONE = "police_zone", _("police zone")

    centre = models.ForeignKey(
        Centre, models.PROTECT, related_name="areas", verbose_name=_("centre")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("area of a centre")
        verbose_name_plural = _("areas of centres")
        ordering = ["centre", "name"]
        constraints = [
            ends_after_start("centre_area_period"),
            models.UniqueConstraint(
                fields=["centre", "kind", "code", "starts_on"], name="centre_area_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre}: {self.name}"
