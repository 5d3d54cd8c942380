from django.db import migrations

from lib.walls import Wall, among, wall

# Security invoker, like accounts_acting_organisations: it answers for the acting user. The code
# is registrations.models.helpline.HELPLINE_CODE.
HELPLINES = """
CREATE FUNCTION registrations_acting_helplines() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(o.id), '{}') FROM accounts_organisation o
    WHERE o.id = ANY (accounts_acting_organisations()) AND o.code = 'helpline_1712'
$$;
"""


class Migration(migrations.Migration):
    """Advice requests stay within their centre, contacts with 1712 within the helpline."""

    dependencies = [("registrations", "0006_advice_and_helpline")]
    operations = [
        migrations.RunSQL(HELPLINES, "DROP FUNCTION registrations_acting_helplines();"),
        wall(
            Wall("registrations_advicerequest", read=among("centre_id", "accounts_acting_centres"))
        ),
        wall(
            Wall(
                "registrations_helplinecontact",
                read=among("organisation_id", "registrations_acting_helplines"),
            )
        ),
    ]
