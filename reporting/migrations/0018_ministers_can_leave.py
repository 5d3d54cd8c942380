from django.db import migrations


class Migration(migrations.Migration):
    """A minister that was entered by mistake can be taken off a question again.

    Who has a text or a part stays: the foreign keys protect that.
    """

    dependencies = [("reporting", "0017_stalking_index")]
    operations = [
        migrations.RunSQL(
            "GRANT DELETE ON reporting_addressee TO vh_app",
            "REVOKE DELETE ON reporting_addressee FROM vh_app",
        )
    ]
