from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.querysets import OwnQuerySet


class Draft(models.Model):
    """What somebody typed and did not save yet. Owner only, gone after seven days.

    `form` names the screen, `subject` what it is about ('' for something new).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet["Draft"].as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["user", "form", "subject"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"concept {self.pk}"
