"""Delivered tables for tests: the real rows of the published files in the shape of the template."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from lib.acting import acting_as
from reporting.deliveries.catalogue import catalogue
from reporting.models import Delivery
from reporting.services.deliveries import (
    Received,
    check_delivery,
    receive_delivery,
    sign_off_delivery,
)
from reporting.services.published import PUBLISHED_FOLDER
from tests.database import as_owner

Row = dict[str, str]
YEARS = (dt.date(2020, 1, 1), dt.date(2022, 12, 31))

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


def received(rows: Sequence[Row], code: str = "cgg_stalking_offenders", **fields: Any) -> Received:
    start, end = fields.pop("period", YEARS)
    return Received(
        indicator=catalogue()[code],
        period_start=start,
        period_end=end,
        source_system="",
        extracted_on=fields.pop("extracted_on", dt.date(2023, 2, 1)),
        content=as_csv(rows),
        name="tabel.csv",
    )


def deliver(by: User, rows: Sequence[Row], **fields: Any) -> Delivery:
    with acting_as(by.pk):
        return receive_delivery(by=by, received=received(rows, **fields))


def sign(uploader: User, signer: User, delivery: Delivery, **explanations: str) -> None:
    with acting_as(uploader.pk):
        check_delivery(by=uploader, delivery=delivery, explanations=explanations)
    with acting_as(signer.pk):
        sign_off_delivery(by=signer, delivery=delivery)


def kept(delivery: Delivery) -> Delivery:
    with as_owner():
        return Delivery.objects.get(pk=delivery.pk)


def form(content: bytes, name: str = "tabel.csv", **fields: str) -> dict[str, Any]:
    return {
        "indicator": "cgg_stalking_offenders",
        "period_start": "01.01.2020",
        "period_end": "31.12.2022",
        "extracted_on": "01.02.2023",
        "source_system": "",
        "file": SimpleUploadedFile(name, content),
        **fields,
    }


def upload(client: Client, content: bytes, name: str = "tabel.csv", **fields: str) -> Any:
    return client.post(reverse("reporting:delivery_new"), form(content, name, **fields))
