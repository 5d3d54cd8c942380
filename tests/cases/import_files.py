"""Files as an old system would export them, made row by row."""

import csv
import io
from pathlib import Path

from cases.imports.cells import RowError
from cases.imports.check import ImportedDossier, check_source
from cases.imports.directory import Directory
from cases.imports.source import open_source

Row = dict[str, str]


def row(**cells: str) -> Row:
    """A row without errors for a centre with code `mechelen` that is open since 2017."""
    return {
        "centre": "mechelen",
        "source_reference": "M-1",
        "received_on": "2021-03-15",
        "stalking": "nee",
    } | cells


def csv_text(*rows: Row, delimiter: str = ",") -> str:
    columns = list(dict.fromkeys(name for each in rows for name in each))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write_file(folder: Path, *rows: Row, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    path = folder / "oud.csv"
    path.write_bytes(csv_text(*rows, delimiter=delimiter).encode(encoding, "surrogatepass"))
    return path


def checked(folder: Path, directory: Directory, *rows: Row) -> list[ImportedDossier]:
    """The dossiers of a file; fails on the first row error."""
    outcome = list(check_source(open_source(write_file(folder, *rows)), directory))
    assert all(isinstance(each, ImportedDossier) for each in outcome), outcome
    return [each for each in outcome if isinstance(each, ImportedDossier)]


def errors_of(folder: Path, directory: Directory, *rows: Row) -> list[tuple[int, str]]:
    """Row and column of every error."""
    return [(error.row, error.column) for error in row_errors_of(folder, directory, *rows)]


def row_errors_of(folder: Path, directory: Directory, *rows: Row) -> list[RowError]:
    outcome = check_source(open_source(write_file(folder, *rows)), directory)
    return [error for each in outcome if isinstance(each, list) for error in each]
