from django.db import migrations

from lib.walls import APP_ROLE, Wall, among, shared, wall

# Who counts where: a coordinator or analyst over all centres, others over their own. An array
# of centres and not an OR with a flag: so the index stays usable.
SCOPE = """
CREATE FUNCTION reporting_acting_centres() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN accounts_acting_has_role('coordinator') OR accounts_acting_has_role('analyst')
        THEN (SELECT coalesce(array_agg(id), '{}') FROM accounts_centre)
        ELSE accounts_acting_centres()
    END
$$;
"""

# What a dossier says to the counts now.
CURRENT = """
CREATE VIEW reporting_current WITH (security_invoker = true) AS
SELECT d.id AS dossier_id, d.centre_id, d.received_on,
       extract(year FROM d.received_on)::smallint AS year,
       d.stalking,
       EXISTS (
           SELECT 1 FROM cases_offence o
           LEFT JOIN codelists_offencetype t ON t.id = o.offence_type_id
           WHERE o.dossier_id = d.id AND o.status <> 'refuted' AND (
               t.counts_as_stalking OR EXISTS (
                   SELECT 1 FROM cases_offenceform f
                   JOIN codelists_formofviolence v ON v.id = f.form_id
                   WHERE f.offence_id = o.id AND v.counts_as_stalking
               )
           )
       ) AS stalking_offence,
       d.counting_exclusion AS exclusion,
       d.import_source <> '' AS imported
FROM cases_dossier d;
REVOKE ALL ON reporting_current FROM {role};
"""

# A change closes the row known until now and adds what is known from now on. What changed
# within one transaction was never known to anybody else, so it is overwritten in place.
# Security definer: the triggers run for a caseworker, who may not write facts.
REFRESH = """
CREATE FUNCTION reporting_refresh_facts(dossier_ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM reporting_dossierfact f USING reporting_current c
    WHERE f.dossier_id = ANY (dossier_ids) AND c.dossier_id = f.dossier_id
      AND f.known_until IS NULL AND f.known_from = now();

    UPDATE reporting_dossierfact f SET known_until = now() FROM reporting_current c
    WHERE f.dossier_id = ANY (dossier_ids) AND c.dossier_id = f.dossier_id
      AND f.known_until IS NULL
      AND (f.centre_id, f.received_on, f.stalking, f.stalking_offence, f.exclusion, f.imported)
          IS DISTINCT FROM
          (c.centre_id, c.received_on, c.stalking, c.stalking_offence, c.exclusion, c.imported);

    INSERT INTO reporting_dossierfact (dossier_id, centre_id, received_on, year, stalking,
                                       stalking_offence, exclusion, imported, known_from)
    SELECT c.*, now() FROM reporting_current c
    WHERE c.dossier_id = ANY (dossier_ids) AND NOT EXISTS (
        SELECT 1 FROM reporting_dossierfact f
        WHERE f.dossier_id = c.dossier_id AND f.known_until IS NULL
    );
END
$$;
REVOKE ALL ON FUNCTION reporting_refresh_facts(bigint[]) FROM PUBLIC;
"""

# Statement triggers with transition tables: an import of 50,000 rows refreshes in sets.
TRIGGERS = """
CREATE FUNCTION reporting_dossier_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM reporting_refresh_facts(ARRAY(SELECT id FROM changed));
    RETURN NULL;
END
$$;
CREATE FUNCTION reporting_offence_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM reporting_refresh_facts(ARRAY(SELECT DISTINCT dossier_id FROM changed));
    RETURN NULL;
END
$$;
CREATE FUNCTION reporting_offence_form_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM reporting_refresh_facts(ARRAY(
        SELECT DISTINCT o.dossier_id FROM cases_offence o JOIN changed c ON c.offence_id = o.id
    ));
    RETURN NULL;
END
$$;
CREATE TRIGGER reporting_dossier_added AFTER INSERT ON cases_dossier
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_dossier_changed();
CREATE TRIGGER reporting_dossier_edited AFTER UPDATE ON cases_dossier
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_dossier_changed();
CREATE TRIGGER reporting_offence_added AFTER INSERT ON cases_offence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_offence_changed();
CREATE TRIGGER reporting_offence_edited AFTER UPDATE ON cases_offence
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_offence_changed();
CREATE TRIGGER reporting_offence_form_added AFTER INSERT ON cases_offenceform
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_offence_form_changed();
CREATE TRIGGER reporting_offence_form_removed AFTER DELETE ON cases_offenceform
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_offence_form_changed();
"""
REMOVE = """
DROP TRIGGER reporting_offence_form_removed ON cases_offenceform;
DROP TRIGGER reporting_offence_form_added ON cases_offenceform;
DROP TRIGGER reporting_offence_edited ON cases_offence;
DROP TRIGGER reporting_offence_added ON cases_offence;
DROP TRIGGER reporting_dossier_edited ON cases_dossier;
DROP TRIGGER reporting_dossier_added ON cases_dossier;
DROP FUNCTION reporting_offence_form_changed();
DROP FUNCTION reporting_offence_changed();
DROP FUNCTION reporting_dossier_changed();
DROP FUNCTION reporting_refresh_facts(bigint[]);
DROP VIEW reporting_current;
"""


class Migration(migrations.Migration):
    """Dated facts follow the dossier by trigger: no code path can forget them."""

    dependencies = [
        ("reporting", "0001_facts_and_registration_starts"),
        ("cases", "0002_two_walls"),
    ]
    operations = [
        migrations.RunSQL(SCOPE, "DROP FUNCTION reporting_acting_centres()"),
        migrations.RunSQL(CURRENT.format(role=APP_ROLE) + REFRESH + TRIGGERS, REMOVE),
        wall(
            Wall(
                "reporting_dossierfact",
                read=among("centre_id", "reporting_acting_centres"),
                write="false",
                grants="SELECT",
            )
        ),
        shared("reporting_registrationstart", "SELECT, INSERT, UPDATE"),
    ]
