"""manage.py import_dossiers FILE.csv [--dry-run] [--system NAME]"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from cases.imports.cells import Cells, RowError
from cases.imports.directory import Directory, read_directory
from cases.imports.source import FileRefused, Source, open_source
from cases.imports.tally import Cell, Difference, Fate, Tally
from cases.services.importing import ImportFailed, row_errors
from lib.dutch import write_date, write_number
from lib.maintenance import MaintenanceCommand
from reporting.services.importing import ImportReport, LoweredStart, import_dossiers

SYSTEM_LENGTH = 60


class Command(MaintenanceCommand):
    help = "Import the dossiers of an old FJC system from a CSV file, all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="UTF-8, see docs/import.md")
        parser.add_argument("--dry-run", action="store_true", help="check, write nothing")
        parser.add_argument("--system", default="FJC", help="name of the old system")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            source = open_source(options["file"])
            directory = read_directory()
            system = _system_name(options["system"], directory)
            self._refuse_row_errors(source, directory)
            report = import_dossiers(
                source=source, directory=directory, system=system, dry_run=options["dry_run"]
            )
        except FileRefused as error:
            raise CommandError("\n".join([*error.problems, _("Nothing was imported.")])) from error
        except ImportFailed as error:
            raise CommandError(str(error)) from error
        self._print(report, directory)
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was written."))

    def _refuse_row_errors(self, source: Source, directory: Directory) -> None:
        """Print every error of the file at once, as they are found."""
        found = 0
        for error in row_errors(source, directory):
            found += 1
            self.stdout.write(_error_line(error))
        if found:
            wrong = _("%(count)s errors. Nothing was imported.")
            raise CommandError(wrong % {"count": write_number(found)})

    def _print(self, report: ImportReport, directory: Directory) -> None:
        names = {centre.pk: centre.name for centre in directory.centres.values()}
        for difference in report.tally.differences:
            self.stdout.write(_difference_line(difference))
        for line in _table(report.tally, names):
            self.stdout.write(line)
        self.stdout.write(_summary(report.tally))
        for start in report.starts:
            self.stdout.write(_start_line(start, names))


def _system_name(typed: str, directory: Directory) -> str:
    cells = Cells(0, {"system": typed}, directory.today)
    name = cells.line("system", SYSTEM_LENGTH, required=True)
    if cells.errors:
        raise CommandError(f"--system: {cells.errors[0].message}")
    return name


def _error_line(error: RowError) -> str:
    where = _("row %(row)s") % {"row": error.row}
    if error.column:
        where = _("row %(row)s, column %(column)s") % {"row": error.row, "column": error.column}
    return f"{where}: {error.message}"


def _difference_line(difference: Difference) -> str:
    return _("row %(row)s differs from %(reference)s in: %(columns)s (not overwritten)") % {
        "row": difference.row,
        "reference": difference.reference,
        "columns": ", ".join(difference.columns),
    }


def _table(tally: Tally, names: dict[int, str]) -> Iterator[str]:
    """Rows in, dossiers out, per centre and year, with the answers to compare with."""
    head = [_("centre"), _("year"), _("rows"), _("imported"), _("present"), _("differing")]
    head += [_("stalking yes"), _("stalking no"), _("unknown"), _("not counted")]
    lines = [head] + [[names[c.centre_id], str(c.year), *_numbers(tally, c)] for c in tally.cells()]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        cells = [line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]
        yield "  ".join(cells)


def _numbers(tally: Tally, cell: Cell) -> Iterator[str]:
    yield write_number(tally.rows(cell))
    for fate in Fate:
        yield write_number(tally.count(fate, cell))
    for answer in ("yes", "no", "unknown"):
        yield write_number(tally.answers[cell, answer])
    yield write_number(tally.excluded[cell])


def _summary(tally: Tally) -> str:
    counts = {fate.value: write_number(tally.count(fate)) for fate in Fate}
    return _(
        "%(rows)s rows in: %(imported)s imported, %(present)s already present, "
        "%(differing)s differing"
    ) % {"rows": write_number(tally.rows()), **counts}


def _start_line(start: LoweredStart, names: dict[int, str]) -> str:
    return _("%(centre)s registers stalking since %(day)s (was %(before)s)") % {
        "centre": names[start.centre_id],
        "day": write_date(start.starts_on),
        "before": write_date(start.before),
    }
