import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Figures that were loaded before there were deliveries: one table per source, indicator and unit,
# known since the last load. The foreign keys are checked at once, or the table could not be
# altered in the same transaction.
FIRST_VERSIONS = """
INSERT INTO reporting_delivery (
    source_id, indicator, unit, source_system, version, state, by_form, rows, explanations,
    uploaded_at, signed_off_at, withdrawal_reason
)
SELECT source_id, indicator, unit, '', 1, 'signed_off', false, '[]', '{}', loaded, loaded, ''
FROM reporting_publishedobservation,
     (SELECT coalesce(max(loaded_at), now()) AS loaded FROM reporting_publishedload) AS last
GROUP BY source_id, indicator, unit, loaded;
UPDATE reporting_publishedobservation o SET delivery_id = d.id, known_from = d.uploaded_at
FROM reporting_delivery d
WHERE (d.source_id, d.indicator, d.unit) = (o.source_id, o.indicator, o.unit);
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    """Deliveries, and the figures they brought. What was loaded before gets a first version."""

    dependencies = [
        ("reporting", "0011_population"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=60, verbose_name="indicator")),
                ("unit", models.CharField(max_length=60, verbose_name="counting unit")),
                ("period_start", models.DateField(blank=True, null=True, verbose_name="from")),
                ("period_end", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "source_system",
                    models.CharField(blank=True, max_length=60, verbose_name="registration system"),
                ),
                (
                    "extracted_on",
                    models.DateField(blank=True, null=True, verbose_name="extracted on"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="version"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("checked", "checked"),
                            ("signed_off", "signed off"),
                            ("superseded", "replaced by a later version"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("by_form", models.BooleanField(default=False, verbose_name="typed in the form")),
                ("rows", models.JSONField(default=list, verbose_name="rows as delivered")),
                ("explanations", models.JSONField(default=dict, verbose_name="explanations")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded at")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="checked at")),
                ("signed_off_at", models.DateTimeField(null=True, verbose_name="signed off at")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                (
                    "withdrawal_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason"),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("kind", models.CharField(max_length=10, verbose_name="kind of file")),
                ("content", models.BinaryField(verbose_name="content")),
                ("kept_at", models.DateTimeField(auto_now_add=True, verbose_name="kept at")),
            ],
            options={
                "verbose_name": "delivered file",
                "verbose_name_plural": "delivered files",
            },
        ),
        migrations.RemoveConstraint(
            model_name="publishedobservation",
            name="published_once_per_source",
        ),
        migrations.AddField(
            model_name="publishedobservation",
            name="known_from",
            field=models.DateTimeField(null=True, verbose_name="known from"),
        ),
        migrations.AddField(
            model_name="publishedobservation",
            name="known_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="known until"),
        ),
        migrations.AddField(
            model_name="publishedsource",
            name="kind",
            field=models.CharField(
                choices=[("published", "publication"), ("delivered", "delivery by a partner")],
                default="published",
                max_length=10,
                verbose_name="kind of source",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="checked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="signed_off_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="reporting.publishedsource",
                verbose_name="delivered by",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="uploaded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="withdrawn_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="publishedobservation",
            name="delivery",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="observations",
                to="reporting.delivery",
                verbose_name="delivery",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedobservation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("known_until__isnull", True)),
                fields=(
                    "indicator",
                    "unit",
                    "place",
                    "period_start",
                    "period_end",
                    "dim1",
                    "value1",
                    "dim2",
                    "value2",
                    "source",
                ),
                name="published_once_per_source",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedobservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("known_until__isnull", True),
                    ("known_until__gte", models.F("known_from")),
                    _connector="OR",
                ),
                name="published_known_in_order",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="reporting.deliveryfile",
                verbose_name="file",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("version__isnull", False)),
                fields=("source", "indicator", "unit", "period_start", "period_end", "version"),
                name="delivery_version_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "signed_off")),
                fields=("source", "indicator", "unit", "period_start", "period_end"),
                name="delivery_one_holds",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "checked", "signed_off", "superseded", "withdrawn"])
                ),
                name="delivery_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("uploaded_by__isnull", True),
                    ("signed_off_by__isnull", True),
                    models.Q(("signed_off_by", models.F("uploaded_by")), _negated=True),
                    _connector="OR",
                ),
                name="delivery_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["draft", "checked"]), ("version__isnull", True)),
                    models.Q(
                        ("signed_off_at__isnull", False),
                        ("state__in", ["signed_off", "superseded"]),
                        ("version__isnull", False),
                    ),
                    models.Q(
                        ("state", "withdrawn"),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="delivery_state_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period_end__isnull", True), ("period_start__isnull", True)),
                    models.Q(
                        ("period_end__gte", models.F("period_start")),
                        ("period_end__isnull", False),
                        ("period_start__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="delivery_period_whole",
            ),
        ),
        migrations.RunSQL(FIRST_VERSIONS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="publishedobservation",
            name="known_from",
            field=models.DateTimeField(verbose_name="known from"),
        ),
        migrations.AlterField(
            model_name="publishedobservation",
            name="delivery",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="observations",
                to="reporting.delivery",
                verbose_name="delivery",
            ),
        ),
    ]
