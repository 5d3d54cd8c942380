import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from lib.walls import APP_ROLE, Wall, wall

# What a fact is counted by; `known_until` is looked at apart.
COUNTED_BY = (
    *("kind", "counted_id", "centre_id", "year", "day", "ends_on", "dims"),
    *("amount", "exclusion", "imported", "known_from"),
)
SAME = "({}) IS NOT DISTINCT FROM ({})".format(
    ", ".join(f"a.{name}" for name in COUNTED_BY), ", ".join(f"b.{name}" for name in COUNTED_BY)
)
SETTLING = """
-- Waits for who is writing facts and lets nobody begin for an instant: from here on every new fact
-- has a higher id. Its own transaction, so that the lock is gone before anything is counted.
CREATE FUNCTION reporting_begin_settlement(unit_kind text, asked text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET lock_timeout = '3s' AS $$
DECLARE
    made bigint;
BEGIN
    LOCK TABLE reporting_unitfact IN SHARE MODE;
    INSERT INTO reporting_settlement (kind, facets, last_id, moment, is_counted)
    SELECT unit_kind, asked, coalesce(max(id), 0), clock_timestamp(), false
    FROM reporting_unitfact RETURNING id INTO made;
    RETURN made;
END
$$;
-- Adds up what was known at its moment. A fact that is closed meanwhile is so after that moment,
-- and still counts here; whatever else happens to it removes the settlement.
CREATE FUNCTION reporting_count_settlement(settlement bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s reporting_settlement;
    today date;
    is_whole boolean;
    has_once boolean;
    all_keys text[];
BEGIN
    SELECT * INTO s FROM reporting_settlement WHERE id = settlement AND NOT is_counted;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    today := (s.moment AT TIME ZONE 'Europe/Brussels')::date;
    has_once := 'once' = ANY (s.facets);
    SELECT coalesce(array_agg(DISTINCT k), '{}') INTO all_keys
    FROM unnest(s.facets) f, unnest(string_to_array(replace(f, 'once:', ''), '+')) k;
    WITH known AS MATERIALIZED (
        SELECT f.counted_id, f.centre_id, f.year, f.dims, f.amount, f.exclusion, f.imported,
               CASE WHEN 'day' = ANY (all_keys) AND f.day > today THEN f.day
                    ELSE make_date(f.year, 1, 1) END AS day,
               CASE WHEN 'day' <> ALL (all_keys) THEN NULL WHEN f.ends_on > today THEN f.ends_on
                    ELSE date_trunc('year', f.ends_on)::date END AS ends_on,
               f.known_from <= s.moment AS is_known
        FROM reporting_unitfact f
        WHERE f.kind = s.kind AND f.id <= s.last_id
          AND (f.known_until IS NULL OR f.known_until > s.moment)
    ), told AS (
        SELECT counted_id FROM known WHERE has_once GROUP BY 1 HAVING count(*) > 1
    ), g AS MATERIALIZED (
        SELECT t.counted_id, k.centre_id, k.year, k.day, k.ends_on, k.dims, k.amount, k.exclusion,
               k.imported, count(*) AS number, bool_and(k.is_known) AS is_known
        FROM known k LEFT JOIN told t ON t.counted_id = k.counted_id
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ), facets AS (
        SELECT f.name, CASE f.name WHEN 'once' THEN all_keys
                       ELSE string_to_array(replace(f.name, 'once:', ''), '+') END AS keys
        FROM unnest(s.facets) f(name)
    ), narrow AS (
        SELECT f.name, CASE WHEN f.name = 'once' THEN g.counted_id END AS person, g.*,
               'day' = ANY (f.keys) AS by_day, coalesce((
            SELECT jsonb_object_agg(d.key, d.value) FROM jsonb_each(g.dims) d
            WHERE d.key = ANY (f.keys)
        ), '{}') AS kept
        FROM g CROSS JOIN facets f
        WHERE f.name NOT LIKE 'once%' OR (f.name = 'once') = (g.counted_id IS NOT NULL)
    ), added AS (
        INSERT INTO reporting_settledunits (
            settlement_id, facet, counted_id, centre_id, year, day, ends_on,
            dims, amount, exclusion, imported, number
        )
        SELECT settlement, n.name, n.person, n.centre_id, n.year,
               CASE WHEN by_day THEN n.day ELSE make_date(n.year, 1, 1) END,
               CASE WHEN by_day THEN n.ends_on END,
               kept, amount, exclusion, imported, sum(number)
        FROM narrow n GROUP BY 1, 2, 3, 4, 5, 6, 7, kept, amount, exclusion, imported
    )
    SELECT coalesce(bool_and(is_known), true) INTO is_whole FROM g;
    -- Who is removing the settlement meanwhile is waited for here.
    UPDATE reporting_settlement SET is_counted = true WHERE id = settlement AND is_whole;
    IF NOT FOUND THEN
        DELETE FROM reporting_settlement WHERE id = settlement;
        DELETE FROM reporting_settledunits WHERE settlement_id = settlement;
        RETURN false;
    END IF;
    -- The one before stays: a preview of yesterday is still approved by it.
    DELETE FROM reporting_settlement o WHERE o.kind = s.kind AND o.id < settlement AND o.id <> (
        SELECT max(p.id) FROM reporting_settlement p
        WHERE p.kind = s.kind AND p.id < settlement AND p.is_counted
    );
    DELETE FROM reporting_settledunits
    WHERE settlement_id NOT IN (SELECT id FROM reporting_settlement);
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION reporting_begin_settlement(text, text[]), reporting_count_settlement(bigint)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_begin_settlement(text, text[]),
    reporting_count_settlement(bigint) TO {role};
"""
UNSETTLING = f"""
-- Closing a settled fact after the moment is what later counts look for themselves. Anything else
-- that is done to one, by a transaction that began earlier or by the owner of the tables, removes
-- the settlement.
CREATE FUNCTION reporting_unsettle() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM reporting_settlement;
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM reporting_settlement s WHERE EXISTS (
            SELECT 1 FROM before b WHERE b.kind = s.kind AND b.id <= s.last_id
              AND (b.known_until IS NULL OR b.known_until > s.moment)
        );
    ELSE
        DELETE FROM reporting_settlement s WHERE EXISTS (
            SELECT 1 FROM before b LEFT JOIN after a ON a.id = b.id
            WHERE s.kind IN (a.kind, b.kind) AND b.id <= s.last_id AND NOT ({SAME}
                AND (a.known_until IS NULL OR a.known_until > s.moment)
                  = (b.known_until IS NULL OR b.known_until > s.moment))
        );
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER reporting_unitfact_unsettles_update AFTER UPDATE ON reporting_unitfact
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_unsettle();
CREATE TRIGGER reporting_unitfact_unsettles_delete AFTER DELETE ON reporting_unitfact
    REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_unsettle();
CREATE TRIGGER reporting_unitfact_unsettles_truncate AFTER TRUNCATE ON reporting_unitfact
    FOR EACH STATEMENT EXECUTE FUNCTION reporting_unsettle();
"""
UNDO = """
DROP TRIGGER reporting_unitfact_unsettles_truncate ON reporting_unitfact;
DROP TRIGGER reporting_unitfact_unsettles_delete ON reporting_unitfact;
DROP TRIGGER reporting_unitfact_unsettles_update ON reporting_unitfact;
DROP FUNCTION reporting_unsettle();
DROP FUNCTION reporting_count_settlement(bigint);
DROP FUNCTION reporting_begin_settlement(text, text[]);
"""
READ = """(
    centre_id = ANY ((SELECT reporting_acting_centres())::bigint[])
    OR (centre_id IS NULL AND cardinality((SELECT reporting_acting_centres())::bigint[]) > 0)
)"""
COUNTS = "cardinality((SELECT reporting_acting_centres())) > 0"
KINDS = [
    ("advice", "advice request"),
    ("helpline", "contact with the helpline"),
    ("intake", "intake"),
    ("dossier", "dossier opened"),
    ("closure", "dossier closed"),
    ("offence", "offence"),
    ("person", "person in a dossier"),
    ("criteria", "criteria assessment"),
    ("convocation", "convocation of a partner"),
    ("referral", "referral to a programme"),
    ("programme_start", "programme started"),
    ("programme_end", "programme ended"),
]
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    """What was known at night is added up once; counts of the day add what changed since."""

    dependencies = [("reporting", "0022_facts_follow_partners")]
    operations = [
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", KEY),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("last_id", models.BigIntegerField()),
                ("moment", models.DateTimeField()),
                (
                    "facets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=300), size=None
                    ),
                ),
                ("is_counted", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "settlement",
                "verbose_name_plural": "settlements",
                "indexes": [models.Index(fields=["kind", "id"], name="settlement_of_kind")],
            },
        ),
        migrations.CreateModel(
            name="SettledUnits",
            fields=[
                ("id", KEY),
                ("settlement_id", models.BigIntegerField()),
                ("facet", models.CharField(blank=True, max_length=300)),
                ("counted_id", models.BigIntegerField(null=True)),
                ("centre_id", models.BigIntegerField(null=True)),
                ("year", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("dims", models.JSONField()),
                ("amount", models.PositiveIntegerField()),
                ("exclusion", models.CharField(blank=True, max_length=10)),
                ("imported", models.BooleanField()),
                ("number", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "settled units",
                "verbose_name_plural": "settled units",
                "indexes": [
                    models.Index(fields=["settlement_id", "facet"], name="settled_units_of_facet"),
                    models.Index(
                        fields=["settlement_id", "counted_id"],
                        condition=models.Q(counted_id__isnull=False),
                        name="settled_units_of_person",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="unitfact",
            index=models.Index(
                fields=["kind", "known_until"],
                condition=models.Q(known_until__isnull=False),
                name="unit_fact_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="unitfact",
            index=django.contrib.postgres.indexes.HashIndex(
                fields=["counted_id"],
                condition=models.Q(kind__in=["person", "programme_start"]),
                name="unit_fact_of_person",
            ),
        ),
        migrations.AddIndex(
            model_name="dossierfact",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["known_from"], autosummarize=True, name="dossier_fact_since"
            ),
        ),
        migrations.AddIndex(
            model_name="dossierfact",
            index=models.Index(
                fields=["known_until"],
                condition=models.Q(known_until__isnull=False),
                name="dossier_fact_closed",
            ),
        ),
        migrations.RunSQL(SETTLING.replace("{role}", APP_ROLE) + UNSETTLING, UNDO),
        wall(Wall("reporting_settlement", read=COUNTS, write="false", grants="SELECT")),
        wall(Wall("reporting_settledunits", read=READ, write="false", grants="SELECT")),
    ]
