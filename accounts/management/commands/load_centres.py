"""manage.py load_centres [FOLDER] [--dry-run]"""

from pathlib import Path

from accounts.reference_command import ReferenceCommand
from accounts.services.centre_files import DATA_FOLDER, load_centres
from accounts.services.reference_data import LoadReport


class Command(ReferenceCommand):
    help = "Load centres and partners; rows that an administrator edited are kept and reported."
    folder = DATA_FOLDER

    def load(self, *, folder: Path, dry_run: bool) -> tuple[LoadReport, ...]:
        return load_centres(folder=folder, dry_run=dry_run)
