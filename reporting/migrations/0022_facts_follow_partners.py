from django.db import migrations

from reporting.unit_sources import Touch, dossier_guard, follow_also, renew


class Migration(migrations.Migration):
    """Convocations are counted by the sector of the partner, which can be corrected later."""

    dependencies = [("reporting", "0021_partners_deliver")]
    operations = [
        follow_also(
            "convocation",
            dossier_guard("cases_convocation"),
            Touch(
                "accounts_organisation",
                "UPDATE",
                "SELECT v.id FROM after a "
                "JOIN before b ON b.id = a.id AND b.sector <> a.sector "
                "JOIN cases_convocation v ON v.organisation_id = a.id",
            ),
        ),
        migrations.RunSQL(renew("convocation"), migrations.RunSQL.noop),
    ]
