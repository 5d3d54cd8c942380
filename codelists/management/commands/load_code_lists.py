"""manage.py load_code_lists [FOLDER] [--dry-run]"""

from pathlib import Path

from accounts.reference_command import ReferenceCommand
from accounts.services.reference_data import LoadReport
from codelists.services.loading import DATA_FOLDER, load_code_lists


class Command(ReferenceCommand):
    help = "Load the code lists; rows that an administrator edited are kept and reported."
    folder = DATA_FOLDER

    def load(self, *, folder: Path, dry_run: bool) -> tuple[LoadReport, ...]:
        return load_code_lists(folder=folder, dry_run=dry_run)
