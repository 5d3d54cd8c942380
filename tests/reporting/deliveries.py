"""Delivered tables for tests: the real rows of the published files in the shape of the template."""

import csv
import io
from collections.abc import Mapping, Sequence

from reporting.services.published import PUBLISHED_FOLDER

Row = dict[str, str]

CGG_HEADINGS = {
    "van": "period_start",
    "tot": "period_end",
    "plaats": "place",
    "leeftijd": "value1",
    "provincie": "value2",
    "eenheid": "unit",
    "waarde": "value",
    "toestand": "status",
    "vlaggen": "flags",
    "toelichting": "note",
}


def published_rows(source: str, indicator: str) -> list[Row]:
    """The rows of a source about an indicator, as they are in the file of the product."""
    path = PUBLISHED_FOLDER / "observations.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            row
            for row in csv.DictReader(stream)
            if (row["source_key"], row["indicator"]) == (source, indicator)
        ]


def youth_table(*, flagged: bool) -> list[Row]:
    """The CGG youth table of 2017 with its six wrong totals; `flagged` says that they are."""
    rows = [
        {heading: row[name] for heading, name in CGG_HEADINGS.items()}
        for row in published_rows("jeugdhulp17", "cgg_youth_clients")
        if row["dim1"]
    ]
    for row in rows:
        if not flagged:
            row |= {"vlaggen": "", "toelichting": ""}
    return rows


def as_csv(
    rows: Sequence[Mapping[str, str]], *, delimiter: str = ";", encoding: str = "utf-8"
) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def offenders(*values: str, first_year: int = 2020) -> list[Row]:
    """Stalking offenders in treatment at the CGG, one row per year."""
    return [
        {
            "van": f"01.01.{year}",
            "tot": f"31.12.{year}",
            "eenheid": "dader",
            "waarde": value,
            "toestand": "",
            "toelichting": "",
        }
        for year, value in enumerate(values, start=first_year)
    ]
