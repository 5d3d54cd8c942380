"""The second wall: row-level security, written the same way for every table.

Rules (measured; see docs/adr/0002-two-walls.md):
- the application connects as `vh_app`, which owns nothing and cannot bypass RLS;
- who acts is read once per statement, inside `(SELECT …)`, so it becomes an InitPlan;
- a set of centres is an array compared with `= ANY`, so that an index stays usable;
- a table that hangs on a dossier asks whether its dossier is visible and states no rule of
  its own: one rule has one place;
- the owner, who migrates and loads, has an explicit policy although RLS is forced.
"""

from dataclasses import dataclass

from django.db.migrations.operations import RunSQL

APP_ROLE = "vh_app"

ACTING_USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"


@dataclass(frozen=True)
class Wall:
    """Who of the application may do what with the rows of one table.

    `read` decides which rows exist for the acting user. `write` decides which rows may be
    inserted or updated; it defaults to `read`. `grants` are the only privileges given.
    """

    table: str
    read: str
    write: str | None = None
    grants: str = "SELECT, INSERT, UPDATE"


def wall(definition: Wall) -> RunSQL:
    """A reversible migration operation that raises the wall round one table."""
    return RunSQL(sql=_raise(definition), reverse_sql=_lower(definition))


def through(table: str, column: str, parent: str) -> str:
    """The condition that the parent row is visible, by the parent's own policy."""
    return f"EXISTS (SELECT 1 FROM {parent} parent WHERE parent.id = {table}.{column})"


def shared(table: str, grants: str) -> RunSQL:
    """A table without rows of dossiers or people: privileges only, no row-level security."""
    return RunSQL(
        sql=f"REVOKE ALL ON {table} FROM {APP_ROLE}; GRANT {grants} ON {table} TO {APP_ROLE}",
        reverse_sql=f"REVOKE ALL ON {table} FROM {APP_ROLE}",
    )


def among(column: str, function: str) -> str:
    """The condition that a column holds one of the ids a function gives for the acting user."""
    return f"{column} = ANY ((SELECT {function}())::bigint[])"


def _raise(definition: Wall) -> str:
    table = definition.table
    write = definition.write or definition.read
    statements = (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"REVOKE ALL ON {table} FROM {APP_ROLE}",
        f"GRANT {definition.grants} ON {table} TO {APP_ROLE}",
        f"CREATE POLICY app_read ON {table} FOR SELECT TO {APP_ROLE} USING ({definition.read})",
        f"CREATE POLICY app_insert ON {table} FOR INSERT TO {APP_ROLE} WITH CHECK ({write})",
        f"CREATE POLICY app_update ON {table} FOR UPDATE TO {APP_ROLE} USING ({write})",
        f"CREATE POLICY app_delete ON {table} FOR DELETE TO {APP_ROLE} USING ({write})",
        f"CREATE POLICY maintenance ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
    )
    return ";\n".join(statements)


def _lower(definition: Wall) -> str:
    table = definition.table
    policies = ("app_read", "app_insert", "app_update", "app_delete", "maintenance")
    statements = (
        *(f"DROP POLICY {name} ON {table}" for name in policies),
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"REVOKE ALL ON {table} FROM {APP_ROLE}",
    )
    return ";\n".join(statements)
