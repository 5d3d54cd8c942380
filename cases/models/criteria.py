from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.dossier import Dossier
from cases.querysets import CentreOnlyQuerySet


class CriterionAnswer(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    UNCLEAR = "unclear", _("unclear")


CRITERIA = ("repetition", "integrity", "coordination")


def _answered_with_motivation(criterion: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{criterion}__in": ["yes", "no", "unclear"]})
        & ~Q(**{f"{criterion}_motivation": ""}),
        name=f"criteria_{criterion}_motivated",
    )


class CriteriaAssessment(models.Model):
    """The three criteria for a casusoverleg, each answered with a motivation.

    Source: answer 7 to parliamentary question 841 (2023): a raised risk of repeated
    intrafamilial violence, a threat to somebody's physical or psychological integrity, and
    the need for a coordinated trajectory. A new assessment is a new row: earlier ones stay.
    """

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="criteria_assessments")
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assessed by")
    )
    repetition = models.CharField(
        _("raised risk of repeated violence"), max_length=7, choices=CriterionAnswer.choices
    )
    repetition_motivation = models.TextField(_("motivation"))
    integrity = models.CharField(
        _("integrity of a family member threatened"), max_length=7, choices=CriterionAnswer.choices
    )
    integrity_motivation = models.TextField(_("motivation"))
    coordination = models.CharField(
        _("need for a coordinated trajectory"), max_length=7, choices=CriterionAnswer.choices
    )
    coordination_motivation = models.TextField(_("motivation"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CentreOnlyQuerySet["CriteriaAssessment"].as_manager()

    class Meta:
        verbose_name = _("criteria assessment")
        verbose_name_plural = _("criteria assessments")
        ordering = ["-assessed_on", "-id"]
        constraints = [_answered_with_motivation(criterion) for criterion in CRITERIA]

    def __str__(self) -> str:
        return f"criteriatoets {self.pk}"

    @property
    def all_met(self) -> bool:
        """A casusoverleg is possible when all three criteria are answered yes."""
        return all(getattr(self, criterion) == CriterionAnswer.YES for criterion in CRITERIA)
