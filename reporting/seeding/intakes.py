"""Intakes: those that opened a dossier, those that joined one, and those that did not."""

from registrations.models import Intake, IntakeForm, IntakePerson
from reporting.seeding import vocabulary
from reporting.seeding.course import Course
from reporting.seeding.days import written, written_or_null
from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.families import Family, make_family
from reporting.seeding.offences import Happening, make_offences
from reporting.seeding.people import PeopleMaker
from reporting.seeding.rows import Rows
from reporting.seeding.world import SeedCentre, World

SECTORS = Weighted(
    [
        ("police", 50),
        ("prosecution", 12),
        ("caw", 10),
        ("ocmw", 5),
        ("justice_house", 4),
        ("school", 3),
        ("clb", 3),
        ("hospital", 3),
        ("gp", 3),
        ("vk", 3),
        ("citizen", 4),
    ]
)
ROLES = {
    "police": ("reference_officer", "professional", "automatic"),
    "prosecution": ("reference_magistrate", "prosecution_criminologist"),
    "justice_house": ("justice_assistant",),
    "hospital": ("doctor", "care_worker"),
    "gp": ("doctor",),
    "school": ("teacher",),
    "clb": ("teacher",),
    "citizen": ("victim", "family", "neighbour"),
}
OTHER_ROLES = ("care_worker",)
NOT_OPENED = Weighted(
    [
        ("advice_only", 40),
        ("redirected", 20),
        ("criteria_not_met", 20),
        ("no_consent", 10),
        ("unreachable", 6),
        ("withdrawn", 4),
    ]
)
JOINS = 0.08
DOES_NOT_OPEN = 0.2
PENDING_DAYS = 10


class IntakeMaker:
    """Adds intakes round the dossiers of the new system; old files hold none."""

    def __init__(self, dice: Dice, world: World, rows: Rows, people: PeopleMaker) -> None:
        self._dice, self._world, self._rows, self._people = dice, world, rows, people

    def opened(
        self,
        centre: SeedCentre,
        family: Family,
        course: Course,
        happenings: list[Happening],
        dossier: int,
    ) -> None:
        """The intake that opened this dossier, at times a second one, at times a refused one."""
        self._add(centre, family, course, happenings, ("dossier_opened", course.opened, dossier))
        if course.last_day > course.opened and self._dice.chance(JOINS):
            day = self._dice.between(course.opened, min(course.last_day, course.opened + 120))
            self._add(centre, family, course, happenings, ("joined_existing", day, dossier), day)
        if self._dice.chance(DOES_NOT_OPEN):
            self._refused(centre, course)

    def _refused(self, centre: SeedCentre, course: Course) -> None:
        """Another family, reported on the same day; the last ones are still undecided."""
        family = make_family(self._dice, "partner", course.received)
        said = make_offences(self._dice, self._world, family, course.received, "no")
        self._people.add(centre, family, course)
        pending = self._world.until - course.received < PENDING_DAYS
        outcome = ("", 0, 0) if pending else (NOT_OPENED.pick(self._dice), course.opened, 0)
        self._add(centre, family, course, said, outcome)

    def _add(
        self,
        centre: SeedCentre,
        family: Family,
        course: Course,
        happenings: list[Happening],
        outcome: tuple[str, int, int],
        day: int | None = None,
    ) -> None:
        """`outcome` is a code, the day it was decided and the dossier; '' and 0 are none."""
        code, decided, dossier = outcome
        decided_by = (course.director or course.opened_by) if code else None
        sector = SECTORS.pick(self._dice)
        dice, world = self._dice, self._world
        intake = self._rows.add(
            Intake,
            centre.pk,
            written(day or course.received),
            world.sectors[sector],
            world.reporter_roles[dice.pick(ROLES.get(sector, OTHER_ROLES))],
            self._reporter(),
            dice.pick(vocabulary.STORIES).format(what=happenings[0].description),
            course.stalking if dossier else "unknown",
            world.outcomes[code] if code else None,
            dice.pick(vocabulary.OUTCOME_MOTIVATIONS) if code else "",
            written_or_null(decided or None),
            decided_by,
            dossier or None,
            course.opened_by,
            f"{written(day)} 11:00:00+01" if day else course.created_at,
            1,
        )
        self._hang_on(intake, family, happenings)

    def _hang_on(self, intake: int, family: Family, happenings: list[Happening]) -> None:
        for form in happenings[0].forms:
            self._rows.add(IntakeForm, intake, self._world.directory.forms[form].pk)
        for member, role in family.roles():
            self._rows.add(IntakePerson, intake, member.pk, role)

    def _reporter(self) -> str:
        if self._dice.chance(0.3):
            return ""
        given = self._dice.pick(vocabulary.WOMEN if self._dice.chance(0.6) else vocabulary.MEN)
        return f"{given} {self._dice.pick(vocabulary.FAMILIES)}"
