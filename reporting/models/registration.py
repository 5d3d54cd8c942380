from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre


class RegistrationStart(models.Model):
    """From which day a centre registers a variable. Before it a cell is "not registered"."""

    class Variable(models.TextChoices):
        STALKING = "stalking", _("stalking")

    variable = models.CharField(_("variable"), max_length=30, choices=Variable.choices)
    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("centre"))
    starts_on = models.DateField(_("registered since"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("start of registration")
        verbose_name_plural = _("starts of registration")
        ordering = ["variable", "centre"]
        constraints = [
            models.UniqueConstraint(fields=["variable", "centre"], name="registration_start_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_variable_display()} – {self.centre}"
