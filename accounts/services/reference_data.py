"""Bring reference data in line with its files without undoing an administrator's work.

The rule (docs/adr/0005-code-lists.md): a row that an administrator made or changed on screen
is hers. Loading adds rows that are not there, brings rows nobody touched in line with the
file, and for her rows only says what differs. No row is ever deleted: a code is ended.
The administration's own history (django_admin_log) is the memory of who touched what.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from accounts.events import REFERENCE_LOADED
from accounts.services.reference_tables import Table, in_words, resolve, written
from audit.log import OPERATOR, Subject, record
from lib.reference_file import ReadFile, Row


@dataclass(frozen=True)
class Difference:
    """Something in the file that was not taken over, because an administrator decided."""

    table: str
    row: str
    field: str
    kept: str
    in_file: str

    def __str__(self) -> str:
        if not self.field:
            return f"{self.table} {self.row}: {self.kept}"
        return f"{self.table} {self.row}: {self.field} kept {self.kept!r}, file {self.in_file!r}"


@dataclass(frozen=True)
class LoadReport:
    """What loading one table did."""

    table: str
    rows: int
    added: int
    changed: int
    differences: tuple[Difference, ...]
    not_in_file: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table}: {self.rows} rows, {self.added} added, {self.changed} changed"


def load(
    tables: Sequence[tuple[Table, ReadFile]], *, dry_run: bool = False
) -> tuple[LoadReport, ...]:
    """Load every table in one transaction and log it. The files must have no problems."""
    with transaction.atomic():
        reports = tuple(_load(table, file.rows) for table, file in tables)
        _record(report for report in reports if report.added or report.changed)
        if dry_run:
            transaction.set_rollback(True)
    return reports


@dataclass
class _Plan:
    """What is to be done with the rows of one table."""

    table: Table
    added: list[models.Model] = field(default_factory=list)
    changed: list[models.Model] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class _Hers:
    """The ids of rows, and of the rows they hang on, that were made or changed on screen."""

    rows: frozenset[str]
    parents: frozenset[str]


def _load(table: Table, rows: Sequence[Row]) -> LoadReport:
    ids = table.ids()
    stored = table.stored(ids)
    hers = _hers(table)
    plan = _Plan(table)
    for row in rows:
        values = resolve(row.values, ids)
        found = stored.pop(table.key_of(row.values), [])
        if found:
            _keep_or_change(plan, hers, row, values, found)
        else:
            _add(plan, hers, row, values)
    table.model._default_manager.bulk_create(plan.added)
    for instance in plan.changed:
        instance.save()
    return LoadReport(
        table=table.name,
        rows=len(rows),
        added=len(plan.added),
        changed=len(plan.changed),
        differences=tuple(plan.differences),
        not_in_file=tuple(f"{table.name} {in_words(key)}" for key in stored),
    )


def _add(plan: _Plan, hers: _Hers, row: Row, values: Mapping[str, Any]) -> None:
    """A row that is not there, unless it hangs on something that is hers."""
    if plan.table.parent and str(values[f"{plan.table.parent}_id"]) in hers.parents:
        name = in_words(plan.table.key_of(row.values))
        why = "not added, an administrator keeps this list"
        plan.differences.append(Difference(plan.table.name, name, "", why, ""))
    else:
        plan.added.append(plan.table.model(**values))


def _keep_or_change(
    plan: _Plan,
    hers: _Hers,
    row: Row,
    values: Mapping[str, Any],
    found: Sequence[models.Model],
) -> None:
    stored = found[0]
    fields = [name for name, value in values.items() if getattr(stored, name) != value]
    if _is_hers(plan.table, hers, found):
        plan.differences += _kept(plan.table, row, stored, values, fields)
    elif fields:
        for name in fields:
            setattr(stored, name, values[name])
        plan.changed.append(stored)


def _hers(table: Table) -> _Hers:
    parents = _touched(table.related(table.parent)) if table.parent else frozenset()
    return _Hers(_touched(table.model), parents)


def _touched(model: type[models.Model]) -> frozenset[str]:
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    return frozenset(str(entry) for entry in entries.values_list("object_id", flat=True))


def _is_hers(table: Table, hers: _Hers, found: Sequence[models.Model]) -> bool:
    if any(str(instance.pk) in hers.rows for instance in found):
        return True
    return bool(table.parent) and str(getattr(found[0], f"{table.parent}_id")) in hers.parents


def _kept(
    table: Table,
    row: Row,
    stored: models.Model,
    values: Mapping[str, Any],
    fields: Iterable[str],
) -> list[Difference]:
    name = in_words(table.key_of(row.values))
    return [
        Difference(table.name, name, each, written(getattr(stored, each)), written(values[each]))
        for each in fields
        if each not in table.silent
    ]


def _record(reports: Iterable[LoadReport]) -> None:
    """One line in the log, when something was written."""
    changed = tuple(reports)
    if changed:
        record(
            REFERENCE_LOADED,
            actor=OPERATOR,
            subject=Subject(object_type="reference_data"),
            fields=[report.table for report in changed],
            reason="; ".join(str(report) for report in changed),
        )
