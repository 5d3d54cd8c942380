"""manage.py seed_demo: the demo world, once. Running it again changes nothing."""

from typing import Any

from django.core.management.base import CommandError

from lib.maintenance import MaintenanceCommand
from reporting.seeding.demo import DemoRefused, seed_demo
from reporting.seeding.seed import tidy
from reporting.seeding.world import NotReady


class Command(MaintenanceCommand):
    help = "Add demo accounts with a public password and some 600 synthetic dossiers."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            made = seed_demo()
        except (DemoRefused, NotReady) as error:
            raise CommandError(str(error)) from error
        if made:
            tidy()
            self.stdout.write("The demo was made.")
