"""The file itself: which encoding, which delimiter, which columns, one record at a time.

The file is read as a stream and never held as a whole, so its size does not matter.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from cases.imports.columns import REQUIRED, is_known

# Far above any honest row. Above it something is wrong with the file as a whole.
MAX_BYTES = 32 * 1024 * 1024
DELIMITERS = (",", ";")
BOM_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class FileRefused(Exception):
    """The file cannot be read as a whole; nothing can be said about its rows."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Record:
    """One row as a spreadsheet numbers it (the header is row 1), or why it is none."""

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True)
class Source:
    """A file that was opened: UTF-8, with a header of known columns."""

    path: Path
    delimiter: str
    columns: tuple[str, ...]

    def records(self) -> Iterator[Record]:
        """Every row that is not blank."""
        with self.path.open(encoding="utf-8-sig", errors="surrogatepass", newline="") as stream:
            for number, cells, problem in _rows(stream, self.delimiter):
                if number > 1 and (problem or any(cell.strip() for cell in cells)):
                    yield self._record(number, cells, problem)

    def _record(self, number: int, cells: list[str], problem: str) -> Record:
        if not problem and len(cells) != len(self.columns):
            problem = _("The row has %(cells)s cells, the header has %(columns)s.") % {
                "cells": len(cells),
                "columns": len(self.columns),
            }
        return Record(number, dict(zip(self.columns, cells, strict=False)), problem)


def open_source(path: Path) -> Source:
    """Look at encoding, delimiter and header. Raises FileRefused with every problem found."""
    try:
        _require_utf8(path)
        with path.open(encoding="utf-8-sig", errors="surrogatepass", newline="") as stream:
            header = stream.readline()
    except OSError as error:
        raise FileRefused(
            _("The file cannot be read: %(reason)s.") % {"reason": error.strerror}
        ) from error
    delimiter = max(DELIMITERS, key=lambda mark: len(_known(_split(header, mark))))
    columns = _split(header, delimiter)
    if problems := list(_header_problems(columns)):
        raise FileRefused(*problems)
    return Source(path, delimiter, columns)


def _rows(stream: IO[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    with _wide_fields():
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                yield number, next(reader), ""
            except StopIteration:
                return
            except csv.Error:
                yield number, [], _("The quotation marks in this row do not match.")


@contextmanager
def _wide_fields() -> Iterator[None]:
    """Let csv hand us huge fields: a row error is clearer than its exception."""
    before = csv.field_size_limit(MAX_BYTES)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _require_utf8(path: Path) -> None:
    with path.open("rb") as stream:
        for number, line in enumerate(iter(partial(stream.readline, MAX_BYTES + 1), b""), 1):
            if number == 1 and (line.startswith(BOM_UTF16) or b"\0" in line):
                raise FileRefused(
                    _("The file is UTF-16, not UTF-8.") + " " + _what_to_do(),
                )
            if len(line) > MAX_BYTES:
                raise FileRefused(_("Line %(line)s is longer than 32 MB.") % {"line": number})
            _require_utf8_line(number, line)


def _require_utf8_line(number: int, line: bytes) -> None:
    try:
        # A lone surrogate passes here and becomes an error at its own row and column.
        line.decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError as error:
        where = {
            "line": number,
            "position": error.start + 1,
            "byte": f"0x{line[error.start]:02X}",
            "reading": bytes(line[error.start : error.start + 1]).decode("cp1252", "replace"),
        }
        raise FileRefused(
            _(
                "The file is not UTF-8: byte %(byte)s at position %(position)s of line %(line)s. "
                "It looks like Windows-1252, where this byte is ‘%(reading)s’."
            )
            % where
            + " "
            + _what_to_do()
        ) from None


def _what_to_do() -> str:
    return _(
        "Save it again as UTF-8: in Excel as ‘CSV UTF-8’, in LibreOffice with the character set "
        "‘Unicode (UTF-8)’."
    )


def _split(header: str, delimiter: str) -> tuple[str, ...]:
    names = next(csv.reader([header], delimiter=delimiter), [])
    return tuple(name.strip().lower() for name in names)


def _known(columns: tuple[str, ...]) -> set[str]:
    return {column for column in columns if is_known(column)}


def _header_problems(columns: tuple[str, ...]) -> Iterator[str]:
    if not _known(columns):
        yield _(
            "The first row holds no known column. It must hold the names of the columns, "
            "separated by a comma or a semicolon."
        )
        return
    for column in REQUIRED:
        if column not in columns:
            yield _("Column ‘%(column)s’ is missing.") % {"column": column}
    for column in dict.fromkeys(columns):
        shown = {"column": column[:60]}
        if not is_known(column):
            yield _("Column ‘%(column)s’ is not known.") % shown
        if columns.count(column) > 1:
            yield _("Column ‘%(column)s’ is there more than once.") % shown
