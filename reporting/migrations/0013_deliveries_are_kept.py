from django.db import migrations

from lib.walls import APP_ROLE, Wall, wall

DELIVERS = "(SELECT accounts_acting_has_role('coordinator') OR accounts_acting_has_role('analyst'))"

# Nothing that was delivered changes afterwards, not even for the owner: a trigger lists the
# columns that may. What was closed is closed.
KEPT = """
CREATE FUNCTION reporting_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a row of % is never deleted', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(NEW) - TG_ARGV <> to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION 'this column of % never changes', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER observation_is_kept BEFORE UPDATE OR DELETE ON reporting_publishedobservation
    FOR EACH ROW EXECUTE FUNCTION reporting_keeps('known_until', 'position');
CREATE TRIGGER observation_stays_closed BEFORE UPDATE ON reporting_publishedobservation
    FOR EACH ROW WHEN (OLD.known_until IS NOT NULL) EXECUTE FUNCTION reporting_keeps();
CREATE TRIGGER file_is_kept BEFORE UPDATE OR DELETE ON reporting_deliveryfile
    FOR EACH ROW EXECUTE FUNCTION reporting_keeps();
CREATE TRIGGER delivery_is_kept BEFORE UPDATE OR DELETE ON reporting_delivery
    FOR EACH ROW EXECUTE FUNCTION reporting_keeps(
        'state', 'version', 'explanations', 'checked_by_id', 'checked_at',
        'signed_off_by_id', 'signed_off_at', 'withdrawn_by_id', 'withdrawn_at', 'withdrawal_reason'
    );
CREATE TRIGGER delivery_stays_signed BEFORE UPDATE ON reporting_delivery
    FOR EACH ROW WHEN (OLD.signed_off_at IS NOT NULL) EXECUTE FUNCTION reporting_keeps(
        'state', 'withdrawn_by_id', 'withdrawn_at', 'withdrawal_reason'
    );
"""
LET_GO = """
DROP TRIGGER delivery_stays_signed ON reporting_delivery;
DROP TRIGGER delivery_is_kept ON reporting_delivery;
DROP TRIGGER file_is_kept ON reporting_deliveryfile;
DROP TRIGGER observation_stays_closed ON reporting_publishedobservation;
DROP TRIGGER observation_is_kept ON reporting_publishedobservation;
DROP FUNCTION reporting_keeps();
"""
READABLE = f"""
GRANT SELECT ON reporting_publishedsource TO {APP_ROLE};
GRANT SELECT ON reporting_publishedobservation TO {APP_ROLE};
"""


class Migration(migrations.Migration):
    """Who may deliver figures, and that nobody changes them afterwards."""

    dependencies = [("reporting", "0012_deliveries")]

    operations = [
        # Going back, the application reads these two again without walls.
        migrations.RunSQL(migrations.RunSQL.noop, READABLE),
        migrations.RunSQL(KEPT, LET_GO),
        wall(Wall("reporting_delivery", read=DELIVERS)),
        wall(Wall("reporting_deliveryfile", read=DELIVERS, grants="SELECT, INSERT")),
        # Everybody with a right to figures reads these; only signing off adds to them.
        wall(
            Wall("reporting_publishedsource", read="true", write=DELIVERS, grants="SELECT, INSERT")
        ),
        wall(
            Wall(
                "reporting_publishedobservation",
                read="true",
                write=DELIVERS,
                grants="SELECT, INSERT, UPDATE (known_until)",
            )
        ),
    ]
