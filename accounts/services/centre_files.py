"""Centres, their areas, organisations, partnerships and suspensions from accounts/data."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from accounts.models import (
    Centre,
    CentreArea,
    DatePrecision,
    Organisation,
    Partnership,
    PartnershipSuspension,
)
from accounts.services.reference_checks import problems_in, refuse, unknown_references
from accounts.services.reference_data import LoadReport, load
from accounts.services.reference_tables import Table
from lib.dutch import write_date
from lib.reference_file import (
    Column,
    ReadFile,
    Row,
    day,
    one_of,
    read_file,
    text,
    whole_number,
    yes_or_no,
)

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"

_PRECISION = one_of({"": DatePrecision.DAY, **{value: value for value in DatePrecision.values}})
# Divisions and administrative districts are named by hand in the files; the model has one
# kind for them, because nothing counts on the difference yet.
_AREA_KINDS = {
    "judicial_arrondissement": CentreArea.Kind.DISTRICT,
    "judicial_division": CentreArea.Kind.DISTRICT,
    "arrondissement": CentreArea.Kind.DISTRICT,
    "municipality": CentreArea.Kind.MUNICIPALITY,
    "police_zone": CentreArea.Kind.POLICE_ZONE,
}
_KINDS = one_of({value: value for value in Partnership.Kind.values})
_SOURCE = {"verified": Column("verified", yes_or_no), "source": Column("source", text)}


@dataclass(frozen=True)
class _File:
    name: str
    table: Table
    columns: Mapping[str, Column]
    unused: tuple[str, ...] = ()


_CENTRE = {"centre": ("code",)}
_PARTNERS = {"organisation": ("code",), "centre": ("code",)}

_CENTRES = _File(
    "centres.csv",
    Table("centres", Centre, ("code",), period=("opened_on", "closed_on")),
    {
        "code": Column("code", text, required=True),
        "name": Column("name", text, required=True),
        "town": Column("town", text, required=True),
        "opened_on": Column("opened_on", day, required=True),
        "opened_on_precision": Column("opened_on_precision", _PRECISION),
        "renamed_on": Column("renamed_on", day),
        "predecessor": Column("predecessor", text),
        "predecessor_since": Column("predecessor_since", day),
        "predecessor_since_precision": Column("predecessor_precision", _PRECISION),
        "area": Column("area", text),
        "closed_on": Column("closed_on", day),
        "tile_column": Column("tile_column", whole_number),
        "tile_row": Column("tile_row", whole_number),
        **_SOURCE,
    },
    unused=("label", "note"),
)
_ORGANISATIONS = _File(
    "organisations.csv",
    Table("organisations", Organisation, ("code",)),
    {
        "code": Column("code", text, required=True),
        "label": Column("name", text, required=True),
        "kind": Column("sector", text, required=True),
    },
    unused=("name", "valid_from", "valid_until", "verified", "source", "note"),
)
_AREAS = _File(
    "centre_areas.csv",
    Table("centre_areas", CentreArea, ("centre", "kind", "code"), _CENTRE, parent="centre"),
    {
        "centre": Column("centre", text, required=True),
        "area_kind": Column("kind", one_of(_AREA_KINDS), required=True),
        "area": Column("name", text, required=True),
        "valid_from": Column("starts_on", day, required=True),
        "valid_until": Column("ends_on", day),
        "verified": Column("verified", yes_or_no),
    },
    unused=("source",),
)
_PARTNERSHIPS = _File(
    "partnerships.csv",
    Table("partnerships", Partnership, ("organisation", "centre"), _PARTNERS),
    {
        "organisation": Column("organisation", text, required=True),
        "centre": Column("centre", text, required=True),
        "kind": Column("kind", _KINDS, required=True),
        "valid_from": Column("starts_on", day, required=True),
        "valid_until": Column("ends_on", day),
    },
    unused=("verified", "source"),
)
_SUSPENSIONS = _File(
    "suspensions.csv",
    Table(
        "suspensions",
        PartnershipSuspension,
        ("partnership", "starts_on"),
        {"partnership": ("organisation__code", "centre__code")},
        parent="partnership",
    ),
    {
        "organisation": Column("organisation", text, required=True),
        "centre": Column("centre", text, required=True),
        "suspended_from": Column("starts_on", day, required=True),
        "suspended_until": Column("ends_on", day),
        "note": Column("reason", text, required=True),
        "verified": Column("verified", yes_or_no),
    },
    unused=("suspended_from_precision", "blocks_new_intakes", "blocks_sharing", "source"),
)


def load_centres(*, folder: Path = DATA_FOLDER, dry_run: bool = False) -> tuple[LoadReport, ...]:
    """Load centres and partners, all or nothing. Raises ReferenceFilesError with every mistake."""
    loading = _read_all(folder)
    files = {table.name: file for table, file in loading}
    coming = {
        "centre": _codes(files["centres"], "code"),
        "organisation": _codes(files["organisations"], "code"),
        "partnership": _codes(files["partnerships"], "organisation", "centre"),
    }
    refuse(
        problem
        for table, file in loading
        for problem in (*problems_in(table, file), *unknown_references(table, file, coming))
    )
    return load(loading, dry_run=dry_run)


def _read_all(folder: Path) -> list[tuple[Table, ReadFile]]:
    """In the order in which they refer to each other."""
    areas = _each(
        _read(folder, _AREAS), lambda values: {**values, "code": _code_of(values["name"])}
    )
    return [
        (_CENTRES.table, _each(_read(folder, _CENTRES), _in_words)),
        (_ORGANISATIONS.table, _read(folder, _ORGANISATIONS)),
        (_AREAS.table, areas),
        (_PARTNERSHIPS.table, _read(folder, _PARTNERSHIPS)),
        (_SUSPENSIONS.table, _each(_read(folder, _SUSPENSIONS), _of_partnership)),
    ]


def _read(folder: Path, file: _File) -> ReadFile:
    return read_file(folder / file.name, file.columns, unused=file.unused)


def _each(file: ReadFile, change: Any) -> ReadFile:
    return replace(file, rows=tuple(Row(row.line, change(row.values)) for row in file.rows))


def _codes(file: ReadFile, *columns: str) -> frozenset[str]:
    return frozenset(" ".join(row.values[name] for name in columns) for row in file.rows)


def _code_of(name: str) -> str:
    """The code of an area: the police zone as it is, a district by its name."""
    return name.lower().replace(" ", "_")


def _of_partnership(values: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in values.items() if name not in _PARTNERS}
    return {"partnership": f"{values['organisation']} {values['centre']}", **rest}


def _in_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """A predecessor began in a year or a month; a full date would claim more than is known."""
    rest = dict(values)
    precision = rest.pop("predecessor_precision")
    began: dt.date | None = rest["predecessor_since"]
    rest["predecessor_since"] = _shorten(write_date(began), precision) if began else ""
    return rest


def _shorten(written: str, precision: str) -> str:
    return {DatePrecision.YEAR: written[6:], DatePrecision.MONTH: written[3:]}.get(
        DatePrecision(precision), written
    )
