"""A world kept twice: as rows of the application, and as plain rows for the slow count."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction

from codelists.models import CodeListEntry
from lib.calendar import brussels_day
from tests.database import as_owner
from tests.reporting.slow.clock import slow_day
from tests.reporting.slow.codes import make_lists

Model = type[models.Model]
Row = dict[str, Any]
"""One row as plain values: keys of other rows are numbers, codes of lists are words."""
Rows = dict[Model, dict[int, Row]]
"""What was registered, at one moment."""
BATCH = 4000


@dataclass
class World:
    """What is added, changed and removed here is written by `write`, in one transaction.

    An instant becomes a legal day twice: by the application's clock where it is written, by our
    own clock where it is counted. `others` gives the columns of a new row that no count reads.
    """

    others: Mapping[Model, Callable[[int], Row]]
    rows: Rows = field(default_factory=lambda: defaultdict(dict))
    keys: dict[tuple[type[CodeListEntry], str], int] = field(default_factory=dict)
    _made: dict[Model, list[models.Model]] = field(default_factory=lambda: defaultdict(list))
    _edits: dict[tuple[Model, int], Row] = field(default_factory=lambda: defaultdict(dict))
    _gone: dict[Model, list[int]] = field(default_factory=lambda: defaultdict(list))
    _last: int = 0

    def __post_init__(self) -> None:
        with as_owner():
            self.keys = make_lists()

    def add(self, model: Model, **given: Any) -> int:
        self._last += 1
        self.rows[model][self._last] = {name: _plain(value) for name, value in given.items()}
        stored = self._stored(model, given)
        if model in self.others:
            stored |= self.others[model](self._last)
        self._made[model].append(model(pk=self._last, **stored))
        return self._last

    def change(self, model: Model, key: int, **given: Any) -> None:
        """Change a row that was written before."""
        self.rows[model][key] |= {name: _plain(value) for name, value in given.items()}
        self._edits[model, key] |= self._stored(model, given)

    def remove(self, model: Model, key: int) -> None:
        """Remove what somebody takes back, such as a form of violence."""
        del self.rows[model][key]
        self._gone[model].append(key)

    def write(self) -> None:
        with as_owner(), transaction.atomic():
            for model, gone in self._gone.items():
                model._default_manager.filter(pk__in=gone).delete()
            for model, made in self._made.items():
                model._default_manager.bulk_create(made, batch_size=BATCH)
            _write_edits(self._edits)
        self._made.clear()
        self._edits.clear()
        self._gone.clear()

    def copy(self) -> Rows:
        """The rows as they are now, not changed by what comes after."""
        return {
            model: {key: dict(row) for key, row in rows.items()}
            for model, rows in self.rows.items()
        }

    def _stored(self, model: Model, given: Row) -> Row:
        stored: Row = {}
        for name, value in given.items():
            column = model._meta.get_field(name)
            if isinstance(column, models.ForeignKey):
                stored[f"{name}_id"] = self._key(column.related_model, value)
            else:
                stored[name] = brussels_day(value) if isinstance(value, dt.datetime) else value
        return stored

    def _key(self, model: Any, value: str | int | None) -> int | None:
        return self.keys[model, value] if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    return slow_day(value) if isinstance(value, dt.datetime) else value


def _write_edits(edits: dict[tuple[Model, int], Row]) -> None:
    """One statement for all rows of which the same columns change."""
    together: dict[tuple[Model, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)
    for (model, key), stored in edits.items():
        together[model, tuple(stored)].append((key, *stored.values()))
    with connection.cursor() as cursor:
        for (model, names), values in together.items():
            table = model._meta.db_table
            types = ["bigint", *(_type(model, name) for name in names)]
            lists = ", ".join(f"%s::{one}[]" for one in types)
            setting = ", ".join(f"{name} = v.{name}" for name in names)
            cursor.execute(
                f"UPDATE {table} t SET {setting} "
                f"FROM unnest({lists}) v(id, {', '.join(names)}) WHERE t.id = v.id",
                [list(column) for column in zip(*values, strict=True)],
            )


def _type(model: Model, name: str) -> str:
    """Of a column, in an array: without its length."""
    kind = str(model._meta.get_field(name.removesuffix("_id")).db_type(connection))
    return kind.partition("(")[0]


def set_known(at: dt.datetime, since: dt.datetime) -> None:
    """Let what was written after `since` be known from `at`: nobody waits for years in a test."""
    with as_owner(), connection.cursor() as cursor:
        for table in ("reporting_unitfact", "reporting_dossierfact"):
            cursor.execute(
                f"""UPDATE {table} SET
                        known_from = CASE WHEN known_from >= %(since)s THEN %(at)s
                                          ELSE known_from END,
                        known_until = CASE WHEN known_until >= %(since)s THEN %(at)s
                                           ELSE known_until END
                    WHERE known_from >= %(since)s OR known_until >= %(since)s""",
                {"at": at, "since": since},
            )


def analyze() -> None:
    """What the planner learns by itself in a day, or knows at once after an import."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE reporting_unitfact, reporting_dossierfact")
