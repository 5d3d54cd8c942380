from django.db import migrations

from lib.walls import APP_ROLE, Wall, among, shared, wall

# Who counts where: a coordinator or analyst over all centres, others over their own. An array
# of centres and not an OR with a flag: so the index stays usable. Parallel safe: it only reads,
# and one unsafe function would forbid parallel plans for every count under the policy.
SCOPE = """
CREATE FUNCTION reporting_acting_centres() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN accounts_acting_has_role('coordinator') OR accounts_acting_has_role('analyst')
        THEN (SELECT coalesce(array_agg(id), '{}') FROM accounts_centre)
        ELSE accounts_acting_centres()
    END
$$;
"""

# What a dossier says to the counts now. OFFSET 0 keeps each lookup a lookup: of the offences of
# one dossier and the forms of one offence. Where statistics lag behind, after an import that was
# rolled back or within a long one, the planner would read all forms for every batch instead.
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
                   SELECT 1 FROM (
                       SELECT form_id FROM cases_offenceform WHERE offence_id = o.id OFFSET 0
                   ) f
                   JOIN codelists_formofviolence v ON v.id = f.form_id
                   WHERE v.counts_as_stalking
               )
           )
           OFFSET 0
       ) AS stalking_offence,
       d.counting_exclusion AS exclusion,
       d.import_source <> '' AS imported
FROM cases_dossier d;
REVOKE ALL ON reporting_current FROM {role};
"""

# A change closes the row known until now and adds what is known from now on. What changed
# within one transaction was never known to anybody else, so it is undone first: many changes
# leave one trace, and a change that is taken back leaves none.
UNDO = """
        DELETE FROM reporting_dossierfact
        WHERE dossier_id = one AND known_until IS NULL AND known_from = now();

        UPDATE reporting_dossierfact SET known_until = NULL
        WHERE dossier_id = one AND known_until = now();
"""

# One dossier at a time, by an index and with plans made once: a set of a thousand asks the
# planner how many rows there are, and within a long import it does not know.
# Security definer: the triggers run for a caseworker, who may not write facts.
BY_INDEX = """
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off SET plan_cache_mode = force_generic_plan"""
REFRESH = f"""
CREATE FUNCTION reporting_undo_facts(dossier_ids bigint[]) RETURNS void {BY_INDEX} AS $$
DECLARE
    one bigint;
BEGIN
    FOREACH one IN ARRAY dossier_ids LOOP
        {UNDO}
    END LOOP;
END
$$;
CREATE FUNCTION reporting_refresh_facts(dossier_ids bigint[]) RETURNS void {BY_INDEX} AS $$
DECLARE
    one bigint;
    c reporting_current;
BEGIN
    -- Two writers of one dossier: the second waits here, and the statements below then read
    -- what the first committed. Without it both would judge by what they saw before.
    PERFORM 1 FROM cases_dossier WHERE id = ANY (dossier_ids) ORDER BY id FOR NO KEY UPDATE;

    FOREACH one IN ARRAY dossier_ids LOOP
        {UNDO}
        SELECT * INTO c FROM reporting_current WHERE dossier_id = one;
        CONTINUE WHEN NOT FOUND;

        -- Greatest, because a transaction that began earlier may write later: no period is
        -- negative.
        UPDATE reporting_dossierfact f SET known_until = greatest(now(), f.known_from)
        WHERE f.dossier_id = one AND f.known_until IS NULL
          AND (f.centre_id, f.received_on, f.stalking, f.stalking_offence, f.exclusion, f.imported)
              IS DISTINCT FROM
              (c.centre_id, c.received_on, c.stalking, c.stalking_offence, c.exclusion, c.imported);

        INSERT INTO reporting_dossierfact (dossier_id, centre_id, received_on, year, stalking,
                                           stalking_offence, exclusion, imported, known_from)
        SELECT c.*, greatest(now(), max(f.known_until))
        FROM reporting_dossierfact f WHERE f.dossier_id = one
        ON CONFLICT (dossier_id) WHERE known_until IS NULL DO NOTHING;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION reporting_undo_facts(bigint[]), reporting_refresh_facts(bigint[])
    FROM PUBLIC;
"""

# Which dossiers a statement touched, per table and kind of statement. Transition tables: an
# import of 50,000 rows refreshes in sets. Only what a count reads is compared, so that a typing
# correction in a summary costs one join, and so does an offence that is no stalking.
TOUCHED = {
    "dossier_added": "SELECT id FROM after",
    "dossier_edited": """
        SELECT a.id FROM after a JOIN before b ON b.id = a.id
        WHERE (a.centre_id, a.received_on, a.stalking, a.counting_exclusion, a.import_source)
              IS DISTINCT FROM
              (b.centre_id, b.received_on, b.stalking, b.counting_exclusion, b.import_source)""",
    # Foreign keys are checked at the commit, so the forms may be there before the offence.
    "offence_added": """
        SELECT a.dossier_id FROM after a
        LEFT JOIN codelists_offencetype t ON t.id = a.offence_type_id
        WHERE t.counts_as_stalking
           OR EXISTS (SELECT 1 FROM cases_offenceform f WHERE f.offence_id = a.id OFFSET 0)""",
    # An offence moved to another dossier touches both.
    "offence_edited": """
        SELECT unnest(ARRAY[a.dossier_id, b.dossier_id]) FROM after a JOIN before b ON b.id = a.id
        WHERE (a.dossier_id, a.status, a.offence_type_id)
              IS DISTINCT FROM (b.dossier_id, b.status, b.offence_type_id)""",
    "offence_removed": "SELECT dossier_id FROM before",
    "offence_form_added": """
        SELECT (SELECT o.dossier_id FROM cases_offence o WHERE o.id = f.offence_id) FROM after f
        JOIN codelists_formofviolence v ON v.id = f.form_id AND v.counts_as_stalking""",
    "offence_form_edited": """
        SELECT (SELECT o.dossier_id FROM cases_offence o WHERE o.id = f.offence_id)
        FROM (TABLE before UNION TABLE after) f""",
    "offence_form_removed": """
        SELECT (SELECT o.dossier_id FROM cases_offence o WHERE o.id = f.offence_id) FROM before f""",
    # Whether a code counts as stalking is part of the definition: changing it changes the
    # figures from now on, and what was known before stays known as it was.
    "form_redefined": """
        SELECT o.dossier_id FROM after a
        JOIN before b ON b.id = a.id AND b.counts_as_stalking <> a.counts_as_stalking
        JOIN cases_offenceform f ON f.form_id = a.id JOIN cases_offence o ON o.id = f.offence_id""",
    "qualification_redefined": """
        SELECT o.dossier_id FROM after a
        JOIN before b ON b.id = a.id AND b.counts_as_stalking <> a.counts_as_stalking
        JOIN cases_offence o ON o.offence_type_id = a.id""",
}
TABLES = {
    "dossier": "cases_dossier",
    "offence": "cases_offence",
    "offence_form": "cases_offenceform",
    "form": "codelists_formofviolence",
    "qualification": "codelists_offencetype",
}
STATEMENTS = {
    "added": ("INSERT", "NEW TABLE AS after"),
    "edited": ("UPDATE", "OLD TABLE AS before NEW TABLE AS after"),
    "redefined": ("UPDATE", "OLD TABLE AS before NEW TABLE AS after"),
    "removed": ("DELETE", "OLD TABLE AS before"),
}


def trigger(name: str, body: str) -> str:
    """One statement trigger with the function it runs."""
    subject, _, happened = name.rpartition("_")
    event, transition = STATEMENTS[happened]
    return f"""
CREATE FUNCTION reporting_{name}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off AS $$
DECLARE
    touched bigint[];
BEGIN
    -- An import adds its facts in one statement at its end (reporting/services/importing.py).
    -- Only the owner of the tables may say so: inside this function current_user is the owner.
    IF current_setting('app.facts_later', true) = 'on' AND session_user = current_user THEN
        RETURN NULL;
    END IF;
{body}
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION reporting_{name}() FROM PUBLIC;
CREATE TRIGGER reporting_{name} AFTER {event} ON {TABLES[subject]}
    REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION reporting_{name}();
"""


def refreshing(touched: str) -> str:
    return f"""
    touched := ARRAY(SELECT DISTINCT t.* FROM ({touched}) t);
    IF cardinality(touched) > 0 THEN
        PERFORM reporting_refresh_facts(touched);
    END IF;"""


# Erasing a dossier must not change a published year. Its offences are deleted just before it,
# in the same transaction, and have already changed its fact: take that back and leave it.
ERASED = """
    touched := ARRAY(SELECT id FROM before);
    PERFORM reporting_undo_facts(touched);"""

TRIGGERS = "".join(trigger(name, refreshing(touched)) for name, touched in TOUCHED.items())
TRIGGERS += trigger("dossier_removed", ERASED)

REMOVE = "".join(
    f"DROP TRIGGER reporting_{name} ON {TABLES[name.rpartition('_')[0]]};"
    f"DROP FUNCTION reporting_{name}();"
    for name in (*TOUCHED, "dossier_removed")
)
REMOVE += """
DROP FUNCTION reporting_refresh_facts(bigint[]);
DROP FUNCTION reporting_undo_facts(bigint[]);
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
