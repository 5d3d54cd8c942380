"""manage.py load_population [FOLDER] [--dry-run]"""

from pathlib import Path

from accounts.reference_command import ReferenceCommand
from accounts.services.reference_data import LoadReport
from reporting.services.population import DATA_FOLDER, load_population


class Command(ReferenceCommand):
    help = "Load inhabitants per centre and year; rows an administrator edited are kept."
    folder = DATA_FOLDER

    def load(self, *, folder: Path, dry_run: bool) -> tuple[LoadReport, ...]:
        return load_population(folder=folder, dry_run=dry_run)
