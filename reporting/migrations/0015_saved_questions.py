import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lib.walls import ACTING_USER, Wall, among, wall

# As SavedQuestion.objects.visible_to: nobody without a right to figures sees any.
SEES_FIGURES = "cardinality((SELECT reporting_acting_centres())) > 0"
OWN = f"owner_id = {ACTING_USER}"
OF_MY_CENTRE = among("centre_id", "accounts_acting_centres")


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0004_places_on_the_map"),
        ("reporting", "0014_coverage_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("question", models.JSONField(verbose_name="question")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("owner", "only I"),
                            ("centre", "my centre"),
                            ("everybody", "everybody who may see figures"),
                        ],
                        max_length=9,
                        verbose_name="who sees it",
                    ),
                ),
                ("saved_at", models.DateTimeField(auto_now_add=True, verbose_name="saved on")),
                (
                    "centre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.centre",
                        verbose_name="centre",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved question",
                "verbose_name_plural": "saved questions",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "centre"), ("centre__isnull", False)),
                            models.Q(
                                ("audience__in", ["owner", "everybody"]), ("centre__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="saved_question_shared_with_a_centre",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="saved_question_has_a_name",
                    ),
                ],
            },
        ),
        wall(
            Wall(
                "reporting_savedquestion",
                read=f"{SEES_FIGURES} AND ({OWN} OR audience = 'everybody' OR {OF_MY_CENTRE})",
                write=f"{SEES_FIGURES} AND {OWN} AND (centre_id IS NULL OR {OF_MY_CENTRE})",
                grants="SELECT, INSERT, UPDATE, DELETE",
            )
        ),
    ]
