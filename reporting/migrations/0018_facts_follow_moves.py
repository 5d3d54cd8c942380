from django.db import migrations

from reporting.unit_sources import Touch, dossier_guard, follow_also, own_guard, renew

DOSSIER_GUARD = "SELECT 1 FROM cases_dossier WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE"
MOVED = "after a JOIN before b ON b.id = a.id AND b.dossier_id <> a.dossier_id"
MOVED_OFFENCE = Touch(
    "cases_offence", "UPDATE", f"SELECT unnest(ARRAY[a.dossier_id, b.dossier_id]) FROM {MOVED}"
)
# Its forms go first and touch the dossier themselves; a qualification goes with the offence.
REMOVED_OFFENCE = Touch(
    "cases_offence", "DELETE", "SELECT dossier_id FROM before WHERE offence_type_id IS NOT NULL"
)


class Migration(migrations.Migration):
    """Facts that say something of several rows follow all of them.

    An offence that goes to another dossier changes what both say of stalking, and what both say
    of the people in it. Another day of an intake changes which of the intakes about somebody was
    the first. DossierFact did so already (migration 0002).
    """

    dependencies = [("reporting", "0017_stalking_index")]
    operations = [
        follow_also("dossier", DOSSIER_GUARD, MOVED_OFFENCE, REMOVED_OFFENCE),
        follow_also("closure", DOSSIER_GUARD, MOVED_OFFENCE, REMOVED_OFFENCE),
        follow_also(
            "person",
            dossier_guard("cases_involvement"),
            Touch(
                "cases_offence",
                "UPDATE",
                f"SELECT i.id FROM {MOVED} "
                "JOIN cases_offenceparty x ON x.offence_id = a.id "
                "JOIN cases_involvement i ON i.person_id = x.person_id "
                "AND i.dossier_id IN (a.dossier_id, b.dossier_id)",
            ),
        ),
        follow_also(
            "intake",
            own_guard("registrations_intake"),
            Touch(
                "registrations_intake",
                "UPDATE",
                "SELECT q.intake_id FROM after a "
                "JOIN before b ON b.id = a.id AND b.received_on <> a.received_on "
                "JOIN registrations_intakeperson p ON p.intake_id = a.id "
                "JOIN registrations_intakeperson q ON q.person_id = p.person_id",
            ),
            Touch(
                "registrations_intakeperson",
                "UPDATE",
                "SELECT q.intake_id FROM (TABLE before UNION TABLE after) t "
                "JOIN registrations_intakeperson q ON q.person_id = t.person_id "
                "UNION SELECT intake_id FROM before UNION SELECT intake_id FROM after",
            ),
        ),
        migrations.RunSQL(renew("intake"), migrations.RunSQL.noop),
    ]
