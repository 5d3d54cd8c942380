from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.periods import ends_after_start
from cases.models.dossier import Dossier
from cases.querysets import OfDossierQuerySet


class Convocation(models.Model):
    """A partner organisation is convened for one dossier, from a day to a day.

    Taking part is an act per dossier, never a default (Council of State 74.664/16).
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="convocations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"))
    purpose = models.CharField(_("purpose"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfDossierQuerySet["Convocation"].as_manager()

    class Meta:
        verbose_name = _("convocation")
        verbose_name_plural = _("convocations")
        ordering = ["-starts_on", "-id"]
        constraints = [
            ends_after_start("convocation_period"),
            models.UniqueConstraint(
                fields=["dossier", "organisation"],
                condition=models.Q(ends_on__isnull=True),
                name="convocation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"uitnodiging {self.pk}"
