from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.querysets import OwnQuerySet


class IdempotencyRecord(models.Model):
    """The answer to a POST, kept in the same transaction as its effect.

    A double click or a retry with the same key gets the same answer and changes nothing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()
    route = models.CharField(max_length=100)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=200, blank=True)
    # Text and not jsonb, which would sort the keys: a retry gets the same bytes.
    response = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnQuerySet["IdempotencyRecord"].as_manager()

    class Meta:
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency records")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"sleutel {self.pk}"
