"""What the commands that load reference data have in common."""

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import CommandError, CommandParser
from django.db import IntegrityError

from accounts.services.reference_data import LoadReport
from lib.maintenance import MaintenanceCommand
from lib.reference_file import ReferenceFilesError


class ReferenceCommand(MaintenanceCommand):
    """Load a folder, print what was done, and on any mistake print all of them and stop."""

    folder: ClassVar[Path]

    @abstractmethod
    def load(self, *, folder: Path, dry_run: bool) -> tuple[LoadReport, ...]:
        """The service that loads the folder."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=self.folder)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            reports = self.load(folder=options["folder"], dry_run=options["dry_run"])
        except ReferenceFilesError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        except IntegrityError as error:
            # For example a centre made on screen under another code with the same name.
            raise CommandError(
                f"Nothing was loaded: a row on screen is in the way.\n{error}"
            ) from error
        for report in reports:
            self._print(report, verbosity=options["verbosity"])
        if options["dry_run"]:
            self.stdout.write("nothing written")

    def _print(self, report: LoadReport, *, verbosity: int) -> None:
        for difference in report.differences:
            self.stdout.write(f"kept: {difference}")
        if verbosity > 1:
            for row in report.not_in_file:
                self.stdout.write(f"not in the file, kept: {row}")
        self.stdout.write(str(report))
