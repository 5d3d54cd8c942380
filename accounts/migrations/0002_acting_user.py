from django.db import migrations

# Security invoker: they read accounts_membership with the rights of the caller. Called inside
# (SELECT …) they run once per statement.
CREATE = """
CREATE FUNCTION accounts_brussels_today() RETURNS date LANGUAGE sql STABLE
    AS $$ SELECT (now() AT TIME ZONE 'Europe/Brussels')::date $$;

CREATE FUNCTION accounts_acting_memberships()
    RETURNS TABLE (role varchar, centre_id bigint, organisation_id bigint)
    LANGUAGE sql STABLE AS $$
    SELECT m.role, m.centre_id, m.organisation_id
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE u.id = nullif(current_setting('app.user_id', true), '')::bigint
      AND u.is_active
      AND m.starts_on <= accounts_brussels_today()
      AND (m.ends_on IS NULL OR m.ends_on >= accounts_brussels_today())
$$;

CREATE FUNCTION accounts_acting_centres() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(centre_id), '{}') FROM accounts_acting_memberships()
    WHERE role IN ('caseworker', 'case_director', 'coordinator')
$$;

CREATE FUNCTION accounts_acting_organisations() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(organisation_id), '{}') FROM accounts_acting_memberships()
    WHERE role = 'partner'
$$;

CREATE FUNCTION accounts_acting_has_role(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM accounts_acting_memberships() WHERE role = wanted)
$$;
"""
DROP = """
DROP FUNCTION accounts_acting_has_role(text);
DROP FUNCTION accounts_acting_organisations();
DROP FUNCTION accounts_acting_centres();
DROP FUNCTION accounts_acting_memberships();
DROP FUNCTION accounts_brussels_today();
"""


class Migration(migrations.Migration):
    """What row-level security asks about the acting user: User's methods, said in SQL."""

    dependencies = [("accounts", "0001_accounts_and_centres")]
    operations = [migrations.RunSQL(CREATE, DROP)]
