from django.db import migrations

from lib.walls import APP_ROLE


class Migration(migrations.Migration):
    """A minister that was entered by mistake can be taken off a question again.

    Who has a text or a part stays: the foreign keys protect that.
    """

    dependencies = [("reporting", "0018_facts_follow_moves")]
    operations = [
        migrations.RunSQL(
            f"GRANT DELETE ON reporting_addressee TO {APP_ROLE}",
            f"REVOKE DELETE ON reporting_addressee FROM {APP_ROLE}",
        )
    ]
