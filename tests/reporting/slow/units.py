"""What dossiers say, unit by unit: which day, which place, which codes, what is left out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import Organisation
from cases.models import (
    Convocation,
    CriteriaAssessment,
    Dossier,
    Involvement,
    Offence,
    OffenceForm,
    OffenceParty,
    Person,
)
from codelists.models import FormOfViolence, OffenceType
from tests.reporting.slow.codes import STALKING
from tests.reporting.slow.world import Model, Row, Rows

Codes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that counts. `codes` holds none, one or several per dimension.

    `counted` is who or what is counted once; `until` the day on which it was over.
    """

    centre: int | None
    day: dt.date
    counted: int
    codes: Codes
    exclusion: str = ""
    imported: bool = False
    amount: int = 1
    until: dt.date | None = None
    days: int | None = None
    dossier: int | None = None
    """The one it is, or is a part of."""

    def has(self, dimension: str, *codes: str) -> bool:
        return any(code in codes for code in self.codes.get(dimension, ()))


def one_or_none(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def grouped(rows: Rows, model: Model, by: str) -> dict[int, list[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows.get(model, {}).values():
        groups[row[by]].append(row)
    return groups


class Reading:
    """The rows, with the few lists that every unit needs."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.forms = {
            offence: frozenset(row["form"] for row in found)
            for offence, found in grouped(rows, OffenceForm, "offence").items()
        }
        self.offences = {
            dossier: [key for key, _row in found] for dossier, found in self._of_dossiers().items()
        }
        self.parts = {
            (row["offence"], row["person"], row["part"])
            for row in rows.get(OffenceParty, {}).values()
        }

    def _of_dossiers(self) -> dict[int, list[tuple[int, Row]]]:
        found = defaultdict(list)
        for key, row in self.rows[Offence].items():
            if row["status"] != "refuted":
                found[row["dossier"]].append((key, row))
        return found

    def is_stalking(self, offence: int) -> bool:
        qualification = self.rows[Offence][offence]["offence_type"]
        forms = self.forms.get(offence, frozenset())
        return bool(forms & STALKING[FormOfViolence]) or qualification in STALKING[OffenceType]

    def answer(self, dossier: int) -> str:
        """Whether there is stalking in it: an offence says so whatever was answered."""
        found = any(self.is_stalking(offence) for offence in self.offences.get(dossier, ()))
        return "yes" if found else str(self.rows[Dossier][dossier]["stalking"])

    def within(self, dossier: int, day: dt.date, counted: int, codes: Codes) -> Unit:
        """A unit that is a part of a dossier: left out with it, imported with it."""
        of = self.rows[Dossier][dossier]
        imported = bool(of["import_source"])
        exclusion = of["counting_exclusion"]
        return Unit(of["centre"], day, counted, codes, exclusion, imported, dossier=dossier)


def received(reading: Reading) -> Iterable[Unit]:
    for key, row in reading.rows[Dossier].items():
        codes = {"stalking": one_or_none(reading.answer(key))}
        yield reading.within(key, row["received_on"], key, codes)


def opened(reading: Reading) -> Iterable[Unit]:
    for key, row in reading.rows[Dossier].items():
        yield Unit(
            centre=row["centre"],
            day=row["opened_on"],
            counted=key,
            codes={"stalking": one_or_none(reading.answer(key))},
            exclusion=row["counting_exclusion"],
            imported=bool(row["import_source"]),
            until=row["closed_on"],
            days=(row["opened_on"] - row["received_on"]).days,
            dossier=key,
        )


def closed(reading: Reading) -> Iterable[Unit]:
    for key, row in reading.rows[Dossier].items():
        if row["closed_on"] is not None:
            yield Unit(
                centre=row["centre"],
                day=row["closed_on"],
                counted=key,
                codes={
                    "stalking": one_or_none(reading.answer(key)),
                    "reason": one_or_none(row["closure_reason"]),
                },
                exclusion=row["counting_exclusion"],
                imported=bool(row["import_source"]),
                days=(row["closed_on"] - row["opened_on"]).days,
                dossier=key,
            )


def offences(reading: Reading) -> Iterable[Unit]:
    for key, row in reading.rows[Offence].items():
        codes = {
            "forms": tuple(reading.forms.get(key, ())),
            "relation": one_or_none(row["relation"]),
            "offence_type": one_or_none(row["offence_type"]),
            "status": one_or_none(row["status"]),
        }
        yield reading.within(row["dossier"], row["occurred_from"], key, codes)


def people(reading: Reading) -> Iterable[Unit]:
    """A person in a dossier, with what she underwent there; an offender with what he did."""
    for row in reading.rows[Involvement].values():
        who = reading.rows[Person][row["person"]]
        part = "acted" if row["role"] == "offender" else "affected"
        own = [
            offence
            for offence in reading.offences.get(row["dossier"], ())
            if (offence, row["person"], part) in reading.parts
        ]
        said = [reading.rows[Offence][offence] for offence in own]
        codes = {
            "role": (row["role"],),
            "sex": one_or_none(who["sex"] if who["sex"] != "u" else None),
            "age": one_or_none(age_class(who["born_on"], row["starts_on"])),
            "forms": tuple({form for one in own for form in reading.forms.get(one, ())}),
            "relations": tuple({one["relation"] for one in said} - {None}),
            "offence_types": tuple({one["offence_type"] for one in said} - {None}),
        }
        yield reading.within(row["dossier"], row["starts_on"], row["person"], codes)


def age_class(born: dt.date | None, day: dt.date) -> str | None:
    """The class of the whole years somebody has lived on a day; not known before the birth."""
    if born is None or born > day:
        return None
    years = day.year - born.year - (birthday(born, day.year) > day)
    for first, code in ((65, "from_65"), (25, "from_25"), (18, "from_18"), (12, "from_12")):
        if years >= first:
            return code
    return "under_12"


def birthday(born: dt.date, year: int) -> dt.date:
    """Who was born on 29 February is a year older on the 28th of a year without one."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    moved = (born.month, born.day) == (2, 29) and not leap
    return dt.date(year, 2, 28) if moved else dt.date(year, born.month, born.day)


def assessments(reading: Reading) -> Iterable[Unit]:
    for key, row in reading.rows[CriteriaAssessment].items():
        answers = [row["repetition"], row["integrity"], row["coordination"]]
        outcome = "met" if answers == ["yes"] * 3 else "unclear"
        codes = {"outcome": one_or_none("not_met" if "no" in answers else outcome)}
        yield reading.within(row["dossier"], row["assessed_on"], key, codes)


def convocations(reading: Reading) -> Iterable[Unit]:
    for key, row in reading.rows[Convocation].items():
        partner = reading.rows[Organisation][row["organisation"]]
        codes = {"sector": one_or_none(partner["sector"])}
        yield reading.within(row["dossier"], row["starts_on"], key, codes)
