"""What the registers beside the dossier say: intakes, advice, calls and referrals."""

import datetime as dt
from collections.abc import Callable, Iterable

from codelists.models import AdviceTheme, FormOfViolence, HelplineTheme, OffenceType
from registrations.models import (
    AdviceRequest,
    HelplineContact,
    Intake,
    IntakeForm,
    IntakePerson,
    Referral,
    ReferralOffenceType,
)
from tests.reporting.slow.codes import GIVEN_BY, STALKING
from tests.reporting.slow.units import Reading, Unit, grouped, one_or_none
from tests.reporting.slow.world import Row, Rows


def intakes(reading: Reading) -> Iterable[Unit]:
    rows = reading.rows
    forms = grouped(rows, IntakeForm, "intake")
    named = grouped(rows, IntakePerson, "intake")
    first = _first_intakes(rows)
    for key, row in rows[Intake].items():
        own = tuple(one["form"] for one in forms[key])
        is_stalking = any(one in STALKING[FormOfViolence] for one in own)
        order = (row["received_on"], key)
        before = any(first[one["person"]] < order for one in named[key])
        yield Unit(
            centre=row["centre"],
            day=row["received_on"],
            counted=key,
            codes={
                "forms": own,
                "stalking": one_or_none("yes" if is_stalking else row["stalking"]),
                "sector": one_or_none(row["reporter_sector"]),
                "outcome": one_or_none(row["outcome"]),
                "renewed": one_or_none(("yes" if before else "no") if named[key] else None),
            },
        )


def _first_intakes(rows: Rows) -> dict[int, tuple[dt.date, int]]:
    """Of every person the first time that anybody reported her."""
    first: dict[int, tuple[dt.date, int]] = {}
    for row in rows[IntakePerson].values():
        order = (rows[Intake][row["intake"]]["received_on"], row["intake"])
        first[row["person"]] = min(first.get(row["person"], order), order)
    return first


def advice(reading: Reading) -> Iterable[Unit]:
    names = {"channel": "channel", "asker_sector": "sector", "theme": "theme"}
    names |= {"advice": "advice", "outcome": "outcome"}
    for key, row in reading.rows[AdviceRequest].items():
        codes = {name: one_or_none(row[column]) for column, name in names.items()}
        is_stalking = row["theme"] in STALKING[AdviceTheme]
        codes["stalking"] = one_or_none("yes" if is_stalking else "no")
        yield Unit(row["centre"], row["received_on"], key, codes, row["counting_exclusion"])


def calls(reading: Reading) -> Iterable[Unit]:
    for key, row in reading.rows[HelplineContact].items():
        sex, age = row["caller_sex"], row["caller_age"]
        same = ("channel", "caller_class", "theme", "context", "referred_to")
        codes = {name: one_or_none(row[name]) for name in same}
        codes["form"] = one_or_none(row["main_form"])
        codes["anonymous"] = ("yes",) if row["anonymous"] else ("no",)
        codes["caller_sex"] = one_or_none(sex if sex != "unknown" else None)
        codes["caller_age"] = one_or_none(age if age != "unclear" else None)
        is_stalking = (
            row["theme"] in STALKING[HelplineTheme] or row["main_form"] in STALKING[FormOfViolence]
        )
        codes["stalking"] = one_or_none("yes" if is_stalking else "no")
        yield Unit(
            centre=None,
            day=row["received_on"],
            counted=key,
            codes=codes,
            exclusion=row["counting_exclusion"],
            amount=row["reported_people"],
        )


def _chain(reading: Reading, day_of: Callable[[Row], dt.date | None]) -> Iterable[Unit]:
    """The referrals of which this step has a day. A person is who is counted."""
    types = grouped(reading.rows, ReferralOffenceType, "referral")
    for key, row in reading.rows[Referral].items():
        day = day_of(row)
        if day is None:
            continue
        own = tuple(one["offence_type"] for one in types[key])
        is_stalking = any(one in STALKING[OffenceType] for one in own)
        codes = {
            "programme": one_or_none(row["programme"]),
            "provider_sector": one_or_none(GIVEN_BY[row["programme"]]),
            "role": one_or_none(row["role"]),
            "state": (_state(row),),
            "offence_types": own,
            "stalking": one_or_none("yes" if is_stalking else row["stalking"]),
            "result": one_or_none("completed" if row["completed_on"] else "stopped"),
            "reason": one_or_none(row["end_reason"]),
        }
        yield reading.within(row["dossier"], day, row["person"], codes)


def _state(row: Row) -> str:
    """How far it has come: the last step that has a day."""
    steps = {"declined": "declined_on", "stopped": "stopped_on", "completed": "completed_on"}
    steps |= {"started": "started_on", "waiting": "waiting_since", "intake": "intake_on"}
    return next((state for state, day in steps.items() if row[day]), "referred")


def referrals(reading: Reading) -> Iterable[Unit]:
    return _chain(reading, lambda row: row["referred_on"])


def starts(reading: Reading) -> Iterable[Unit]:
    return _chain(reading, lambda row: row["started_on"])


def ends(reading: Reading) -> Iterable[Unit]:
    return _chain(reading, lambda row: row["completed_on"] or row["stopped_on"])
