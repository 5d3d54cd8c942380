from django.db import migrations

from lib.walls import APP_ROLE, Wall, among, through, wall

OF_MY_CENTRE = (
    "EXISTS (SELECT 1 FROM cases_dossier parent WHERE parent.id = registrations_referral.dossier_id "
    f"AND {among('parent.centre_id', 'accounts_acting_centres')})"
)
OF_REFERRAL = {
    table: through(table, "referral_id", "registrations_referral")
    for table in ("registrations_referraloffencetype", "registrations_referrallink")
}


class Migration(migrations.Migration):
    """A referral stays within the centre of its dossier: it tells who is in care or treatment."""

    dependencies = [("registrations", "0003_referrals"), ("cases", "0002_two_walls")]
    operations = [
        migrations.RunSQL(
            [
                "CREATE SEQUENCE registrations_referral_reference",
                f"GRANT USAGE ON SEQUENCE registrations_referral_reference TO {APP_ROLE}",
            ],
            "DROP SEQUENCE registrations_referral_reference",
        ),
        wall(Wall("registrations_referral", read=OF_MY_CENTRE)),
        wall(
            Wall(
                "registrations_referraloffencetype",
                read=OF_REFERRAL["registrations_referraloffencetype"],
                grants="SELECT, INSERT, UPDATE, DELETE",
            )
        ),
        wall(Wall("registrations_referrallink", read=OF_REFERRAL["registrations_referrallink"])),
    ]
