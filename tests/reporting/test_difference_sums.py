"""Every indicator, over units with a history: the parts are the difference, nothing is left over.

The reasons come from one statement over what changed; both numbers from the counts of the tables.
That they meet in every cell is not by construction.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import time_machine

from accounts.models import Centre
from reporting.counts import Asked
from reporting.differences import Reason, compare, comparison_of
from reporting.indicators import LIBRARY
from reporting.indicators.dimension import WHOLE
from reporting.models import DossierFact, RegistrationStart, UnitFact, Variable
from tests import make
from tests.database import as_owner
from tests.reporting.test_indicators import dims_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MOMENTS = [NOW - dt.timedelta(days=days) for days in (400, 300, 200, 100, 20, 4, 1)]
DAYS = [
    *(dt.date(2024, 2, 29), dt.date(2024, 12, 31), dt.date(2025, 6, 1)),
    *(dt.date(2026, 1, 1), dt.date(2026, 8, 1), dt.date(2026, 11, 21)),
]
OFTEN_OUTSIDE = {"person", "programme_start"}
MANY = 1200
"""Of these kinds most units are outside most populations: there must be more of them."""
COUNTED = [one.code for one in LIBRARY.values() if not one.missing]


@pytest.fixture(autouse=True)
def a_fixed_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(frozen=True)
class World:
    """Two centres; of the second what is imported makes an earlier year count at some moment."""

    seed: int
    old: Centre
    late: Centre
    filled: set[str] = field(default_factory=set)

    def fill(self, kind: str) -> None:
        """Units of one kind with a history: only of the kinds that are asked for."""
        if kind in self.filled:
            return
        self.filled.add(kind)
        dice = random.Random(f"{self.seed} {kind}")
        units = [
            (number, version)
            for number in range(MANY if kind in OFTEN_OUTSIDE else 150)
            for version in history(kind, number, dice, [*[self.old.pk] * 2, self.late.pk, 999_999])
        ]
        with as_owner():
            if kind:
                UnitFact.objects.bulk_create(
                    UnitFact(kind=kind, subject_id=number, **version) for number, version in units
                )
            else:
                DossierFact.objects.bulk_create(of_dossier(*unit) for unit in units)

    def asked(self, code: str, by: str = "", **options: Any) -> Asked:
        indicator = LIBRARY[code]
        self.fill(indicator.facts)
        dimensions = indicator.dimensions or (WHOLE,)
        values: dict[str, Any] = {
            "axis": indicator.dimension(by) if by else dimensions[0],
            "centres": [self.old, self.late],
            "from_year": 2023,
            "to_year": 2026,
            "filters": {},
            "known_on": None,
        }
        return Asked(indicator=indicator, **(values | options))


@pytest.fixture(params=[1, 2])
def world(request: pytest.FixtureRequest) -> World:
    made = World(
        request.param,
        make.centre("Veilig Huis Oud"),
        make.centre("Veilig Huis Nieuw", opened_on=dt.date(2025, 3, 1)),
    )
    with as_owner():
        for variable in Variable.values:
            for centre in [made.old, made.late, None]:
                RegistrationStart.objects.create(
                    variable=variable, centre=centre, starts_on=dt.date(2023, 1, 1)
                )
    return made


def history(
    kind: str, number: int, dice: random.Random, places: list[int]
) -> Iterator[dict[str, Any]]:
    """What was known of one unit, and when; a unit can be gone for a while."""
    moments = sorted(dice.sample(MOMENTS[:-1], dice.randrange(1, 4)))
    version = first_version(kind, number, dice, places)
    for known_from, known_until in zip(moments, [*moments[1:], None], strict=True):
        if dice.random() < 0.85:
            yield {**version, "known_from": known_from, "known_until": known_until}
        version = edited(kind, version, dice, places)


def first_version(kind: str, number: int, dice: random.Random, places: list[int]) -> dict[str, Any]:
    day = dice.choice(DAYS)
    return {
        "counted_id": number % 200,
        "centre_id": None if kind == "helpline" else dice.choice(places),
        "day": day,
        "year": day.year,
        "ends_on": None,
        "duration": dice.choice([None, *range(60)]),
        "dims": dims_of(kind, dice),
        "amount": dice.randrange(1, 4) if kind == "helpline" else 1,
        "exclusion": dice.choice(["", "", "", "", "training"]),
        "imported": dice.random() < 0.1,
    }


def edited(
    kind: str, version: dict[str, Any], dice: random.Random, places: list[int]
) -> dict[str, Any]:
    """One thing that somebody changes: its answer, day, end, person, centre, or whether it
    counts."""
    other = first_version(kind, dice.randrange(200), dice, places)
    day = dice.choice(DAYS)
    changes: list[dict[str, Any]] = [
        {"dims": other["dims"], "amount": other["amount"]},
        {"day": day, "year": day.year, "duration": other["duration"]},
        {"ends_on": version["day"] + dt.timedelta(days=dice.choice([0, 30, 400]))},
        {"counted_id": other["counted_id"]},
        {"centre_id": other["centre_id"]},
        {"exclusion": dice.choice(["duplicate", "withdrawn", ""])},
    ]
    change = dice.choice(changes)
    if change.get("day", version["day"]) > (version["ends_on"] or dt.date.max):
        change["ends_on"] = change["day"]
    return version | change


def of_dossier(number: int, version: dict[str, Any]) -> DossierFact:
    return DossierFact(
        dossier_id=number,
        received_on=version["day"],
        stalking=version["dims"].get("stalking", "unknown"),
        stalking_offence=version["duration"] == 7,
        **{
            name: version[name]
            for name in (
                *("centre_id", "year", "exclusion", "imported"),
                *("known_from", "known_until"),
            )
        },
    )


def checked(before: Asked, after: Asked) -> Counter[Reason]:
    """The parts of every cell add up; how often each reason occurs."""
    with as_owner():
        found = compare(before, after)
    seen: Counter[Reason] = Counter()
    for place, codes in found.changes.items():
        for code, change in codes.items():
            amounts = {part.reason: part.amount for part in change.parts}
            where = (before.indicator.code, after.axis.code, place, code, change)
            assert Reason.UNEXPLAINED not in amounts, where
            assert sum(amounts.values()) == (change.difference or 0), where
            assert all(amounts.values()), where
            seen.update(amounts.keys())
    return seen


def moment(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


@pytest.mark.parametrize("code", COUNTED)
def test_the_parts_of_every_cell_add_up(world: World, code: str) -> None:
    seen: Counter[Reason] = Counter()
    for dimension in LIBRARY[code].dimensions:
        for first, last in ((350, None), (250, 50), (150, 2), (3, None)):
            ask = world.asked(
                code, dimension.code, to_year=moment(first).year, known_on=last and moment(last)
            )
            seen += checked(replace(ask, known_on=moment(first)), ask)
    assert {Reason.LATE, Reason.CORRECTED} <= seen.keys(), "nothing moved, so nothing was proved"


@pytest.mark.parametrize("code", COUNTED)
def test_nor_is_anything_left_over_when_a_centre_joins(world: World, code: str) -> None:
    after = world.asked(code)
    before = replace(after, centres=[world.old], known_on=moment(50))
    seen = checked(before, after)
    assert (Reason.CENTRE_JOINED in seen) == LIBRARY[code].has_centres


@pytest.mark.parametrize("code", [code for code in COUNTED if len(LIBRARY[code].dimensions) > 1])
def test_nor_with_a_filter(world: World, code: str) -> None:
    only = next(one for one in LIBRARY[code].dimensions if one.code != "centre")
    world.fill(LIBRARY[code].facts)
    with as_owner():
        facts = UnitFact.objects.filter(kind=LIBRARY[code].facts, dims__has_key=only.code)
        value = facts.values_list(f"dims__{only.code}", flat=True)[0]
    after = world.asked(code, filters={only.code: tuple(value) if only.multiple else (value,)})
    checked(replace(after, known_on=moment(200), to_year=2026), after)


def test_every_reason_occurs_somewhere(world: World) -> None:
    seen: Counter[Reason] = Counter()
    for code in ("dossiers_active", "people_in_dossiers", "offences", "days_to_opening"):
        after = world.asked(code)
        seen += checked(replace(after, known_on=moment(30)), after)
        seen += checked(replace(after, known_on=moment(350), to_year=2025),
                        replace(after, to_year=2025))  # fmt: skip
    assert seen.keys() >= set(Reason) - {Reason.DEFINITION, Reason.UNEXPLAINED}


def test_what_an_edition_says_of_other_numbers_is_left_over_and_printed(world: World) -> None:
    """A number that no longer follows from the facts: the remainder says so."""
    after = world.asked("intakes")
    with as_owner():
        found = compare(replace(after, known_on=moment(150)), after)
    broken = comparison_of(found.before, found.after, {})
    change = broken.change(None, None, "all")
    assert change.difference
    assert [(one.reason, one.amount) for one in change.parts] == [
        (Reason.UNEXPLAINED, change.difference)
    ]
