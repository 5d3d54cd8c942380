from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.dossier import Dossier
from cases.models.person import Person
from cases.querysets import OfDossierQuerySet, OfOffenceQuerySet
from codelists.models import FormOfViolence, OffenceType, Relation


class OffenceStatus(models.TextChoices):
    SUSPECTED = "suspected", _("suspected")
    CONFIRMED = "confirmed", _("confirmed")
    REFUTED = "refuted", _("refuted")


class Offence(models.Model):
    """A fact on a day or in a period: forms, relation, qualification, status.

    A wrong fact is refuted, never deleted. `occurred_until` empty means one day.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="offences")
    occurred_from = models.DateField(_("date or first day"))
    occurred_until = models.DateField(_("last day"), null=True, blank=True)
    relation = models.ForeignKey(
        Relation, models.PROTECT, null=True, blank=True, verbose_name=_("relation")
    )
    offence_type = models.ForeignKey(
        OffenceType, models.PROTECT, null=True, blank=True, verbose_name=_("legal qualification")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=OffenceStatus.choices, default=OffenceStatus.SUSPECTED
    )
    description = models.TextField(_("what happened"), blank=True)
    forms = models.ManyToManyField(FormOfViolence, through="OffenceForm", related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfDossierQuerySet["Offence"].as_manager()

    class Meta:
        verbose_name = _("offence")
        verbose_name_plural = _("offences")
        ordering = ["-occurred_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(occurred_until__isnull=True)
                | Q(occurred_until__gte=F("occurred_from")),
                name="offence_period",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["suspected", "confirmed", "refuted"]),
                name="offence_known_status",
            ),
        ]

    def __str__(self) -> str:
        return f"feit {self.pk}"


class OffenceForm(models.Model):
    """One form of violence of an offence."""

    offence = models.ForeignKey(Offence, models.CASCADE, related_name="offence_forms")
    form = models.ForeignKey(FormOfViolence, models.PROTECT)

    objects = OfOffenceQuerySet["OffenceForm"].as_manager()

    class Meta:
        verbose_name = _("form of an offence")
        verbose_name_plural = _("forms of offences")
        constraints = [
            models.UniqueConstraint(fields=["offence", "form"], name="offence_form_once")
        ]

    def __str__(self) -> str:
        return f"feitvorm {self.pk}"


class Part(models.TextChoices):
    ACTED = "acted", _("did it")
    AFFECTED = "affected", _("underwent it")


class OffenceParty(models.Model):
    """Who did what to whom, per offence: a victim in one may be an offender in another."""

    offence = models.ForeignKey(Offence, models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT)
    part = models.CharField(_("part"), max_length=8, choices=Part.choices)

    objects = OfOffenceQuerySet["OffenceParty"].as_manager()

    class Meta:
        verbose_name = _("party to an offence")
        verbose_name_plural = _("parties to offences")
        constraints = [
            models.UniqueConstraint(
                fields=["offence", "person", "part"], name="offence_party_once"
            ),
            models.CheckConstraint(
                condition=Q(part__in=["acted", "affected"]), name="offence_party_known_part"
            ),
        ]

    def __str__(self) -> str:
        return f"partij {self.pk}"
