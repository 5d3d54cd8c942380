import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    SUCCESS = "success", _("done")
    DENIED = "denied", _("refused")


class DatabaseMoment(models.DateTimeField):  # type: ignore[type-arg]
    """The clock of the database, not asked back after the insert.

    A db_default normally makes Django add RETURNING, and PostgreSQL then also asks for the
    right to read the row: the writer of the log has no such right.
    """

    db_returning = False

    def deconstruct(self):  # type: ignore[no-untyped-def]
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


class Event(models.Model):
    """One audited read or write: who, role, centre, what, which fields, why, when, outcome.

    Fields follow NEN 7513 chapter 7. Ids are plain numbers instead of foreign keys: the log
    outlives what it speaks of, and this app imports no other. The database refuses UPDATE and
    DELETE to everybody; the application role may insert, and only a privacy officer may read.
    """

    # Made here, so that inserting needs no RETURNING: the writer may not read the log.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = DatabaseMoment(db_default=Now())
    event_type = models.CharField(max_length=60)
    action = models.CharField(max_length=1)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.SUCCESS)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=30, blank=True)
    centre_id = models.BigIntegerField(null=True)
    dossier_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    fields = ArrayField(models.CharField(max_length=80), default=list)
    row_ids = ArrayField(models.BigIntegerField(), default=list)
    reason = models.CharField(max_length=500, blank=True)
    request_id = models.UUIDField(null=True)
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["dossier_id", "-at"], name="audit_by_dossier"),
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
            models.Index(fields=["-at"], name="audit_by_time"),
            # By dossier number: a refusal knows only what the URL named, so also by prefix.
            models.Index(
                fields=["object_id"], opclasses=["varchar_pattern_ops"], name="audit_by_object"
            ),
            # Which lists showed a dossier; most events are no list and stay out.
            GinIndex(
                fields=["row_ids"],
                condition=models.Q(row_ids__len__gt=0),
                name="audit_by_listed_dossier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.id}"
