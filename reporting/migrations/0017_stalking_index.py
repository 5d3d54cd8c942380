import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of the units about stalking alone: counts of them read nothing else."""

    dependencies = [("reporting", "0016_released_figures")]
    operations = [
        migrations.AddIndex(
            model_name="unitfact",
            index=django.contrib.postgres.indexes.BTreeIndex(
                fields=["kind", "year", "centre_id", "exclusion", "imported", "dims", "amount"],
                condition=models.Q(known_until__isnull=True, dims__stalking="yes"),
                name="unit_fact_stalking",
            ),
        )
    ]
