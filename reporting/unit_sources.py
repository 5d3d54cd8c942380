"""How unit facts follow what they are about: one SELECT per kind, and triggers built from it.

For migrations. One trigger function serves every kind: its arguments are the kind, a query that
says which subjects a statement touched, and a query that makes two writers wait for each other.
"""

from dataclasses import dataclass
from typing import Literal

from django.db.migrations.operations import RunSQL

from lib.walls import APP_ROLE

Happening = Literal["INSERT", "UPDATE", "DELETE"]
_TRANSITION: dict[Happening, str] = {
    "INSERT": "NEW TABLE AS after",
    "UPDATE": "OLD TABLE AS before NEW TABLE AS after",
    "DELETE": "OLD TABLE AS before",
}
COLUMNS = (
    *("subject_id", "counted_id", "centre_id", "day", "ends_on", "duration"),
    *("dims", "amount", "exclusion", "imported"),
)
"""What the SELECT of a kind gives, and after these `recorded_at`: since when it is known."""


@dataclass(frozen=True)
class Touch:
    """A statement on a table that may change facts; `ids` selects the subjects it touched.

    It reads the transition tables `before` and `after`.
    """

    table: str
    happening: Happening
    ids: str


@dataclass(frozen=True)
class UnitSource:
    """One kind of fact. `table` holds the subjects, `select` gives what is known of each now.

    `guard` selects and locks what two writers of one subject have in common: the second waits
    there and then reads what the first committed. $1 are the subjects. Removing a subject is
    erasing: what this transaction changed is taken back and the fact stays. `added` selects
    the new rows that give a fact at once.
    """

    kind: str
    table: str
    select: str
    guard: str
    touches: tuple[Touch, ...]
    added: str = "SELECT id FROM after"

    @property
    def stands_alone(self) -> bool:
        return self.guard == own_guard(self.table)

    @property
    def view(self) -> str:
        return f"reporting_current_{self.kind}"


def edited(table: str, ids: str, *columns: str) -> Touch:
    """An update of these columns; `ids` is an expression on the row `a` after it."""
    after = ", ".join(f"a.{column}" for column in columns)
    before = ", ".join(f"b.{column}" for column in columns)
    return Touch(
        table,
        "UPDATE",
        f"SELECT {ids} FROM after a JOIN before b ON b.id = a.id "
        f"WHERE ({after}) IS DISTINCT FROM ({before})",
    )


def own_guard(table: str) -> str:
    return f"SELECT 1 FROM {table} WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE"


def dossier_guard(table: str) -> str:
    """Writers of one dossier wait for each other, as they do for its DossierFact."""
    mine = f"SELECT dossier_id FROM {table} WHERE id = ANY ($1)"
    return f"SELECT 1 FROM cases_dossier WHERE id IN ({mine}) ORDER BY id FOR NO KEY UPDATE"


def follow(source: UnitSource) -> RunSQL:
    """The view, the triggers and the facts of what is there already."""
    return RunSQL(
        _view(source) + "".join(_triggers(source)) + backfill(source.kind),
        "".join(_removed(source)),
    )


def follow_also(kind: str, guard: str, *touches: Touch) -> RunSQL:
    """More statements that may change the facts of a kind that is followed already."""
    names = [f"reporting_{kind}_also_{number}" for number, _touch in enumerate(touches)]
    return RunSQL(
        "".join(
            _trigger(kind, name, touch, guard) for name, touch in zip(names, touches, strict=True)
        ),
        "".join(
            f"DROP TRIGGER {name} ON {touch.table};"
            for name, touch in zip(names, touches, strict=True)
        ),
    )


def renew(kind: str) -> str:
    """Where the facts of a kind have fallen behind: known from now on as the rows say it."""
    return f"""
SELECT reporting_refresh_units('{kind}', ARRAY(
    SELECT c.subject_id FROM reporting_current_{kind} c
    JOIN reporting_unitfact f
      ON f.kind = '{kind}' AND f.subject_id = c.subject_id AND f.known_until IS NULL
    WHERE c.dims IS DISTINCT FROM f.dims
));
"""


def backfill(kind: str) -> str:
    """Facts for subjects that have none yet, known since they were recorded."""
    columns = ", ".join(COLUMNS)
    return f"""
INSERT INTO reporting_unitfact (kind, {columns}, year, known_from)
SELECT '{kind}', {columns}, extract(year FROM c.day), c.recorded_at
FROM reporting_current_{kind} c
WHERE NOT EXISTS (
    SELECT 1 FROM reporting_unitfact f WHERE f.kind = '{kind}' AND f.subject_id = c.subject_id
);
"""


def _view(source: UnitSource) -> str:
    return f"""
CREATE VIEW {source.view} WITH (security_invoker = true) AS {source.select};
REVOKE ALL ON {source.view} FROM {APP_ROLE};
"""


def _triggers(source: UnitSource) -> list[str]:
    added = Touch(source.table, "INSERT", source.added)
    removed = Touch(source.table, "DELETE", "SELECT id FROM before")
    # What hangs on a dossier waits for who changes the dossier; what stands alone waits for
    # nobody, because nobody else knows it yet.
    first = (added, "" if source.stands_alone else source.guard)
    others = [(touch, source.guard) for touch in source.touches]
    return [
        _trigger(source.kind, _named(source, number), touch, guard)
        for number, (touch, guard) in enumerate([first, *others, (removed, "")])
    ]


def _named(source: UnitSource, number: int) -> str:
    return f"reporting_{source.kind}_{number}"


def _trigger(kind: str, name: str, touch: Touch, guard: str) -> str:
    return f"""
CREATE TRIGGER {name} AFTER {touch.happening} ON {touch.table}
    REFERENCING {_TRANSITION[touch.happening]} FOR EACH STATEMENT
    EXECUTE FUNCTION reporting_follow_units('{kind}', $ids${touch.ids}$ids$, '{guard}');
"""


def _removed(source: UnitSource) -> list[str]:
    tables = [source.table, *(touch.table for touch in source.touches), source.table]
    return [
        *(
            f"DROP TRIGGER {_named(source, number)} ON {table};"
            for number, table in enumerate(tables)
        ),
        f"DROP VIEW {source.view};",
        f"DELETE FROM reporting_unitfact WHERE kind = '{source.kind}';",
    ]


_CHANGED = ", ".join(COLUMNS[1:])
FUNCTIONS = f"""
-- What changed within one transaction was never known to anybody else: it is undone first.
CREATE FUNCTION reporting_undo_units(unit_kind text, ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off AS $$
BEGIN
    DELETE FROM reporting_unitfact
    WHERE kind = unit_kind AND subject_id = ANY (ids)
      AND known_until IS NULL AND known_from = now();

    UPDATE reporting_unitfact SET known_until = NULL
    WHERE kind = unit_kind AND subject_id = ANY (ids) AND known_until = now();
END
$$;
CREATE FUNCTION reporting_add_units(unit_kind text, ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off AS $$
BEGIN
    EXECUTE format($q$
        INSERT INTO reporting_unitfact (kind, subject_id, {_CHANGED}, year, known_from)
        SELECT $1, c.subject_id, {_CHANGED}, extract(year FROM c.day), greatest(now(), (
            SELECT max(f.known_until) FROM reporting_unitfact f
            WHERE f.kind = $1 AND f.subject_id = c.subject_id AND f.known_until IS NOT NULL
        ))
        FROM %I c
        WHERE c.subject_id = ANY ($2) AND NOT EXISTS (
            SELECT 1 FROM reporting_unitfact f
            WHERE f.kind = $1 AND f.subject_id = c.subject_id AND f.known_until IS NULL
        )$q$, 'reporting_current_' || unit_kind) USING unit_kind, ids;
END
$$;
-- A change closes what was known and adds what is known from now on. A subject that no longer
-- gives a fact (a dossier that is open again was not closed) closes the fact and adds none.
CREATE FUNCTION reporting_refresh_units(unit_kind text, ids bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_seqscan = off AS $$
BEGIN
    -- Apart, because what is current and what is history each have an index.
    IF EXISTS (SELECT 1 FROM reporting_unitfact
               WHERE kind = unit_kind AND subject_id = ANY (ids) AND known_until IS NULL)
       OR EXISTS (SELECT 1 FROM reporting_unitfact
                  WHERE kind = unit_kind AND subject_id = ANY (ids) AND known_until IS NOT NULL)
    THEN
        PERFORM reporting_undo_units(unit_kind, ids);
        -- Greatest, because a transaction that began earlier may write later.
        EXECUTE format($q$
            WITH c AS MATERIALIZED (SELECT * FROM %I WHERE subject_id = ANY ($2))
            UPDATE reporting_unitfact f SET known_until = greatest(now(), f.known_from)
            WHERE f.kind = $1 AND f.subject_id = ANY ($2) AND f.known_until IS NULL
              AND NOT EXISTS (
                SELECT 1 FROM c WHERE c.subject_id = f.subject_id
                  AND ({", ".join(f"c.{name}" for name in COLUMNS[1:])})
                      IS NOT DISTINCT FROM ({", ".join(f"f.{name}" for name in COLUMNS[1:])})
            )$q$, 'reporting_current_' || unit_kind) USING unit_kind, ids;
    END IF;
    PERFORM reporting_add_units(unit_kind, ids);
END
$$;
-- The arguments come from CREATE TRIGGER, which only the owner can give.
CREATE FUNCTION reporting_follow_units() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    touched bigint[];
BEGIN
    -- As the triggers of dossier facts do (migration 0002).
    IF current_setting('app.facts_later', true) = 'on' AND session_user = current_user THEN
        RETURN NULL;
    END IF;
    EXECUTE 'SELECT array_agg(DISTINCT t.id) FROM (' || TG_ARGV[1] || ') t(id)' INTO touched;
    IF touched IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_ARGV[2] <> '' THEN
        EXECUTE TG_ARGV[2] USING touched;
        PERFORM reporting_refresh_units(TG_ARGV[0], touched);
    ELSIF TG_OP = 'INSERT' THEN
        -- A new subject that stands alone: nothing to wait for, to undo or to close.
        PERFORM reporting_add_units(TG_ARGV[0], touched);
    ELSE
        PERFORM reporting_undo_units(TG_ARGV[0], touched);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION reporting_undo_units(text, bigint[]),
    reporting_add_units(text, bigint[]), reporting_refresh_units(text, bigint[]),
    reporting_follow_units() FROM PUBLIC;
"""
REMOVE_FUNCTIONS = """
DROP FUNCTION reporting_follow_units();
DROP FUNCTION reporting_refresh_units(text, bigint[]);
DROP FUNCTION reporting_add_units(text, bigint[]);
DROP FUNCTION reporting_undo_units(text, bigint[]);
"""
