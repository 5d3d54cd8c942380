"""Referrals to programmes: who is sent where, and how far that came by the last day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from registrations.models import Referral, ReferralOffenceType
from reporting.seeding.course import Course
from reporting.seeding.days import working_day, written, written_or_null
from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.families import Family, Member
from reporting.seeding.offences import Happening
from reporting.seeding.rows import Rows
from reporting.seeding.world import Programme, SeedCentre, World

# Of the dossiers of the new system; old files tell nothing of referrals. About 15 % of them all.
REFERRED = 0.3
ALSO_THE_OTHER = 0.25
OFFENDER_FIRST = 0.64
# How often among 32 offenders: a small demo has every programme too.
FOR_OFFENDERS = {
    "ifg_training": 10,
    "skills_training": 7,
    "cgg_forensic": 5,
    "caw_offender_support": 4,
    "aggression_training": 2,
    "alcohol_training": 1,
    "drugs_training": 1,
    "ldsg": 1,
    "traffic_training": 1,
}
FOR_VICTIMS = {"caw_victim_support": 1}
AFTER_SEXUAL_VIOLENCE = 0.4
HAS_INTAKE, HAS_WAITING_LIST = 0.85, 0.5
NEVER_STARTS, STOPS = 0.16, 0.22
NOT_STARTED = Weighted(
    [
        ("person_declined", 34),
        ("not_reached", 24),
        ("not_suitable", 18),
        ("no_place", 12),
        ("no_mandate", 8),
        ("moved", 4),
    ]
)
STOPPED = Weighted(
    [
        ("dropped_out", 55),
        ("excluded", 18),
        ("other_help", 12),
        ("mandate_ended", 8),
        ("moved", 5),
        ("deceased", 2),
    ]
)


@dataclass(slots=True)
class Days:
    """The chain; ordinals, None for what did not happen (yet)."""

    referred: int
    intake: int | None = None
    waiting: int | None = None
    started: int | None = None
    completed: int | None = None
    stopped: int | None = None
    declined: int | None = None
    reason: str = ""


class Deck:
    """Programmes as cards, drawn until all are gone and then shuffled again."""

    def __init__(self, world: World, numbers: Mapping[str, int]) -> None:
        known = [
            (world.programmes[code], n) for code, n in numbers.items() if code in world.programmes
        ]
        self._cards = [programme for programme, number in known for _each in range(number)]
        self._left: list[Programme] = []

    def __bool__(self) -> bool:
        return bool(self._cards)

    def draw(self, dice: Dice) -> Programme:
        """One of the cards that are left."""
        self._left = self._left or list(self._cards)
        return self._left.pop(dice.between(0, len(self._left) - 1))


class ReferralMaker:
    """Adds referrals to dossiers of the new system. Its own dice: families stay what they were."""

    def __init__(self, dice: Dice, world: World, rows: Rows, last_number: int) -> None:
        self._dice, self._world, self._rows = dice, world, rows
        self.last_number = last_number
        self._offender = Deck(world, FOR_OFFENDERS)
        self._victim = Deck(world, FOR_VICTIMS)

    def add(
        self,
        dossier: int,
        centre: SeedCentre,
        family: Family,
        course: Course,
        happenings: Sequence[Happening],
    ) -> None:
        """At most one referral of the offender and one of the victim."""
        if not self._dice.chance(REFERRED):
            return
        counted = [each for each in happenings if each.status != "refuted"]
        for member, programme in self._who_to_what(family, counted):
            first = course.opened + self._dice.between(2, 50)
            provider = centre.providers.get(programme.sector)
            if provider and first <= self._world.until:
                days = self._days(working_day(first))
                if days.referred <= self._world.until:
                    place = (dossier, member.pk, programme.pk, provider, programme.audience)
                    self._write(place, course, counted, days)

    def _who_to_what(
        self, family: Family, happenings: Sequence[Happening]
    ) -> Iterator[tuple[Member, Programme]]:
        offender_first = self._dice.chance(OFFENDER_FIRST)
        both = self._dice.chance(ALSO_THE_OTHER)
        if self._offender and (offender_first or both):
            yield family.offenders[0], self._for_offender(happenings)
        if self._victim and (both or not offender_first):
            yield family.victims[0], self._victim.draw(self._dice)

    def _for_offender(self, happenings: Sequence[Happening]) -> Programme:
        sexual = any("sexual" in each.forms for each in happenings)
        ldsg = self._world.programmes.get("ldsg")
        if ldsg and sexual and self._dice.chance(AFTER_SEXUAL_VIOLENCE):
            return ldsg
        return self._offender.draw(self._dice)

    def _days(self, referred: int) -> Days:
        """A whole course, of which only the past is kept."""
        dice, days = self._dice, Days(referred)
        latest = referred
        if dice.chance(HAS_INTAKE):
            days.intake = latest = working_day(latest + dice.between(5, 35))
        if dice.chance(HAS_WAITING_LIST):
            days.waiting = latest = working_day(latest + dice.between(0, 10))
        start = working_day(latest + 5 + dice.waiting(45))
        if dice.chance(NEVER_STARTS):
            days.declined, days.reason = start, NOT_STARTED.pick(dice)
        else:
            self._after_start(days, start)
        return self._until_today(days)

    def _after_start(self, days: Days, start: int) -> None:
        days.started = start
        if self._dice.chance(STOPS):
            days.stopped = working_day(start + self._dice.between(7, 120))
            days.reason = STOPPED.pick(self._dice)
        else:
            days.completed = working_day(start + self._dice.between(60, 240))

    def _until_today(self, days: Days) -> Days:
        for name in ("intake", "waiting", "started", "completed", "stopped", "declined"):
            day = getattr(days, name)
            if day and day > self._world.until:
                setattr(days, name, None)
        if not (days.stopped or days.declined):
            days.reason = ""
        return days

    def _write(
        self,
        place: tuple[int, int, int, int, str],
        course: Course,
        happenings: Sequence[Happening],
        days: Days,
    ) -> None:
        self.last_number += 1
        is_stalking = any("stalking" in each.forms for each in happenings)
        referral = self._rows.add(
            Referral,
            f"VW-{written(days.referred)[:4]}-{self.last_number:06d}",
            *place,
            "yes" if is_stalking else course.stalking,
            written(days.referred),
            written_or_null(days.intake),
            written_or_null(days.waiting),
            written_or_null(days.started),
            written_or_null(days.completed),
            written_or_null(days.stopped),
            written_or_null(days.declined),
            self._world.end_reasons[days.reason] if days.reason else None,
            course.director,
            f"{written(days.referred)} 10:00:00+01",
            1,
        )
        for offence_type in dict.fromkeys(each.offence_type for each in happenings):
            if offence_type:
                self._rows.add(ReferralOffenceType, referral, offence_type)
