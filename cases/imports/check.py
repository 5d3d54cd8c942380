"""One record becomes one dossier to import, or a list of row errors."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Centre
from cases.imports import columns
from cases.imports.cells import Cells, RowError, shown
from cases.imports.directory import Code, Directory
from cases.imports.source import Record, Source
from lib.dutch import EARLIEST_YEAR, write_date
from lib.text import search_key

NAME, KEY, REFERENCE, NOTE = 120, 250, 60, 20_000

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

# English as it is stored, or Dutch as it is said.
STALKING = {"yes": "yes", "no": "no", "unknown": "unknown", "ja": "yes", "nee": "no"}
STALKING["onbekend"] = "unknown"
EXCLUSIONS = {"withdrawn": "withdrawn", "duplicate": "duplicate", "training": "training"}
EXCLUSIONS |= {"ingetrokken": "withdrawn", "dubbel": "duplicate", "opleiding": "training"}
ROLES = {"victim": "victim", "offender": "offender", "child": "child", "other": "other"}
ROLES |= {"slachtoffer": "victim", "pleger": "offender", "kind": "child", "andere": "other"}
SEXES = {"f": "f", "m": "m", "x": "x", "u": "u", "v": "f"}
STATUSES = {"suspected": "suspected", "confirmed": "confirmed", "refuted": "refuted"}
STATUSES |= {"vermoed": "suspected", "bevestigd": "confirmed", "weerlegd": "refuted"}


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    role: str
    given_name: str
    family_name: str
    born_on: dt.date | None
    sex: str

    @property
    def search_key(self) -> str:
        """The name as it is stored for searching."""
        return search_key(f"{self.given_name} {self.family_name}")[:KEY]


@dataclass(frozen=True, slots=True)
class ImportedOffence:
    """Codes are primary keys here; `forms` is sorted."""

    occurred_from: dt.date
    occurred_until: dt.date | None
    forms: tuple[int, ...]
    offence_type_id: int | None
    relation_id: int | None
    status: str
    description: str


@dataclass(frozen=True, slots=True)
class ImportedDossier:
    """A row without errors."""

    row: int
    centre_id: int
    source_reference: str
    received_on: dt.date
    opened_on: dt.date
    stalking: str
    summary: str
    closed_on: dt.date | None
    closure_reason_id: int | None
    closing_note: str
    counting_exclusion: str
    people: tuple[ImportedPerson, ...]
    offences: tuple[ImportedOffence, ...]

    @property
    def key(self) -> tuple[int, str]:
        """What makes importing twice harmless."""
        return self.centre_id, self.source_reference


def check_source(
    source: Source, directory: Directory
) -> Iterator[ImportedDossier | list[RowError]]:
    """Every row in order: a dossier, or everything that is wrong with it."""
    seen: dict[tuple[int, str], int] = {}
    for record in source.records():
        dossier = check_record(record, source.columns, directory)
        if isinstance(dossier, ImportedDossier) and dossier.key in seen:
            twice = _("Row %(row)s has the same centre and source_reference.")
            message = twice % {"row": seen[dossier.key]}
            yield [RowError(record.number, "source_reference", message)]
            continue
        if isinstance(dossier, ImportedDossier):
            seen[dossier.key] = record.number
        yield dossier


def check_record(
    record: Record, names: tuple[str, ...], directory: Directory
) -> ImportedDossier | list[RowError]:
    """One row."""
    cells = Cells(record.number, record.cells, directory.today)
    if record.problem:
        cells.refuse("", record.problem)
        return cells.errors
    dossier = _dossier(cells, names, directory)
    return cells.errors or dossier or []


def _dossier(cells: Cells, names: tuple[str, ...], directory: Directory) -> ImportedDossier | None:
    received_on = cells.day("received_on", required=True)
    centre_id = _centre(cells, directory, received_on)
    opened_on = _opened_on(cells, received_on)
    closed_on, closure_reason_id = _closing(cells, directory, opened_on)
    dossier = {
        "source_reference": cells.line("source_reference", REFERENCE, required=True),
        "stalking": cells.word("stalking", STALKING, required=True),
        "summary": cells.note("summary", NOTE),
        "closing_note": cells.note("closing_note", NOTE),
        "counting_exclusion": cells.word("counting_exclusion", EXCLUSIONS),
    }
    people = _people(cells, names)
    offences = _offences(cells, names, directory)
    if received_on is None or opened_on is None or centre_id is None:
        return None
    return ImportedDossier(
        row=cells.row,
        centre_id=centre_id,
        received_on=received_on,
        opened_on=opened_on,
        closed_on=closed_on,
        closure_reason_id=closure_reason_id,
        people=people,
        offences=offences,
        **dossier,
    )


def _centre(cells: Cells, directory: Directory, received_on: dt.date | None) -> int | None:
    code = cells.line("centre", REFERENCE, required=True)
    if not code:
        return None
    centre = directory.centres.get(code.lower())
    if centre is None:
        cells.refuse("centre", _("There is no centre ‘%(code)s’.") % {"code": shown(code)})
        return None
    if received_on and received_on.year < _first_year(centre):
        before = _(
            "The intake lies before %(year)s, the year in which this centre or its predecessor "
            "began."
        )
        cells.refuse("received_on", before % {"year": _first_year(centre)})
    if received_on and centre.closed_on and received_on > centre.closed_on:
        after = _("This centre closed on %(day)s.")
        cells.refuse("received_on", after % {"day": write_date(centre.closed_on)})
    return centre.pk


def _first_year(centre: Centre) -> int:
    """The first year with files: of the predecessor, whose beginning is text, or of the centre.

    By year, as the figures: a centre that opened in May may have files from January.
    """
    if not centre.predecessor:
        return centre.opened_on.year
    known = _YEAR.search(centre.predecessor_since)
    return min(int(known[0]), centre.opened_on.year) if known else EARLIEST_YEAR


def _opened_on(cells: Cells, received_on: dt.date | None) -> dt.date | None:
    if not cells.has("opened_on"):
        return received_on
    opened_on = cells.day("opened_on")
    if opened_on and received_on and opened_on < received_on:
        cells.refuse("opened_on", _("The dossier was opened before its intake."))
    return opened_on


def _closing(
    cells: Cells, directory: Directory, opened_on: dt.date | None
) -> tuple[dt.date | None, int | None]:
    if not cells.has("closed_on"):
        for column in ("closure_reason", "closing_note"):
            if cells.has(column):
                cells.refuse(column, _("This cell needs a date in closed_on."))
        return None, None
    closed_on = cells.day("closed_on")
    if closed_on and opened_on and closed_on < opened_on:
        cells.refuse("closed_on", _("The dossier was closed before it was opened."))
    code = cells.line("closure_reason", REFERENCE, required=True)
    return closed_on, _code(cells, "closure_reason", code, directory.closure_reasons, closed_on)


def _people(cells: Cells, names: tuple[str, ...]) -> tuple[ImportedPerson, ...]:
    used = _used_groups(cells, names, "person", columns.PERSON)
    return tuple(_person(cells, prefix) for prefix in used)


def _person(cells: Cells, prefix: str) -> ImportedPerson:
    given, family = f"{prefix}given_name", f"{prefix}family_name"
    if not cells.has(given) and not cells.has(family):
        cells.refuse(family, _("A person needs a given name or a family name."))
    return ImportedPerson(
        role=cells.word(f"{prefix}role", ROLES, required=True),
        given_name=cells.line(given, NAME),
        family_name=cells.line(family, NAME),
        born_on=cells.day(f"{prefix}born_on"),
        sex=cells.word(f"{prefix}sex", SEXES) or "u",
    )


def _offences(
    cells: Cells, names: tuple[str, ...], directory: Directory
) -> tuple[ImportedOffence, ...]:
    used = _used_groups(cells, names, "offence", columns.OFFENCE)
    offences = (_offence(cells, prefix, directory) for prefix in used)
    return tuple(offence for offence in offences if offence)


def _offence(cells: Cells, prefix: str, directory: Directory) -> ImportedOffence | None:
    first = cells.day(f"{prefix}from", required=True)
    last = cells.day(f"{prefix}until")
    if first and last and last < first:
        cells.refuse(f"{prefix}until", _("The last day lies before the first day."))
    if not any(cells.has(f"{prefix}{part}") for part in ("forms", "type", "description")):
        cells.refuse(f"{prefix}forms", _("An offence needs a form, a type or a description."))
    type_code = cells.line(f"{prefix}type", REFERENCE)
    relation_code = cells.line(f"{prefix}relation", REFERENCE)
    forms = _forms(cells, f"{prefix}forms", directory, first)
    offence_type = _code(cells, f"{prefix}type", type_code, directory.offence_types, first)
    relation = _code(cells, f"{prefix}relation", relation_code, directory.relations, first)
    status = cells.word(f"{prefix}status", STATUSES) or "suspected"
    description = cells.note(f"{prefix}description", NOTE)
    if first is None:
        return None
    return ImportedOffence(first, last, forms, offence_type, relation, status, description)


def _forms(cells: Cells, column: str, directory: Directory, day: dt.date | None) -> tuple[int, ...]:
    typed = cells.line(column, 400).split("|")
    codes = dict.fromkeys(code.strip() for code in typed if code.strip())
    found = (_code(cells, column, code, directory.forms, day) for code in codes)
    return tuple(sorted(pk for pk in found if pk))


def _code(
    cells: Cells, column: str, typed: str, codes: Mapping[str, Code], day: dt.date | None
) -> int | None:
    """The key of a code that is valid on this day."""
    if not typed:
        return None
    code = codes.get(typed.lower())
    if code is None:
        cells.refuse(column, _("There is no code ‘%(code)s’.") % {"code": shown(typed)})
        return None
    if day and not code.is_valid_on(day):
        outside = _("The code ‘%(code)s’ is not valid on %(day)s.")
        cells.refuse(column, outside % {"code": shown(typed), "day": write_date(day)})
    return code.pk


def _used_groups(
    cells: Cells, names: tuple[str, ...], kind: str, parts: tuple[str, ...]
) -> list[str]:
    prefixes = columns.groups(names, kind)
    return [p for p in prefixes if any(cells.has(f"{p}{part}") for part in parts)]
