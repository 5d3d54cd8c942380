"""A generated world with a past: written, corrected twice, and partly erased."""

import datetime as dt
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product

from django.db import transaction

from accounts import models as accounts
from cases.models import Convocation, CriteriaAssessment, Dossier, Person
from registrations.models import AdviceRequest, HelplineContact, Intake, Referral
from reporting.models import RegistrationStart, Variable
from tests import make
from tests.database import as_owner
from tests.reporting.settling import settle_as_of
from tests.reporting.slow.corrections import Corrector
from tests.reporting.slow.counting import Registration
from tests.reporting.slow.generate import Centre, Dice, Generator
from tests.reporting.slow.units import Reading, Unit
from tests.reporting.slow.world import Model, Row, Rows, World, analyze, set_known

FIRST_YEAR, LAST_YEAR = 1996, 2025
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
HELPLINE_OPENED = 2012
TURN = dt.datetime(2024, 12, 31, 23, tzinfo=dt.UTC)
"""Midnight in Brussels, where 2025 begins."""
A_MOMENT = dt.timedelta(microseconds=1)
SUMMER = dt.datetime(2025, 10, 25, 22, tzinfo=dt.UTC)
"""Midnight in Brussels, still in summer time; in UTC it is the day before."""
NEW = (Variable.ADVICE, Variable.HELPLINE, Variable.REFERRALS)
"""Nobody registers these until somebody says so."""
Kind = Callable[[Reading], Iterable[Unit]]


@dataclass
class Moment:
    """What was known at a moment (none is now), as the slow count reads it."""

    known_on: dt.datetime | None
    today: dt.date
    rows: Rows
    _units: dict[Kind, list[Unit]] = field(default_factory=dict)
    _reading: Reading | None = None

    @property
    def years(self) -> range:
        return range(FIRST_YEAR, min(LAST_YEAR, self.today.year) + 1)

    def units(self, kind: Kind) -> list[Unit]:
        self._reading = self._reading or Reading(self.rows)
        if kind not in self._units:
            self._units[kind] = list(kind(self._reading))
        return self._units[kind]


@dataclass
class History:
    """Centres, since when they register what, and what was known when."""

    centres: list[accounts.Centre]
    registrations: dict[str, dict[int | None, Registration]]
    moments: list[Moment]
    erased: frozenset[int]


@dataclass
class _Past:
    """Writes the world, and remembers what was known from when."""

    world: World
    settled: int | None
    began: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    moments: list[Moment] = field(default_factory=list)

    def write(self, known_from: dt.datetime, day: dt.date) -> None:
        self.world.write()
        set_known(known_from, self.began)
        if self.settled == len(self.moments):
            settle_as_of(known_from)
        self.moments.append(Moment(known_from, day, self.world.copy()))


def make_history(seed: int, centres: int, *, settled: int | None = None) -> History:
    """Known are: all of it just before 2025; corrections when 2025 begins; the same just before
    a day in October; more corrections on that day; and now, when some dossiers are erased.
    After the write with the number `settled` everything is added up."""
    dice = Dice(random.Random(seed))
    made = [_centre(dice) for _ in range(centres)]
    registrations = _registrations(dice, made)
    user = make.user()
    partners = _partners()
    world = World(_others(user.pk, partners[0].pk))
    world.rows[accounts.Organisation] = {one.pk: {"sector": one.sector} for one in partners}
    generator = Generator(world, dice, user.pk)
    moments, erased = _moments(generator, made, settled)
    analyze()
    return History(made, registrations, moments, erased)


def _moments(
    generator: Generator, centres: list[accounts.Centre], settled: int | None
) -> tuple[list[Moment], frozenset[int]]:
    places = [generator.centre(one.pk, one.opened_on.year) for one in centres]
    for place, year in product(places, YEARS):
        generator.year(place, year)
    past = _Past(generator.world, settled)
    past.write(TURN - A_MOMENT, dt.date(2024, 12, 31))
    _correct(generator, places)
    past.write(TURN, dt.date(2025, 1, 1))
    just_before = Moment(SUMMER - A_MOMENT, dt.date(2025, 10, 25), past.moments[-1].rows)
    past.moments.append(just_before)
    _correct(generator, places)
    past.write(SUMMER, dt.date(2025, 10, 26))
    erased = _erase(generator.dice, generator.world)
    # Later than all years: the last day of each is past.
    now = Moment(None, dt.date(LAST_YEAR + 1, 1, 1), past.moments[-1].rows)
    return [*past.moments, now], erased


def _correct(generator: Generator, places: list[Centre]) -> None:
    """A fifth of all is corrected, and some of what happened is told late."""
    Corrector(generator, places).correct(0.2)
    for place in places[::9]:
        generator.year(place, generator.dice.one(*YEARS))


def _erase(dice: Dice, world: World) -> frozenset[int]:
    """Dossiers are erased with all their parts, and no figure changes."""
    gone = [key for key in world.rows[Dossier] if dice.chance(0.03)]
    with as_owner(), transaction.atomic():
        Dossier.objects.filter(pk__in=gone).delete()
    return frozenset(gone)


def _partners() -> list[accounts.Organisation]:
    found = [make.organisation() for _ in range(4)]
    for one, sector in zip(found, ("police", "caw", "caw", ""), strict=True):
        one.sector = sector
    with as_owner():
        accounts.Organisation.objects.bulk_update(found, ["sector"])
    return found


def _centre(dice: Dice) -> accounts.Centre:
    days = [dt.date(1995, 1, 1)] * 4
    opened_on = dice.one(*days, dt.date(2004, 2, 29), dt.date(2010, 12, 31), dt.date(2011, 1, 1))
    ends = [None] * 8
    return make.centre(
        opened_on=opened_on, closed_on=dice.one(*ends, dt.date(2019, 12, 31), dt.date(2020, 1, 1))
    )


def _registrations(
    dice: Dice, centres: list[accounts.Centre]
) -> dict[str, dict[int | None, Registration]]:
    """Most centres registered everything from the start, some began later or never."""
    places: dict[str, dict[int | None, Registration]] = {
        variable.value: {
            one.pk: Registration(
                one.opened_on.year,
                one.closed_on.year if one.closed_on else None,
                _begun(dice, variable, one),
            )
            for one in centres
        }
        for variable in Variable
    }
    begun = _begun(dice, Variable.HELPLINE, None)
    places[Variable.HELPLINE.value] = {None: Registration(HELPLINE_OPENED, None, begun)}
    return places


def _begun(dice: Dice, variable: Variable, centre: accounts.Centre | None) -> int | None:
    always = dt.date(FIRST_YEAR, 1, 1)
    day = dice.one(*[always] * 6, dt.date(2003, 12, 31), dt.date(2004, 1, 1), None)
    if centre is None:
        day = dt.date(2013, 12, 31)
    if day is None:
        return None if variable in NEW else FIRST_YEAR
    with as_owner():
        RegistrationStart.objects.create(variable=variable, centre=centre, starts_on=day)
    return int(day.year)


def _others(user: int, organisation: int) -> dict[Model, Callable[[int], Row]]:
    """Columns that must be filled in and that nobody counts."""
    motivated = {
        f"{one}_motivation": "Omdat." for one in ("repetition", "integrity", "coordination")
    }
    return {
        Dossier: lambda key: {"reference": f"VH-1900-{key}", "source_reference": str(key)},
        Person: lambda _key: {"given_name": "Iemand"},
        CriteriaAssessment: lambda _key: {"assessed_by_id": user, **motivated},
        Convocation: lambda _key: {"convened_by_id": user},
        Referral: lambda key: {"reference": f"VW-{key}", "provider_id": organisation},
        Intake: lambda _key: {"created_by_id": user, "story": "Iets."},
        AdviceRequest: lambda _key: {"registered_by_id": user},
        HelplineContact: lambda _key: {"registered_by_id": user, "organisation_id": organisation},
    }
