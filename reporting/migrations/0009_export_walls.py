from django.db import migrations

from lib.walls import ACTING_USER, APP_ROLE, Wall, through, wall

# A worker and the timetable act for nobody, so they may not read whose export it is. These
# answer what they must know: an id goes in, an id comes out.
JOBS = """
-- Take a queued export for this run; gives the user for whom it is made, or nothing when
-- another has it, or nobody wants it any more.
CREATE FUNCTION reporting_claim_export(job bigint, by_run uuid) RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE reporting_exportjob
    SET state = 'running', run = by_run, attempts = attempts + 1,
        heartbeat_at = clock_timestamp()
    WHERE id = job AND state = 'queued'
    RETURNING requested_by_id
$$;

-- Exports that nobody has worked on for so long go back into the queue, and their former run
-- may write no more. One that brought down its worker time and again is given up.
CREATE FUNCTION reporting_requeue_exports(silent interval, most_attempts int)
    RETURNS SETOF bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE reporting_exportjob
    SET state = 'failed', problem = 'gave_up', run = NULL, finished_at = clock_timestamp()
    WHERE state = 'running' AND heartbeat_at < clock_timestamp() - silent
      AND attempts >= most_attempts;
    UPDATE reporting_exportjob
    SET state = 'queued', run = NULL, heartbeat_at = clock_timestamp()
    WHERE state IN ('queued', 'running') AND heartbeat_at < clock_timestamp() - silent
    RETURNING id
$$;

-- Files go after their period; so do the pieces of files that never came to be.
CREATE FUNCTION reporting_expire_exports() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE reporting_exportjob SET state = 'expired'
    WHERE state = 'done' AND expires_at <= clock_timestamp();
    WITH gone AS (
        DELETE FROM reporting_exportchunk c USING reporting_exportjob j
        WHERE j.id = c.job_id AND j.state IN ('failed', 'cancelled', 'expired')
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
"""
LOCKED = """
REVOKE ALL ON FUNCTION reporting_claim_export(bigint, uuid),
    reporting_requeue_exports(interval, int), reporting_expire_exports() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_claim_export(bigint, uuid),
    reporting_requeue_exports(interval, int), reporting_expire_exports() TO {role};
"""
DROP = """
DROP FUNCTION reporting_expire_exports();
DROP FUNCTION reporting_requeue_exports(interval, int);
DROP FUNCTION reporting_claim_export(bigint, uuid);
"""

LEDGER_STAYS = """
CREATE TRIGGER reporting_exportentry_append_only BEFORE UPDATE OR DELETE ON reporting_exportentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    """Owner only for exports; the ledger is written by whoever exports and read by oversight."""

    dependencies = [
        ("reporting", "0008_export_jobs"),
        ("audit", "0002_append_only"),
        ("accounts", "0003_application_role"),
    ]
    operations = [
        wall(Wall("reporting_exportjob", read=f"requested_by_id = {ACTING_USER}")),
        wall(
            Wall(
                "reporting_exportchunk",
                read=through("reporting_exportchunk", "job_id", "reporting_exportjob"),
                grants="SELECT, INSERT, DELETE",
            )
        ),
        wall(
            Wall(
                "reporting_exportentry",
                read="(SELECT accounts_acting_has_role('privacy_officer'))",
                write=f"actor_id = {ACTING_USER}",
                grants="SELECT, INSERT",
            )
        ),
        migrations.RunSQL(JOBS + LOCKED.format(role=APP_ROLE), DROP),
        migrations.RunSQL(
            LEDGER_STAYS,
            "DROP TRIGGER reporting_exportentry_append_only ON reporting_exportentry",
        ),
    ]
