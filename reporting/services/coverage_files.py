"""Loading coverage events from the file beside the code."""

import csv
import datetime as dt
from pathlib import Path

from django.db import transaction

from accounts.models import Centre
from reporting.models import CoverageEvent

EVENTS = Path(__file__).resolve().parent.parent / "data" / "coverage" / "events.csv"


@transaction.atomic
def load_coverage_events(path: Path = EVENTS) -> int:
    """Add the events that are not there yet; returns how many.

    One that is there may have been changed by an administrator and is left alone. An event of a
    centre that does not exist here is passed by.
    """
    centres = {centre.code: centre for centre in Centre.objects.all()}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if not row["centre"] or row["centre"] in centres
        ]
    added = 0
    for row in rows:
        _event, is_new = CoverageEvent.objects.get_or_create(
            code=row["code"],
            defaults={
                "centre": centres.get(row["centre"]),
                "variable": row["variable"],
                "kind": CoverageEvent.Kind(row["kind"]),
                "starts_on": dt.date.fromisoformat(row["starts_on"]),
                "ends_on": dt.date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
                "text": row["text"],
                "source": row["source"],
                "verified": row["verified"] == "yes",
            },
        )
        added += is_new
    return added
