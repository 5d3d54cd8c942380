"""manage.py seed --dossiers N [--seed S] [--since DAY] [--until DAY]"""

import datetime as dt
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser

from lib.maintenance import MaintenanceCommand
from reporting.seeding.seed import SINCE, UNTIL, SeedOrder, seed, tidy
from reporting.seeding.world import NotReady

STEP = 100_000


class Command(MaintenanceCommand):
    help = "Add synthetic dossiers of invented families. Never on a database with real ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same families")
        parser.add_argument("--since", type=dt.date.fromisoformat, default=SINCE)
        parser.add_argument("--until", type=dt.date.fromisoformat, default=UNTIL)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["dossiers"] < 1:
            raise CommandError("--dossiers must be 1 or more")
        order = SeedOrder(
            options["dossiers"], options["seed"], since=options["since"], until=options["until"]
        )
        began = time.monotonic()
        try:
            report = seed(order, progress=self._progress)
            tidy()
        except NotReady as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{report.dossiers} dossiers with {report.offences} offences "
            f"in {time.monotonic() - began:.1f} s"
        )

    def _progress(self, done: int) -> None:
        if done % STEP == 0:
            self.stdout.write(f"{done} dossiers invented")
