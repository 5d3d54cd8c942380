"""The rows of people. Somebody who comes back keeps the row she has."""

from cases.models import Person
from lib.text import search_key
from reporting.seeding import vocabulary
from reporting.seeding.course import Course
from reporting.seeding.days import written
from reporting.seeding.dice import Dice
from reporting.seeding.families import Family, Member
from reporting.seeding.rows import Rows
from reporting.seeding.world import SeedCentre

_NAMES = {*vocabulary.WOMEN, *vocabulary.MEN, *vocabulary.FAMILIES}
_KEYS = {name: search_key(name) for name in _NAMES}


class PeopleMaker:
    """Adds people at a centre."""

    def __init__(self, dice: Dice, rows: Rows) -> None:
        self._dice, self._rows = dice, rows

    def add(self, centre: SeedCentre, family: Family, course: Course) -> None:
        """Everybody of the family who has no row yet."""
        for member, role in family.roles():
            if not member.pk:
                member.pk = self._person(centre, member, role, course)

    def _person(self, centre: SeedCentre, member: Member, role: str, course: Course) -> int:
        dice = self._dice
        victim = role == "victim"
        return self._rows.add(
            Person,
            centre.pk,
            member.given,
            member.family,
            f"{_KEYS[member.given]} {_KEYS[member.family]}",
            None if dice.chance(0.04) else written(member.born),
            member.sex,
            "t" if victim and dice.chance(0.04) else "f",
            dice.pick(vocabulary.CONTACT_WARNINGS) if victim and dice.chance(0.05) else "",
            1,
            course.opened_by,
            course.created_at,
        )
