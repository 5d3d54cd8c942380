from django.db import models
from django.utils.translation import gettext_lazy as _


class ReleasedFigures(models.Model):
    """What an edition printed of one indicator, so that the next one tells nothing besides.

    `cells` holds [row code, year, measure, number]; null for a total, and null for a number that
    was hidden. Kept for ever: the database refuses to change or delete it.
    """

    indicator = models.CharField(_("indicator"), max_length=60)
    profile = models.CharField(_("profile"), max_length=20)
    axis = models.CharField(_("rows"), max_length=40)
    released_at = models.DateTimeField(_("released at"), auto_now_add=True)
    cells = models.JSONField(_("figures"))

    class Meta:
        verbose_name = _("released figures")
        verbose_name_plural = _("released figures")
        ordering = ["released_at", "pk"]
        indexes = [models.Index(fields=["indicator", "profile"], name="released_by_indicator")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.profile}"
