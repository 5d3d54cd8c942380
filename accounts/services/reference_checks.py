"""Everything that is wrong with reference files, found before anything is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from accounts.services.reference_tables import Table
from lib.reference_file import FileProblem, ReadFile, ReferenceFilesError


def problems_in(table: Table, file: ReadFile) -> list[FileProblem]:
    """Everything the model would refuse, and rows that are in the file twice."""
    keys = Counter(table.key_of(row.values) for row in file.rows)
    found = list(file.problems)
    for row in file.rows:
        if keys[table.key_of(row.values)] > 1:
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
    known = {name: coming[name] | ids.keys() for name, ids in table.ids().items()}
    return [
        FileProblem(file.name, row.line, name, f"{row.values[name]!r} is not known")
        for row in file.rows
        for name in table.references
        if row.values[name] not in known[name]
    ]


def refuse(problems: Iterable[FileProblem]) -> None:
    """Raise ReferenceFilesError when there is any problem."""
    found = tuple(problems)
    if found:
        raise ReferenceFilesError(found)


def _model_problems(table: Table, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the fields and the period refuse; references are checked by themselves."""
    own = {name: value for name, value in values.items() if name not in table.references}
    absent = {field.name for field in table.model._meta.fields} - own.keys()
    found = []
    try:
        table.model(**own).clean_fields(exclude=absent)
    except ValidationError as error:
        found = [(name, " ".join(texts)) for name, texts in error.message_dict.items()]
    first, last = (own.get(name) for name in table.period)
    if first and last and last < first:
        found.append((table.period[1], "the last day lies before the first day"))
    return found
