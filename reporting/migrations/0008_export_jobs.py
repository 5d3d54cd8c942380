import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

STATES = [
    ("queued", "waits for its turn"),
    ("running", "is being made"),
    ("done", "ready"),
    ("failed", "failed"),
    ("cancelled", "stopped"),
    ("expired", "removed after its period"),
]
PROBLEMS = [
    ("", ""),
    ("not_allowed", "you may no longer export figures"),
    ("gave_up", "it was tried several times and did not succeed"),
]


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    """Exports that a worker makes, their pieces, and the ledger of every file that left."""

    dependencies = [
        ("reporting", "0007_question_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="ExportEntry",
            fields=[
                (
                    "watermark",
                    models.CharField(
                        max_length=12,
                        primary_key=True,
                        serialize=False,
                        verbose_name="export number",
                    ),
                ),
                ("at", models.DateTimeField(db_default=Now())),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=150)),
                ("role", models.CharField(blank=True, max_length=30)),
                ("kind", models.CharField(max_length=60)),
                ("what", models.JSONField(default=dict)),
                ("reason", models.CharField(max_length=200)),
                ("profile", models.CharField(max_length=20)),
                ("file_format", models.CharField(max_length=10)),
                ("rows", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "line of the export ledger",
                "verbose_name_plural": "lines of the export ledger",
                "indexes": [models.Index(fields=["-at"], name="export_entry_by_time")],
            },
        ),
        migrations.CreateModel(
            name="ExportJob",
            fields=[
                ("id", key()),
                ("watermark", models.CharField(max_length=12, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("parameters", models.JSONField(default=dict)),
                ("file_format", models.CharField(max_length=10)),
                ("file_name", models.CharField(max_length=100)),
                ("profile", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("state", models.CharField(choices=STATES, default="queued", max_length=10)),
                ("problem", models.CharField(blank=True, choices=PROBLEMS, max_length=20)),
                ("total", models.BigIntegerField()),
                ("done", models.BigIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("run", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField(db_default=Now())),
                ("heartbeat_at", models.DateTimeField(db_default=Now())),
                ("finished_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("size", models.BigIntegerField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "indexes": [
                    models.Index(fields=["requested_by", "-requested_at"], name="export_of_owner")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(state="done")
                        | models.Q(
                            size__isnull=False, expires_at__isnull=False, finished_at__isnull=False
                        )
                        & ~models.Q(sha256=""),
                        name="export_done_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(state="running") | models.Q(run__isnull=False),
                        name="export_run_has_a_worker",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportChunk",
            fields=[
                ("id", key()),
                ("number", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("last_id", models.BigIntegerField()),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chunks",
                        to="reporting.exportjob",
                    ),
                ),
            ],
            options={
                "verbose_name": "piece of an export",
                "verbose_name_plural": "pieces of an export",
                "constraints": [
                    models.UniqueConstraint(fields=("job", "number"), name="export_chunk_once")
                ],
            },
        ),
    ]
