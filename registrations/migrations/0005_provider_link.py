from django.db import migrations

from lib.walls import APP_ROLE, Wall, wall

# The three doors of a request without a user; docs/adr/0010-provider-link.md. Each is security
# definer and pins its search path; no policy opens a table for it, so nothing else is reached.

# The one active link with this hash. Internal: the application may not call it.
ACTIVE = """
CREATE FUNCTION registrations_linked_referral(hash text) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT referral_id FROM registrations_referrallink
    WHERE token_hash = hash AND revoked_at IS NULL AND expires_at > now()
$$;
"""

# What the provider's page shows; the ids are for the audit log and never leave the server.
READ = """
CREATE FUNCTION registrations_read_by_link(hash text) RETURNS TABLE (
    referral_id bigint, dossier_id bigint, centre_id bigint, reference varchar,
    programme varchar, version integer, referred_on date, intake_on date, waiting_since date,
    started_on date, completed_on date, stopped_on date, declined_on date, end_reason_id bigint
)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.id, r.dossier_id, d.centre_id, r.reference, p.label, r.version, r.referred_on,
           r.intake_on, r.waiting_since, r.started_on, r.completed_on, r.stopped_on,
           r.declined_on, r.end_reason_id
    FROM registrations_referral r
    JOIN cases_dossier d ON d.id = r.dossier_id
    JOIN codelists_programme p ON p.id = r.programme_id
    WHERE r.id = registrations_linked_referral(hash)
$$;
"""

# Fills in one empty day, and the reason that goes with it. Nothing that stands is overwritten,
# nothing else of the row can be reached, and the constraints of the table hold as always.
REPORT = """
CREATE FUNCTION registrations_report_by_link(
    hash text, seen_version integer, day_column text, reported_day date, reason_id bigint
) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH written AS (
        UPDATE registrations_referral r SET
            intake_on = CASE day_column WHEN 'intake_on' THEN reported_day ELSE r.intake_on END,
            waiting_since =
                CASE day_column WHEN 'waiting_since' THEN reported_day ELSE r.waiting_since END,
            started_on = CASE day_column WHEN 'started_on' THEN reported_day ELSE r.started_on END,
            completed_on =
                CASE day_column WHEN 'completed_on' THEN reported_day ELSE r.completed_on END,
            stopped_on = CASE day_column WHEN 'stopped_on' THEN reported_day ELSE r.stopped_on END,
            declined_on =
                CASE day_column WHEN 'declined_on' THEN reported_day ELSE r.declined_on END,
            end_reason_id = reason_id,
            version = r.version + 1
        WHERE r.id = registrations_linked_referral(hash)
          AND r.version = seen_version
          AND r.completed_on IS NULL AND r.stopped_on IS NULL AND r.declined_on IS NULL
          AND CASE day_column
              WHEN 'intake_on' THEN r.intake_on IS NULL
              WHEN 'waiting_since' THEN r.waiting_since IS NULL
              WHEN 'started_on' THEN r.started_on IS NULL
              ELSE day_column IN ('completed_on', 'stopped_on', 'declined_on')
          END
        RETURNING 1
    )
    SELECT EXISTS (SELECT 1 FROM written)
$$;
"""

# How often this address came in the last ten minutes, this time included. Unlogged: after a
# crash everybody starts anew, which is what should happen.
ATTEMPTS = """
CREATE UNLOGGED TABLE registrations_linkattempt (
    address text NOT NULL,
    window_start timestamptz NOT NULL,
    attempts integer NOT NULL,
    PRIMARY KEY (address, window_start)
);
"""
COUNT = """
CREATE FUNCTION registrations_count_link_attempt(from_address text) RETURNS integer
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM registrations_linkattempt WHERE (address, window_start) IN (
        SELECT address, window_start FROM registrations_linkattempt
        WHERE window_start < now() - interval '1 hour' FOR UPDATE SKIP LOCKED
    );
    INSERT INTO registrations_linkattempt AS a (address, window_start, attempts)
    VALUES (
        from_address,
        date_bin('10 minutes', now(), timestamptz '2026-01-01 00:00:00+00'),
        1
    )
    ON CONFLICT (address, window_start) DO UPDATE SET attempts = a.attempts + 1
    RETURNING attempts
$$;
"""
DOORS = (
    "registrations_read_by_link(text)",
    "registrations_report_by_link(text, integer, text, date, bigint)",
    "registrations_count_link_attempt(text)",
)
INNER = "registrations_linked_referral(text)"


class Migration(migrations.Migration):
    """A provider without an account reads and continues exactly one referral."""

    dependencies = [("registrations", "0004_referral_walls")]
    operations = [
        migrations.RunSQL(ATTEMPTS, "DROP TABLE registrations_linkattempt"),
        wall(Wall("registrations_linkattempt", read="false")),
        migrations.RunSQL(
            [
                ACTIVE,
                READ,
                REPORT,
                COUNT,
                *(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC" for name in (INNER, *DOORS)),
                *(f"GRANT EXECUTE ON FUNCTION {name} TO {APP_ROLE}" for name in DOORS),
            ],
            [f"DROP FUNCTION {name}" for name in (*reversed(DOORS), INNER)],
        ),
    ]
