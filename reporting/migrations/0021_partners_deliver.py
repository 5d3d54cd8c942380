import django.db.models.deletion
from django.db import migrations, models

from lib.walls import ACTING_USER, APP_ROLE, among

# Who delivers for whom, as reporting/data/deliveries/catalogue.toml says it: a test compares the
# two. Security invoker, like accounts_acting_organisations: they answer for the acting user.
DELIVERERS = """
CREATE FUNCTION reporting_acting_deliverers() RETURNS TABLE (organisation_id bigint, key text)
    LANGUAGE sql STABLE AS $$
    SELECT o.id, d.key FROM accounts_organisation o JOIN (VALUES
        ('levering_1712', 'helpline_1712'),
        ('levering_caw', 'caw_groep'),
        ('levering_cgg', 'departement_zorg'),
        ('levering_justitiehuizen', 'ajh'),
        ('levering_politie', 'federale_politie'),
        ('levering_parket', 'college_openbaar_ministerie'),
        ('levering_enquete', 'statistiek_vlaanderen')
    ) AS d (key, code) ON d.code = o.code
    WHERE o.id = ANY (accounts_acting_organisations())
$$;
CREATE FUNCTION reporting_acting_sources() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(s.id), '{}') FROM reporting_publishedsource s
    JOIN reporting_acting_deliverers() d ON d.key = s.key
$$;
"""
FORGET = """
DROP FUNCTION reporting_acting_sources();
DROP FUNCTION reporting_acting_deliverers();
"""
OWN_TABLES = among("source_id", "reporting_acting_sources")
ITSELF = """EXISTS (
    SELECT 1 FROM reporting_acting_deliverers() d
    JOIN reporting_publishedsource s ON s.key = d.key
    WHERE s.id = source_id AND d.organisation_id = reporting_delivery.organisation_id
)"""
UNSIGNED = "version IS NULL AND signed_off_by_id IS NULL AND signed_off_at IS NULL"
OPEN = "state IN ('draft', 'checked')"
# Beside the policies of coordinators and analysts: PostgreSQL lets in who passes one of them.
# A partner hands in, checks and withdraws in his own name, and never signs off.
PARTNERS = f"""
CREATE POLICY partner_read ON reporting_delivery FOR SELECT TO {APP_ROLE} USING ({OWN_TABLES});
CREATE POLICY partner_insert ON reporting_delivery FOR INSERT TO {APP_ROLE} WITH CHECK (
    {ITSELF} AND {UNSIGNED} AND state = 'draft' AND uploaded_by_id = {ACTING_USER}
    AND checked_by_id IS NULL AND withdrawn_by_id IS NULL
);
CREATE POLICY partner_update ON reporting_delivery FOR UPDATE TO {APP_ROLE}
    USING ({ITSELF} AND {OPEN})
    WITH CHECK (
        {ITSELF} AND {UNSIGNED} AND (
            state = 'checked' AND checked_by_id = {ACTING_USER}
            OR state = 'withdrawn' AND withdrawn_by_id = {ACTING_USER}
        )
    );
CREATE POLICY only_for_itself ON reporting_delivery AS RESTRICTIVE FOR INSERT TO {APP_ROLE}
    WITH CHECK (
        organisation_id IS NULL OR {among("organisation_id", "accounts_acting_organisations")}
    );
CREATE POLICY partner_read ON reporting_deliveryfile FOR SELECT TO {APP_ROLE} USING (
    organisation_id IN (SELECT d.organisation_id FROM reporting_acting_deliverers() d)
    OR EXISTS (SELECT 1 FROM reporting_delivery d WHERE d.file_id = reporting_deliveryfile.id)
);
CREATE POLICY partner_insert ON reporting_deliveryfile FOR INSERT TO {APP_ROLE} WITH CHECK (
    organisation_id IN (SELECT d.organisation_id FROM reporting_acting_deliverers() d)
);
CREATE POLICY partner_insert ON reporting_publishedsource FOR INSERT TO {APP_ROLE} WITH CHECK (
    kind = 'delivered' AND key IN (SELECT d.key FROM reporting_acting_deliverers() d)
);
"""
NO_PARTNERS = """
DROP POLICY partner_insert ON reporting_publishedsource;
DROP POLICY partner_insert ON reporting_deliveryfile;
DROP POLICY partner_read ON reporting_deliveryfile;
DROP POLICY only_for_itself ON reporting_delivery;
DROP POLICY partner_update ON reporting_delivery;
DROP POLICY partner_insert ON reporting_delivery;
DROP POLICY partner_read ON reporting_delivery;
"""


def handed_in_by(label: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.organisation",
        verbose_name=label,
    )


class Migration(migrations.Migration):
    """A partner hands in the tables of his own organisation, and signs nothing off."""

    dependencies = [
        ("reporting", "0020_withdrawn_editions"),
        ("accounts", "0002_acting_user"),
    ]

    operations = [
        migrations.AddField(
            "delivery", "organisation", handed_in_by("handed in by the organisation itself")
        ),
        migrations.AddField("deliveryfile", "organisation", handed_in_by("organisation")),
        migrations.AlterField(
            "deliveryfile", "sha256", models.CharField(max_length=64, verbose_name="SHA-256")
        ),
        migrations.AddConstraint(
            "deliveryfile",
            models.UniqueConstraint(
                fields=("sha256", "organisation"),
                name="delivery_file_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(DELIVERERS, FORGET),
        migrations.RunSQL(PARTNERS, NO_PARTNERS),
    ]
