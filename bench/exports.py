"""An export of many rows by a worker's code in a process of its own: seconds and memory.

The facts are made up here, straight into their table: what is measured is reading them through
the wall and writing the file, not where they came from.
"""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import psycopg
from django.db import transaction

from accounts.models import Centre, Membership, Role, User
from launcher import PROJECT
from launcher.errors import LauncherError
from launcher.roles import DatabaseUrls
from lib.acting import acting_as
from lib.maintenance import as_owner
from reporting.exports.stream import ROW_FORMATS
from reporting.fact_rows import FactRows
from reporting.services.export_jobs import RowRequest, start_export

SIZES = (100_000, 1_000_000)
MOST_GROWTH = 1.10
"""Flat: the highest memory over ten times as many rows is that over the fewest, and noise."""

_FACTS = """
INSERT INTO reporting_dossierfact (dossier_id, centre_id, received_on, year, stalking,
                                   stalking_offence, exclusion, imported, known_from)
SELECT n + %(year)s * 10000000::bigint, %(centre)s,
       make_date(%(year)s, 1 + n %% 12, 1 + n %% 28), %(year)s,
       (ARRAY['yes', 'no', 'unknown'])[1 + n %% 3], n %% 5 = 0, '', false, now()
FROM generate_series(1, %(size)s) n
"""


@dataclass(frozen=True)
class Export:
    """One file: rows, format, the seconds it took, highest memory of the process in MB, size."""

    rows: int
    file_format: str
    seconds: float
    memory: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"{self.rows:>9} rows {self.file_format:<5}{self.seconds:>7.1f} s"
            f"{self.memory:>7.0f} MB memory{self.megabytes:>7.1f} MB file"
        )


def measure_exports(urls: DatabaseUrls) -> list[Export]:
    """Every size in every format, each in a new process."""
    with as_owner():
        user, centre = _coordinator()
    years = dict(zip(SIZES, (2024, 2025), strict=True))
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        for size, year in years.items():
            # Every size has a year of its own, so that a file is exactly so long.
            values = {"centre": centre.pk, "year": year, "size": size}
            connection.execute("DELETE FROM reporting_dossierfact WHERE year = %(year)s", values)
            connection.execute(_FACTS, values)
        connection.execute("VACUUM ANALYZE reporting_dossierfact")
    return [
        _measure(user, centre, years[size], file_format)
        for file_format in ROW_FORMATS
        for size in SIZES
    ]


def limits(exports: list[Export]) -> Iterator[tuple[str, bool]]:
    """Whether memory stays what it is, per format."""
    for few, many in pairwise(exports):
        if few.file_format == many.file_format:
            growth = many.memory / few.memory
            text = (
                f"memory over {many.rows} rows as {many.file_format}: {growth:.2f} x that over "
                f"{few.rows}, at most {MOST_GROWTH} x"
            )
            yield text, growth <= MOST_GROWTH


def _coordinator() -> tuple[User, Centre]:
    day = dt.date(2020, 1, 1)
    centre, _made = Centre.objects.get_or_create(
        code="meting", defaults={"name": "Meting", "town": "Meting", "opened_on": day}
    )
    user, made = User.objects.get_or_create(username="meting")
    if made:
        Membership.objects.create(user=user, role=Role.COORDINATOR, centre=centre, starts_on=day)
    return user, centre


def _measure(user: User, centre: Centre, year: int, file_format: str) -> Export:
    rows = FactRows((centre,), year, year, dt.datetime.now(dt.UTC))
    with acting_as(user.pk), transaction.atomic():
        job = start_export(by=user, request=RowRequest(rows, file_format, "meting"))
    done = subprocess.run(
        [sys.executable, "-m", "bench.export_process", str(job.pk)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LauncherError(f"the export failed:\n{done.stderr}")
    seconds, memory = map(float, done.stdout.split())
    with acting_as(user.pk), transaction.atomic():
        job.refresh_from_db()
    if job.state != "done":
        raise LauncherError(f"the export ended as {job.state}")
    return Export(job.done, file_format, seconds, memory, (job.size or 0) / 1e6)
