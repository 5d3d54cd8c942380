"""manage.py load_reference_data [--dry-run] [--accept-changes]"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from lib.maintenance import MaintenanceCommand
from reporting.services.coverage_files import load_coverage_events


class Command(MaintenanceCommand):
    help = "Load code lists, centres, partners, published figures and questions: all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--accept-changes",
            action="store_true",
            help="also write published figures that differ from what was loaded before",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        figures = {"accept_changes": options["accept_changes"]}
        with transaction.atomic():
            mistakes = [
                *self._load("load_code_lists", options),
                *self._load("load_centres", options),
                *self._load("load_population", options),
                *self._load("load_published_figures", options, **figures),
            ]
            if mistakes:
                raise CommandError("\n".join(mistakes))
            if options["dry_run"]:
                # Rolled back as a whole: inhabitants need the centres of the same run.
                transaction.set_rollback(True)
                self.stdout.write("nothing written")
            if not options["dry_run"]:
                self.stdout.write(f"coverage events: {load_coverage_events()} added")
                call_command("load_questions", stdout=self.stdout)

    def _load(self, command: str, options: dict[str, Any], **more: Any) -> list[str]:
        """Goes on after a mistake, so that all files are checked in one run."""
        try:
            with transaction.atomic():
                call_command(
                    command,
                    verbosity=options["verbosity"],
                    stdout=self.stdout,
                    **more,
                )
        except CommandError as error:
            return [f"{command}: {error}"]
        return []
