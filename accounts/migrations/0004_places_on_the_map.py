from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_application_role")]

    operations = [
        migrations.AddField(
            model_name="centre",
            name="tile_column",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text=(
                    "From the west, counted from 0. Without a place it stands below the others."
                ),
                null=True,
                verbose_name="column on the map",
            ),
        ),
        migrations.AddField(
            model_name="centre",
            name="tile_row",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="From the north, counted from 0.",
                null=True,
                verbose_name="row on the map",
            ),
        ),
    ]
