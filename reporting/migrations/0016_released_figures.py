from django.db import migrations, models

from lib.walls import Wall, wall

APPEND_ONLY = """
CREATE TRIGGER reporting_released_append_only BEFORE UPDATE OR DELETE ON reporting_releasedfigures
    FOR EACH ROW EXECUTE FUNCTION reporting_refuse_answer_change();
"""


class Migration(migrations.Migration):
    """What an edition printed is kept for ever: the next one is protected against it."""

    dependencies = [("reporting", "0015_saved_questions")]
    operations = [
        migrations.CreateModel(
            name="ReleasedFigures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("indicator", models.CharField(max_length=60, verbose_name="indicator")),
                ("profile", models.CharField(max_length=20, verbose_name="profile")),
                ("axis", models.CharField(max_length=40, verbose_name="rows")),
                (
                    "released_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="released at"),
                ),
                ("cells", models.JSONField(verbose_name="figures")),
            ],
            options={
                "verbose_name": "released figures",
                "verbose_name_plural": "released figures",
                "ordering": ["released_at", "pk"],
                "indexes": [
                    models.Index(fields=["indicator", "profile"], name="released_by_indicator")
                ],
            },
        ),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER reporting_released_append_only ON reporting_releasedfigures",
        ),
        wall(
            Wall(
                "reporting_releasedfigures",
                read="(SELECT reporting_answers_questions())",
                grants="SELECT, INSERT",
            )
        ),
    ]
