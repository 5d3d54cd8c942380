from django.db import migrations

from lib.walls import ACTING_USER, APP_ROLE, Wall, among, through, wall

EDIT = "SELECT, INSERT, UPDATE"
REPLACE = "SELECT, INSERT, UPDATE, DELETE"
OWN = f"user_id = {ACTING_USER}"
OF_MY_CENTRE = among("parent.centre_id", "accounts_acting_centres")


def of_my_centre(table: str) -> str:
    """The dossier of this row belongs to a centre of the acting user."""
    return (
        f"EXISTS (SELECT 1 FROM cases_dossier parent "
        f"WHERE parent.id = {table}.dossier_id AND {OF_MY_CENTRE})"
    )


def of_my_offence(table: str) -> str:
    """The offence of this row belongs to a dossier of a centre of the acting user."""
    return (
        f"EXISTS (SELECT 1 FROM cases_offence o JOIN cases_dossier parent "
        f"ON parent.id = o.dossier_id WHERE o.id = {table}.offence_id AND {OF_MY_CENTRE})"
    )


# Security definer, because the policy of cases_dossier asks it and the policy of
# cases_convocation asks cases_dossier: as invoker they would ask each other for ever. It
# answers for the acting user only.
CONVENED = """
CREATE FUNCTION cases_convened_dossiers() RETURNS bigint[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(dossier_id), '{}') FROM cases_convocation
    WHERE organisation_id = ANY ((SELECT accounts_acting_organisations())::bigint[])
      AND starts_on <= accounts_brussels_today()
      AND (ends_on IS NULL OR ends_on >= accounts_brussels_today())
$$;
"""

# Security definer: the nightly task acts for nobody and may not read what people typed.
PURGE = """
CREATE FUNCTION cases_purge_expired() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH drafts AS (
        DELETE FROM cases_draft WHERE saved_at < now() - interval '7 days' RETURNING 1
    ), keys AS (
        DELETE FROM cases_idempotencyrecord WHERE created_at < now() - interval '30 days'
    )
    SELECT count(*) FROM drafts
$$;
"""
LOCKED = """
REVOKE ALL ON FUNCTION cases_convened_dossiers(), cases_purge_expired() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_convened_dossiers(), cases_purge_expired() TO {role};
"""


class Migration(migrations.Migration):
    """Wall 2 round the dossier: cases/querysets.py, said again by PostgreSQL."""

    dependencies = [
        ("cases", "0001_dossiers"),
        ("accounts", "0003_application_role"),
        ("codelists", "0002_application_role"),
    ]
    operations = [
        migrations.RunSQL(
            [
                "CREATE SEQUENCE cases_dossier_reference",
                f"GRANT USAGE ON SEQUENCE cases_dossier_reference TO {APP_ROLE}",
            ],
            "DROP SEQUENCE cases_dossier_reference",
        ),
        migrations.RunSQL(
            CONVENED + PURGE + LOCKED.format(role=APP_ROLE),
            "DROP FUNCTION cases_convened_dossiers(); DROP FUNCTION cases_purge_expired();",
        ),
        wall(
            Wall(
                "cases_dossier",
                read=f"{among('centre_id', 'accounts_acting_centres')} "
                f"OR {among('id', 'cases_convened_dossiers')}",
                write=among("centre_id", "accounts_acting_centres"),
                grants=EDIT,
            )
        ),
        wall(
            Wall(
                "cases_involvement",
                read=through("cases_involvement", "dossier_id", "cases_dossier"),
                write=of_my_centre("cases_involvement"),
                grants=EDIT,
            )
        ),
        wall(
            Wall(
                "cases_person",
                read=f"{among('centre_id', 'accounts_acting_centres')} OR EXISTS "
                "(SELECT 1 FROM cases_involvement i WHERE i.person_id = cases_person.id)",
                write=among("centre_id", "accounts_acting_centres"),
                grants=EDIT,
            )
        ),
        wall(
            Wall(
                "cases_offence",
                read=through("cases_offence", "dossier_id", "cases_dossier"),
                write=of_my_centre("cases_offence"),
                grants=EDIT,
            )
        ),
        wall(
            Wall(
                "cases_offenceform",
                read=through("cases_offenceform", "offence_id", "cases_offence"),
                write=of_my_offence("cases_offenceform"),
                grants=REPLACE,
            )
        ),
        wall(
            Wall(
                "cases_offenceparty",
                read=through("cases_offenceparty", "offence_id", "cases_offence"),
                write=of_my_offence("cases_offenceparty"),
                grants=REPLACE,
            )
        ),
        wall(
            Wall(
                "cases_criteriaassessment",
                read=of_my_centre("cases_criteriaassessment"),
                grants="SELECT, INSERT",
            )
        ),
        wall(
            Wall(
                "cases_convocation",
                read=through("cases_convocation", "dossier_id", "cases_dossier"),
                write=of_my_centre("cases_convocation"),
                grants=EDIT,
            )
        ),
        wall(Wall("cases_draft", read=OWN, grants=REPLACE)),
        wall(Wall("cases_idempotencyrecord", read=OWN, grants=EDIT)),
    ]
