"""Released editions that were taken back. Append-only, as the editions themselves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.models.answer import Answer


class Withdrawal(models.Model):
    """An open-data edition must no longer be used, and why; the reason is public.

    The edition stays frozen for who answers questions. Its public address stays too, and says
    that it is gone. What it printed is out, so `ReleasedFigures` keep protecting against it.
    """

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=300)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), auto_now_add=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("withdrawn edition")
        verbose_name_plural = _("withdrawn editions")
        ordering = ["-withdrawn_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_reason")
        ]

    def __str__(self) -> str:
        return f"intrekking {self.answer_id}"
