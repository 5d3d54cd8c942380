from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from codelists.models import AdviceGiven, AdviceOutcome, AdviceTheme, ReporterSector
from registrations.models.counted import CountedContact, CountedContactQuerySet


class AdviceRequest(CountedContact):
    """Somebody asked a centre for advice without naming anybody (anoniem consult).

    A unit of its own: it never counts as an intake or as a dossier.
    """

    PLACE = "centre"

    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("centre"))
    asker_sector = models.ForeignKey(
        ReporterSector, models.PROTECT, related_name="+", verbose_name=_("sector of who asks")
    )
    theme = models.ForeignKey(
        AdviceTheme, models.PROTECT, related_name="+", verbose_name=_("theme")
    )
    advice = models.ForeignKey(
        AdviceGiven, models.PROTECT, related_name="+", verbose_name=_("advice given")
    )
    outcome = models.ForeignKey(
        AdviceOutcome, models.PROTECT, related_name="+", verbose_name=_("outcome")
    )

    objects = CountedContactQuerySet["AdviceRequest"].as_manager()

    class Meta(CountedContact.Meta):
        verbose_name = _("advice request")
        verbose_name_plural = _("advice requests")
        indexes = [
            *CountedContact.Meta.indexes,
            models.Index(fields=["centre", "-received_on", "-id"], name="advicerequest_list"),
        ]

    def __str__(self) -> str:
        return f"adviesvraag {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("registrations:advice_detail", args=[self.pk])

    @classmethod
    def place_ids(cls, user: User) -> list[int]:
        """The centres of caseworkers, case directors and coordinators."""
        return user.centre_ids()
