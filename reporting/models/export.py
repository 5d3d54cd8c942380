from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from audit.models import DatabaseMoment
from reporting.querysets import OwnChunkQuerySet, OwnExportQuerySet


class ExportState(models.TextChoices):
    QUEUED = "queued", _("waits for its turn")
    RUNNING = "running", _("is being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("stopped")
    EXPIRED = "expired", _("removed after its period")


ACTIVE = (ExportState.QUEUED, ExportState.RUNNING)


class ExportProblem(models.TextChoices):
    """Why an export failed."""

    NONE = "", ""
    NOT_ALLOWED = "not_allowed", _("you may no longer export figures")
    GAVE_UP = "gave_up", _("it was tried several times and did not succeed")


class ExportJob(models.Model):
    """A large file that somebody asked for and that a worker makes, on whatever machine.

    The file grows in chunks (ExportChunk) and exists for its owner when the state is `done`:
    never half. `run` is the attempt that may write; taking the job away changes it, so that a
    worker that was thought dead cannot add anything. `heartbeat_at` is when somebody last
    worked on it or last put it in the queue. Who asks for what is her own affair: owner only.
    """

    watermark = models.CharField(max_length=12, unique=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    file_format = models.CharField(max_length=10)
    file_name = models.CharField(max_length=100)
    profile = models.CharField(max_length=20)
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    problem = models.CharField(max_length=20, choices=ExportProblem.choices, blank=True)
    total = models.BigIntegerField()
    done = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    run = models.UUIDField(null=True)
    requested_at = models.DateTimeField(db_default=Now())
    heartbeat_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = OwnExportQuerySet["ExportJob"].as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | Q(size__isnull=False, expires_at__isnull=False, finished_at__isnull=False)
                & ~Q(sha256=""),
                name="export_done_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(run__isnull=False), name="export_run_has_a_worker"
            ),
        ]
        indexes = [models.Index(fields=["requested_by", "-requested_at"], name="export_of_owner")]

    def __str__(self) -> str:
        return self.watermark

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def percent(self) -> int:
        """How far it is, in whole percents; 100 only when the file is there."""
        if self.state == ExportState.DONE:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0


class ExportChunk(models.Model):
    """A piece of the file of an export: the bytes of so many rows, up to and with `last_id`.

    In the database and not on a disk, so that workers and web servers need share none.
    """

    job = models.ForeignKey(ExportJob, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    body = models.BinaryField()
    last_id = models.BigIntegerField()

    objects = OwnChunkQuerySet["ExportChunk"].as_manager()

    class Meta:
        verbose_name = _("piece of an export")
        verbose_name_plural = _("pieces of an export")
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="export_chunk_once")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


class ExportEntry(models.Model):
    """One line of the export ledger: a file that came into being, large or small.

    Who, what, why, for whom (profile), under which export number, how many rows, and the
    fingerprint by which a file that turns up can be recognised. Ids are plain numbers: the
    ledger outlives what it speaks of. Nobody changes or deletes a line; only the privacy
    officer reads them.
    """

    watermark = models.CharField(_("export number"), max_length=12, primary_key=True)
    at = DatabaseMoment(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=60)
    what = models.JSONField(default=dict)
    reason = models.CharField(max_length=200)
    profile = models.CharField(max_length=20)
    file_format = models.CharField(max_length=10)
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("line of the export ledger")
        verbose_name_plural = _("lines of the export ledger")
        indexes = [models.Index(fields=["-at"], name="export_entry_by_time")]

    def __str__(self) -> str:
        return self.watermark
