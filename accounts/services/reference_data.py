"""Bring reference data in line with its files without undoing an administrator's work.

The rule (docs/adr/0005-code-lists.md): a row that an administrator made or changed on screen
is hers. Loading adds rows that are not there, brings rows nobody touched in line with the
file, and for her rows only says what differs. No row is ever deleted: a code is ended.
The administration's own history (django_admin_log) is the memory of who touched what.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.events import REFERENCE_LOADED
from audit.log import OPERATOR, Subject, record
from lib.dutch import write_date
from lib.reference_file import FileProblem, ReadFile, ReferenceFilesError, Row


@dataclass(frozen=True)
class Table:
    """How the rows of one file become rows of one table.

    `key` names the attributes that say which row it is. `references` are foreign keys, each
    with the columns of the other table whose text the file gives. A row that hangs on
    `parent` is hers as soon as the parent is.
    """

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parent: str = ""
    silent: frozenset[str] = frozenset()
    period: tuple[str, str] = ("starts_on", "ends_on")


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


def problems_in(table: Table, file: ReadFile) -> list[FileProblem]:
    """Everything the model would refuse, and rows that are in the file twice."""
    keys = Counter(_key_of(table, row.values) for row in file.rows)
    found = list(file.problems)
    for row in file.rows:
        if keys[_key_of(table, row.values)] > 1:
            found.append(FileProblem(file.name, row.line, "", "this row is there twice"))
        found += [
            FileProblem(file.name, row.line, field, message)
            for field, message in _model_problems(table, row.values)
        ]
    return found


def unknown_references(
    table: Table, file: ReadFile, coming: Mapping[str, frozenset[str]]
) -> list[FileProblem]:
    """References to a row that is neither in the database nor `coming` from another file."""
    known = {name: coming[name] | ids.keys() for name, ids in _ids(table).items()}
    return [
        FileProblem(file.name, row.line, name, f"{row.values[name]!r} is not known")
        for row in file.rows
        for name in table.references
        if row.values[name] not in known[name]
    ]


def load(
    tables: Sequence[tuple[Table, ReadFile]], *, dry_run: bool = False
) -> tuple[LoadReport, ...]:
    """Load every table in one transaction and log it. The files must have no problems."""
    with transaction.atomic():
        reports = tuple(_load(table, file.rows) for table, file in tables)
        written = [report for report in reports if report.added or report.changed]
        if written:
            record(
                REFERENCE_LOADED,
                actor=OPERATOR,
                subject=Subject(object_type="reference_data"),
                fields=[report.table for report in written],
                reason="; ".join(str(report) for report in written),
            )
        if dry_run:
            transaction.set_rollback(True)
    return reports


def refuse(problems: Iterable[FileProblem]) -> None:
    """Raise ReferenceFilesError when there is any problem."""
    found = tuple(problems)
    if found:
        raise ReferenceFilesError(found)


def _load(table: Table, rows: Sequence[Row]) -> LoadReport:
    ids = _ids(table)
    stored = _stored(table, ids)
    hers = _touched(table.model)
    parents = _touched(_related(table, table.parent)) if table.parent else frozenset()
    added, changed, differences = [], [], []
    for row in rows:
        values = _resolve(row.values, ids)
        found = stored.pop(_key_of(table, row.values), [])
        if not found:
            if table.parent and str(values[f"{table.parent}_id"]) in parents:
                differences.append(_not_added(table, row))
            else:
                added.append(table.model(**values))
            continue
        fields = _changed_fields(found[0], values)
        if _is_hers(table, found, hers, parents):
            differences += _kept(table, row, found[0], values, fields)
        elif fields:
            changed.append(_with(found[0], values, fields))
    table.model._default_manager.bulk_create(added)
    for instance in changed:
        instance.save()
    return LoadReport(
        table=table.name,
        rows=len(rows),
        added=len(added),
        changed=len(changed),
        differences=tuple(differences),
        not_in_file=tuple(f"{table.name} {_name_of(key)}" for key in stored),
    )


def _stored(
    table: Table, ids: Mapping[str, Mapping[str, int]]
) -> dict[tuple[Any, ...], list[models.Model]]:
    """Rows by key; an administrator may have given one key several periods."""
    texts = {name: {pk: text for text, pk in by_text.items()} for name, by_text in ids.items()}
    found = defaultdict(list)
    for instance in table.model._default_manager.order_by("pk"):
        key = tuple(
            texts[name][getattr(instance, f"{name}_id")]
            if name in texts
            else getattr(instance, name)
            for name in table.key
        )
        found[key].append(instance)
    return dict(found)


def _touched(model: type[models.Model]) -> frozenset[str]:
    """The ids of rows that were made or changed on screen."""
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    return frozenset(str(entry) for entry in entries.values_list("object_id", flat=True))


def _is_hers(
    table: Table,
    found: Sequence[models.Model],
    hers: frozenset[str],
    parents: frozenset[str],
) -> bool:
    if any(str(instance.pk) in hers for instance in found):
        return True
    return bool(table.parent) and str(getattr(found[0], f"{table.parent}_id")) in parents


def _related(table: Table, name: str) -> type[models.Model]:
    related = table.model._meta.get_field(name).related_model
    assert isinstance(related, type)  # noqa: S101 - a foreign key always has a model
    return related


def _ids(table: Table) -> dict[str, dict[str, int]]:
    """For every reference: the text by which a file names a row, and the id of that row."""
    return {
        name: {
            " ".join(texts): pk
            for pk, *texts in _related(table, name)._default_manager.values_list("pk", *columns)
        }
        for name, columns in table.references.items()
    }


def _resolve(values: Mapping[str, Any], ids: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    return {
        (f"{name}_id" if name in ids else name): ids[name][value] if name in ids else value
        for name, value in values.items()
    }


def _key_of(table: Table, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in table.key)


def _changed_fields(instance: models.Model, values: Mapping[str, Any]) -> list[str]:
    return [name for name, value in values.items() if getattr(instance, name) != value]


def _with(instance: models.Model, values: Mapping[str, Any], fields: Iterable[str]) -> models.Model:
    for name in fields:
        setattr(instance, name, values[name])
    return instance


def _kept(
    table: Table, row: Row, instance: models.Model, values: Mapping[str, Any], fields: Iterable[str]
) -> list[Difference]:
    return [
        Difference(
            table.name,
            _name_of(_key_of(table, row.values)),
            name,
            _written(getattr(instance, name)),
            _written(values[name]),
        )
        for name in fields
        if name not in table.silent
    ]


def _not_added(table: Table, row: Row) -> Difference:
    name = _name_of(_key_of(table, row.values))
    return Difference(table.name, name, "", "not added, an administrator keeps this list", "")


def _name_of(key: tuple[Any, ...]) -> str:
    return " ".join(_written(part) for part in key)


def _written(value: Any) -> str:
    return write_date(value) if hasattr(value, "isoformat") else str(value)


def _model_problems(table: Table, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the fields and the period refuse; references are checked by themselves."""
    own = {name: value for name, value in values.items() if name not in table.references}
    found = []
    try:
        table.model(**own).clean_fields(exclude=_absent(table, own))
    except ValidationError as error:
        found = [(name, " ".join(texts)) for name, texts in error.message_dict.items()]
    first, last = (own.get(name) for name in table.period)
    if first and last and last < first:
        found.append((table.period[1], "the last day lies before the first day"))
    return found


def _absent(table: Table, own: dict[str, Any]) -> set[str]:
    return {field.name for field in table.model._meta.fields} - own.keys()
