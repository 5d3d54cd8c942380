from django.db import migrations, models
from django.db.models.functions import Now

from lib.walls import shared


class Migration(migrations.Migration):
    """What waits to be published. No wall: task names and ids, no person and no dossier."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task", models.CharField(max_length=100)),
                ("object_id", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=Now())),
            ],
        ),
        # UPDATE is what FOR UPDATE asks for; nobody changes a message.
        shared("outbox_message", "SELECT, INSERT, UPDATE, DELETE"),
    ]
