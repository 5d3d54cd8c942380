from django.db import migrations

from lib.walls import Wall, among, through, wall


class Migration(migrations.Migration):
    """An intake stays within its centre: who reported is as sensitive as the story."""

    dependencies = [("registrations", "0001_intakes"), ("cases", "0002_two_walls")]
    operations = [
        wall(Wall("registrations_intake", read=among("centre_id", "accounts_acting_centres"))),
        wall(
            Wall(
                "registrations_intakeform",
                read=through("registrations_intakeform", "intake_id", "registrations_intake"),
                grants="SELECT, INSERT, UPDATE, DELETE",
            )
        ),
        wall(
            Wall(
                "registrations_intakeperson",
                read=through("registrations_intakeperson", "intake_id", "registrations_intake"),
                grants="SELECT, INSERT, UPDATE, DELETE",
            )
        ),
    ]
