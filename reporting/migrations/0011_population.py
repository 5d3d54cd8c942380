import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from lib.walls import shared


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_places_on_the_map"),
        ("reporting", "0010_year_signatures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Population",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="on 1 January of the year",
                    ),
                ),
                (
                    "inhabitants",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20000000),
                        ],
                        verbose_name="inhabitants",
                    ),
                ),
                ("verified", models.BooleanField(default=False, verbose_name="verified")),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.centre",
                        verbose_name="centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "population of a centre",
                "verbose_name_plural": "populations of centres",
                "ordering": ["centre", "-year"],
                "constraints": [
                    models.UniqueConstraint(fields=("centre", "year"), name="population_once"),
                    models.CheckConstraint(
                        condition=models.Q(("inhabitants__gt", 0)), name="population_is_somebody"
                    ),
                ],
            },
        ),
        shared("reporting_population", "SELECT, INSERT, UPDATE"),
    ]
