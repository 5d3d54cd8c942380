"""Millions of lines into the database in one transaction: COPY, and the rest put aside meanwhile.

Constraints and indexes are put back before the commit, so PostgreSQL itself says whether every
row is right. The owner of the tables may do all this; the application never can.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

from reporting.seeding.rows import columns

# A table whose foreign keys are still to be checked cannot be altered.
_CHECK_NOW = ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('u', 'f')
    ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index i
    WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary AND NOT EXISTS (
        SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid
    )
"""


@dataclass(frozen=True)
class Put:
    """Statements that take something away, and those that put it back."""

    aside: tuple[str, ...]
    back: tuple[str, ...]


@contextmanager
def bulk_load(models: Sequence[type[Model]], *, rebuild: bool) -> Iterator["Loader"]:
    """Inside a transaction: let COPY write these tables.

    `rebuild` also takes indexes and foreign keys away and builds them anew, which is faster
    from some ten thousand rows on and slower below.
    """
    tables = [model._meta.db_table for model in models]
    put = [_row_security(tables), _triggers(tables), *([_structure(tables)] if rebuild else [])]
    _execute("SET LOCAL maintenance_work_mem = '256MB'", *_CHECK_NOW)
    for each in put:
        _execute(*each.aside)
    with Loader() as loader:
        yield loader
    _execute(*_CHECK_NOW)
    for each in reversed(put):
        _execute(*each.back)


class Loader:
    """Copies in a thread of its own: PostgreSQL writes while Python invents."""

    AHEAD = 2

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._pending: list[Future[None]] = []
        # The plain psycopg connection: Django's wrapper keeps to one thread.
        self._connection: Any = connection.connection

    def __enter__(self) -> "Loader":
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if error[0] is None:
                self._wait(left=0)
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def write(self, lines: Mapping[type[Model], str]) -> None:
        """Hand over lines; waits when too much is under way, so memory stays flat."""
        self._pending.append(self._thread.submit(self._copy, lines))
        self._wait(left=self.AHEAD)

    def _wait(self, *, left: int) -> None:
        while len(self._pending) > left:
            self._pending.pop(0).result()

    def _copy(self, lines: Mapping[type[Model], str]) -> None:
        with self._connection.cursor() as cursor:
            for model, text in lines.items():
                statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                    sql.Identifier(model._meta.db_table),
                    sql.SQL(", ").join(map(sql.Identifier, columns(model))),
                )
                with cursor.copy(statement) as copy:
                    copy.write(text)


def last_keys(models: Sequence[type[Model]]) -> dict[type[Model], int]:
    """The highest key that each table has or ever gave out."""
    return {model: _last_key(model._meta.db_table) for model in models}


def move_sequences(keys: Mapping[type[Model], int]) -> None:
    """Let the next ordinary row come after ours."""
    for model, key in keys.items():
        if key:
            table = model._meta.db_table
            _execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {key})")


def refresh_statistics(models: Sequence[type[Model]]) -> None:
    """Outside a transaction: tell the planner, and let index-only scans trust the index."""
    for model in models:
        _execute(f"VACUUM (ANALYZE) {model._meta.db_table}")


def _last_key(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        (sequence,) = cursor.fetchone()
        # Both names come from the catalogue.
        cursor.execute(
            f"SELECT greatest((SELECT coalesce(max(id), 0) FROM {table}), "  # noqa: S608
            f"(SELECT last_value FROM {sequence} WHERE is_called))"
        )
        (key,) = cursor.fetchone()
    return int(key or 0)


def _row_security(tables: Sequence[str]) -> Put:
    # COPY does not work through policies, and the owner's policy allows everything anyhow.
    return Put(
        tuple(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in tables),
        tuple(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in tables),
    )


def _triggers(tables: Sequence[str]) -> Put:
    # Facts are added in one statement afterwards instead of by trigger.
    return Put(
        tuple(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables),
        tuple(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables),
    )


def _structure(tables: Sequence[str]) -> Put:
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [list(tables)])
        constraints = [(table, _quoted(name), text) for table, name, text in cursor.fetchall()]
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
    return Put(
        (
            *(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _text in constraints),
            *(f"DROP INDEX {name}" for name, _text in indexes),
        ),
        (
            *(text for _name, text in indexes),
            *(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}"
                for table, name, text in constraints
            ),
        ),
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
