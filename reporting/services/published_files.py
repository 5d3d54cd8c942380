"""Read the two files of published figures and find every mistake in them at once.

Nothing is written here. The columns are explained in reporting/data/published/README.md.
"""

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from lib.text import first_forbidden
from reporting.deliveries.checks.sums import check_sums
from reporting.deliveries.findings import errors
from reporting.deliveries.observation import ObservationRow
from reporting.models.published import (
    ObservationFlag,
    ObservationStatus,
    PeriodReference,
    PublishedObservation,
    PublishedSource,
)

SOURCE_COLUMNS = ("source_key", "title", "publisher", "published_on", "url", "note")
OBSERVATION_COLUMNS = (
    *("indicator", "unit", "organisation", "source_system", "place_level", "place"),
    *("period_start", "period_end", "reference", "dim1", "value1", "dim2", "value2"),
    *("value", "status", "flags", "extracted_on", "competence", "source_key", "note"),
)
OPTIONAL = frozenset(
    {
        *("published_on", "url", "note", "source_system", "period_start", "period_end"),
        *("dim1", "value1", "dim2", "value2", "value", "flags", "extracted_on", "competence"),
    }
)
LARGEST_FILE = 10 * 1024 * 1024
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)


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


class PublishedFilesError(Exception):
    """The files cannot be loaded; `problems` holds every reason."""

    def __init__(self, problems: list[FileProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class SourceRow:
    key: str
    title: str
    publisher: str
    published_on: dt.date | None
    url: str
    note: str


@dataclass(frozen=True)
class PublishedFiles:
    sources: tuple[SourceRow, ...]
    observations: tuple[ObservationRow, ...]
    fingerprint: str
    content: bytes
    """The file of the observations as it was read."""


Row = TypeVar("Row", SourceRow, ObservationRow)


def read_files(folder: Path) -> PublishedFiles:
    """The rows of sources.csv and observations.csv in `folder`.

    Raises PublishedFilesError with all mistakes of both files together.
    """
    reader = _Reader()
    digest = hashlib.sha256()
    sources = reader.read(folder / "sources.csv", SOURCE_COLUMNS, _source, digest.update)
    content = bytearray()

    def seen(part: bytes) -> None:
        digest.update(part)
        content.extend(part)

    rows = reader.read(folder / "observations.csv", OBSERVATION_COLUMNS, _observation, seen)
    reader.check_keys("sources.csv", [(line, row.key) for line, row in sources])
    reader.check_keys("observations.csv", [(line, row.identity) for line, row in rows])
    known = {row.key for _, row in sources}
    for line, row in rows:
        if row.source_key not in known:
            reader.report("observations.csv", line, "source_key", "no such source")
    reader.check_sums([row for _, row in rows])
    if reader.problems:
        raise PublishedFilesError(reader.problems)
    return PublishedFiles(
        tuple(row for _, row in sources),
        tuple(row for _, row in rows),
        digest.hexdigest(),
        bytes(content),
    )


class _Reader:
    """Collects problems instead of stopping at the first one."""

    def __init__(self) -> None:
        self.problems: list[FileProblem] = []

    def report(self, file: str, line: int, column: str, problem: str) -> None:
        self.problems.append(FileProblem(file, line, column, problem))

    def read(
        self,
        path: Path,
        columns: tuple[str, ...],
        build: "Callable[[_Cells], Row]",
        seen: Callable[[bytes], None],
    ) -> list[tuple[int, Row]]:
        rows: list[tuple[int, Row]] = []
        for line, cells in enumerate(self._table(path, columns, seen), start=2):
            record = _Cells(self, path.name, line, dict(zip(columns, cells, strict=False)))
            if len(cells) != len(columns):
                record.report("", f"has {len(cells)} cells instead of {len(columns)}")
                continue
            record.check_texts()
            rows.append((line, build(record)))
        return rows

    def _table(
        self, path: Path, columns: tuple[str, ...], seen: Callable[[bytes], None]
    ) -> list[list[str]]:
        try:
            with path.open("rb") as stream:
                content = stream.read(LARGEST_FILE + 1)
        except OSError:
            self.report(path.name, 0, "", "cannot be read")
            return []
        seen(content)
        if len(content) > LARGEST_FILE:
            self.report(path.name, 0, "", "is larger than 10 MB")
            return []
        try:
            table = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            self.report(path.name, 0, "", f"is no comma-separated UTF-8 text ({error})")
            return []
        if not table or tuple(table[0]) != columns:
            self.report(path.name, 1, "", f"the header must be {','.join(columns)}")
            return []
        return table[1:]

    def check_keys(self, file: str, keys: list[tuple[int, Any]]) -> None:
        first: dict[Any, int] = {}
        for line, key in keys:
            if key in first:
                self.report(file, line, "", f"is the same figure as row {first[key]}")
            first.setdefault(key, line)

    def check_sums(self, rows: list[ObservationRow]) -> None:
        """The same check as on what partners deliver. A total that was published wrong says so."""
        names = dict.fromkeys(name for row in rows for name in (row.dim1, row.dim2) if name)
        for found in errors(check_sums(rows, {name: name for name in names}, "value")):
            self.report("observations.csv", found.line, found.column, found.message)


class _Cells:
    """The cells of one row; asking for a value reports what is wrong with it."""

    def __init__(self, reader: _Reader, file: str, line: int, cells: dict[str, str]) -> None:
        self._reader, self._file, self.line, self._cells = reader, file, line, cells

    def report(self, column: str, problem: str) -> None:
        self._reader.report(self._file, self.line, column, problem)

    def check_texts(self) -> None:
        for column, text in self._cells.items():
            if found := first_forbidden(text):
                self.report(column, f"holds the forbidden character {found.code_point}")
            if text != text.strip():
                self.report(column, "has white space around it")
            if not text and column not in OPTIONAL:
                self.report(column, "is empty")
            if len(text) > _longest(self._file, column):
                self.report(column, f"is longer than {_longest(self._file, column)} characters")

    def text(self, column: str) -> str:
        return self._cells[column]

    def day(self, column: str) -> dt.date | None:
        text = self.text(column)
        if not text:
            return None
        try:
            return dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
        except ValueError:
            self.report(column, "is no date written as 2023-10-01")
            return None

    def choice(self, column: str, choices: list[str]) -> str:
        if self.text(column) not in choices:
            self.report(column, f"is none of {', '.join(choices)}")
        return self.text(column)

    def flags(self) -> tuple[str, ...]:
        flags = tuple(self.text("flags").split(";")) if self.text("flags") else ()
        if unknown := [flag for flag in flags if flag not in ObservationFlag.values]:
            self.report("flags", f"has unknown flags {';'.join(unknown)}")
        return flags

    def number(self) -> Decimal | None:
        text = self.text("value")
        delivered = self.text("status") == ObservationStatus.DELIVERED
        if delivered != bool(text):
            self.report("value", "there is a value if and only if the status is delivered")
        if text and not _NUMBER.fullmatch(text):
            self.report("value", "is no number with a point before the decimals")
            return None
        return Decimal(text) if text else None


def _longest(file: str, column: str) -> int:
    """The room the database has for a column; notes have no limit but a sane one."""
    model = PublishedSource if file == "sources.csv" else PublishedObservation
    names = {"source_key": "key" if model is PublishedSource else "source", "value": "printed"}
    field = model._meta.get_field(names.get(column, column))
    return getattr(field, "max_length", None) or 2000


def _source(cells: _Cells) -> SourceRow:
    return SourceRow(
        key=cells.text("source_key"),
        title=cells.text("title"),
        publisher=cells.text("publisher"),
        published_on=cells.day("published_on"),
        url=_address(cells),
        note=cells.text("note"),
    )


def _address(cells: _Cells) -> str:
    """Only web addresses: it becomes a link on screen."""
    url = cells.text("url")
    if url and not url.startswith(("https://", "http://")):
        cells.report("url", "is no web address")
    return url


def _observation(cells: _Cells) -> ObservationRow:
    row = ObservationRow(
        position=cells.line - 1,
        **{name: cells.text(name) for name in _PLAIN},
        period_start=cells.day("period_start"),
        period_end=cells.day("period_end"),
        reference=cells.choice("reference", PeriodReference.values),
        printed=cells.text("value"),
        value=cells.number(),
        status=cells.choice("status", ObservationStatus.values),
        flags=cells.flags(),
        extracted_on=cells.day("extracted_on"),
    )
    _check_whole(cells, row)
    return row


_PLAIN = (
    *("indicator", "unit", "organisation", "source_system", "place_level", "place"),
    *("dim1", "value1", "dim2", "value2", "competence", "source_key", "note"),
)


def _check_whole(cells: _Cells, row: ObservationRow) -> None:
    """What only shows when the cells of a row are read together."""
    start, end = row.period_start, row.period_end
    if (start is None) != (end is None) or (start and end and start > end):
        cells.report("period_end", "a period has a start and an end, in that order, or neither")
    if row.reference == PeriodReference.STOCK and start != end:
        cells.report("period_end", "a stock is on one day: start and end are the same")
    for dimension, category in ((row.dim1, row.value1), (row.dim2, row.value2)):
        if bool(dimension) != bool(category):
            cells.report("value1", "a breakdown has a name and a category, or neither")
    if len(set(row.flags)) != len(row.flags):
        cells.report("flags", "has a flag twice")
