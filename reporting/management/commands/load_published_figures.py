"""manage.py load_published_figures [FOLDER] [--dry-run] [--accept-changes]"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from lib.maintenance import MaintenanceCommand
from reporting.services.published import (
    PUBLISHED_FOLDER,
    ChangesNotAcceptedError,
    LoadReport,
    load_published_figures,
)
from reporting.services.published_files import PublishedFilesError


class Command(MaintenanceCommand):
    help = "Load the published figures on stalking and intrafamilial violence, all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=PUBLISHED_FOLDER)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--accept-changes",
            action="store_true",
            help="also write rows that differ from what was loaded before",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = load_published_figures(
                folder=options["folder"],
                accept_changes=options["accept_changes"],
                dry_run=options["dry_run"],
            )
        except PublishedFilesError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        except ChangesNotAcceptedError as error:
            self._print(error.report)
            raise CommandError(
                "Nothing was loaded: rows that were loaded before are different. "
                "Read the differences and load again with --accept-changes."
            ) from error
        self._print(report)

    def _print(self, report: LoadReport) -> None:
        for difference in report.differences:
            self.stdout.write(
                f"{difference.row}: {difference.column or 'row'} "
                f"{difference.before!r} -> {difference.after!r}"
            )
        self.stdout.write(
            f"{report.observations} observations from {report.sources} sources: "
            f"{report.added} added, {report.changed} changed, {report.withdrawn} withdrawn"
            f"{'' if report.written else ', nothing written'}"
        )
