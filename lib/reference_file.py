"""Read a CSV of reference data (codes, centres) and find every mistake in it at once.

Nothing is written here and no table is known: a column says which attribute it fills and how
its text is read. The files are explained in the README beside them.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lib.text import first_forbidden, normalise_line

LARGEST_FILE = 10 * 1024 * 1024

Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """One column: the attribute it fills, and how its text becomes a value.

    `read` raises ValueError with a message for the person who made the file.
    """

    attribute: str
    read: Reader
    required: bool = False


@dataclass(frozen=True)
class FileProblem:
    """One mistake. `line` is the row as a spreadsheet counts it: the header is row 1."""

    file: str
    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" + (f" {self.column}" if self.column else "")
        return f"{where}: {self.problem}"


class ReferenceFilesError(Exception):
    """The files cannot be loaded; `problems` holds every reason."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Row:
    """The values of one row by attribute."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ReadFile:
    """What could be read, and what is wrong with the rest."""

    name: str
    rows: tuple[Row, ...]
    problems: tuple[FileProblem, ...]


def read_file(path: Path, columns: Mapping[str, Column], *, unused: Iterable[str] = ()) -> ReadFile:
    """Every row of a UTF-8 CSV. A column that is neither known nor `unused` is a mistake."""
    try:
        text = _text_of(path)
    except (OSError, ValueError) as error:
        return ReadFile(path.name, (), (FileProblem(path.name, 1, "", str(error)),))
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    problems = _header_problems(path.name, reader.fieldnames or (), columns, frozenset(unused))
    if problems:
        return ReadFile(path.name, (), tuple(problems))
    rows, problems = [], []
    try:
        for raw in reader:
            values, wrong = _read_row(raw, columns)
            problems += [FileProblem(path.name, reader.line_num, *found) for found in wrong]
            if not wrong:
                rows.append(Row(reader.line_num, values))
    except csv.Error as error:
        problems.append(FileProblem(path.name, reader.line_num, "", f"no valid CSV: {error}"))
    return ReadFile(path.name, tuple(rows), tuple(problems))


def text(cell: str) -> str:
    """One line of text in one stored form. Raises ValueError for control characters."""
    value = normalise_line(cell)
    if found := first_forbidden(value):
        raise ValueError(f"character {found.position} ({found.code_point}) is not allowed")
    return value


def day(cell: str) -> dt.date | None:
    """An ISO date or nothing. Raises ValueError."""
    if not cell:
        return None
    try:
        return dt.datetime.strptime(cell, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        raise ValueError(f"{cell!r} is no date like 2026-11-23") from None


def whole_number(cell: str) -> int | None:
    """A number of digits only, or nothing. Raises ValueError."""
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", cell):
        raise ValueError(f"{cell!r} is no whole number")
    return int(cell)


def yes_or_no(cell: str) -> bool:
    """yes or no, never a blank that means no. Raises ValueError."""
    if cell not in {"yes", "no"}:
        raise ValueError(f"{cell!r} is neither yes nor no")
    return cell == "yes"


def one_of(choices: Mapping[str, Any]) -> Reader:
    """A reader that accepts only these texts."""

    def read(cell: str) -> Any:
        if cell not in choices:
            raise ValueError(f"{cell!r} is not one of {', '.join(sorted(choices))}")
        return choices[cell]

    return read


def _text_of(path: Path) -> str:
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError("the file is larger than 10 MB")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"the file is not UTF-8 (byte {error.start + 1})") from None


def _header_problems(
    file: str, header: Iterable[str], columns: Mapping[str, Column], unused: frozenset[str]
) -> list[FileProblem]:
    given = list(header)
    missing = [name for name in columns if name not in given]
    unknown = [name for name in given if name not in columns and name not in unused]
    double = {name for name in given if given.count(name) > 1}
    return [
        *(FileProblem(file, 1, name, "this column is missing") for name in missing),
        *(FileProblem(file, 1, name, "nobody knows this column") for name in unknown),
        *(FileProblem(file, 1, name, "this column is there twice") for name in sorted(double)),
    ]


def _read_row(
    raw: Mapping[str | None, Any], columns: Mapping[str, Column]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    if None in raw or None in raw.values():
        return {}, [("", "the row has more or fewer cells than the header")]
    values: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for name, column in columns.items():
        cell = str(raw[name]).strip()
        try:
            if column.required and not cell:
                raise ValueError("this cell may not be empty")
            values[column.attribute] = column.read(cell)
        except ValueError as error:
            wrong.append((name, str(error)))
    return values, wrong
