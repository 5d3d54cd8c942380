from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from cases.models import Dossier, InvolvementRole, Person, StalkingAnswer
from cases.querysets import CentreOnlyQuerySet
from codelists.models import FormOfViolence, IntakeOutcome, ReporterRole, ReporterSector

_M = TypeVar("_M", bound=models.Model)


class IntakeQuerySet(CentreOnlyQuerySet["Intake"]):
    centre_path = "centre_id"


class OfIntakeQuerySet(CentreOnlyQuerySet[_M]):
    centre_path = "intake__centre_id"


class Intake(models.Model):
    """A report that reached a centre: who, what, from whom and when.

    `received_on` is the legal day in Brussels. Who reported is as sensitive as the story: an
    intake stays within the centre and is never shown to a convened partner.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("centre"))
    received_on = models.DateField(_("date of intake"))
    reporter_sector = models.ForeignKey(
        ReporterSector, models.PROTECT, verbose_name=_("reported by")
    )
    reporter_role = models.ForeignKey(
        ReporterRole, models.PROTECT, null=True, blank=True, verbose_name=_("role of the reporter")
    )
    reporter_name = models.CharField(_("name of the reporter"), max_length=160, blank=True)
    story = models.TextField(_("what happened"))
    stalking = models.CharField(_("stalking"), max_length=7, choices=StalkingAnswer.choices)
    forms = models.ManyToManyField(FormOfViolence, through="IntakeForm", related_name="+")
    outcome = models.ForeignKey(
        IntakeOutcome, models.PROTECT, null=True, blank=True, verbose_name=_("outcome")
    )
    outcome_motivation = models.TextField(_("motivation"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dossier = models.ForeignKey(
        Dossier, models.PROTECT, null=True, blank=True, related_name="intakes"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stalking__in=["yes", "no", "unknown"]), name="intake_stalking_answered"
            ),
            models.CheckConstraint(
                condition=Q(outcome__isnull=True, decided_on__isnull=True, decided_by__isnull=True)
                | Q(outcome__isnull=False, decided_on__isnull=False, decided_by__isnull=False),
                name="intake_decision_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(dossier__isnull=True) | Q(outcome__isnull=False),
                name="intake_dossier_needs_outcome",
            ),
        ]
        indexes = [models.Index(fields=["centre", "-received_on", "-id"], name="intake_list")]

    def __str__(self) -> str:
        return f"aanmelding {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("registrations:intake_detail", args=[self.pk])


class IntakeForm(models.Model):
    """One form of violence named in an intake."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="intake_forms")
    form = models.ForeignKey(FormOfViolence, models.PROTECT)

    objects = OfIntakeQuerySet["IntakeForm"].as_manager()

    class Meta:
        verbose_name = _("form in an intake")
        verbose_name_plural = _("forms in intakes")
        constraints = [models.UniqueConstraint(fields=["intake", "form"], name="intake_form_once")]

    def __str__(self) -> str:
        return f"aanmeldingsvorm {self.pk}"


class IntakePerson(models.Model):
    """A person named in an intake, with the role the reporter gives."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=InvolvementRole.choices)

    objects = OfIntakeQuerySet["IntakePerson"].as_manager()

    class Meta:
        verbose_name = _("person in an intake")
        verbose_name_plural = _("people in intakes")
        constraints = [
            models.UniqueConstraint(fields=["intake", "person", "role"], name="intake_person_once")
        ]

    def __str__(self) -> str:
        return f"aangemelde persoon {self.pk}"
