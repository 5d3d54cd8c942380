"""Inhabitants per centre and year from reporting/data/population."""

from pathlib import Path

from accounts.models import Centre
from accounts.services.reference_checks import problems_in, refuse, unknown_references
from accounts.services.reference_data import LoadReport, load
from accounts.services.reference_tables import Table
from lib.reference_file import Column, read_file, text, whole_number, yes_or_no
from reporting.models import Population

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data" / "population"

_TABLE = Table("population", Population, ("centre", "year"), {"centre": ("code",)})
_COLUMNS = {
    "centre": Column("centre", text, required=True),
    "year": Column("year", whole_number, required=True),
    "inhabitants": Column("inhabitants", whole_number, required=True),
    "verified": Column("verified", yes_or_no),
    "source": Column("source", text, required=True),
    "note": Column("note", text),
}


def load_population(*, folder: Path = DATA_FOLDER, dry_run: bool = False) -> tuple[LoadReport, ...]:
    """Load the file, all or nothing. Raises ReferenceFilesError with every mistake."""
    file = read_file(folder / "population.csv", _COLUMNS)
    coming = {"centre": frozenset(Centre.objects.values_list("code", flat=True))}
    refuse((*problems_in(_TABLE, file), *unknown_references(_TABLE, file, coming)))
    return load([(_TABLE, file)], dry_run=dry_run)
