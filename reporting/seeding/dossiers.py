"""One synthetic dossier at a time, with everything that hangs on it."""

from collections import defaultdict, deque
from dataclasses import dataclass, replace

from cases.models import (
    Convocation,
    CriteriaAssessment,
    Dossier,
    Involvement,
    Offence,
    OffenceForm,
    OffenceParty,
)
from reporting.seeding import vocabulary
from reporting.seeding.course import Course, make_course
from reporting.seeding.days import written, written_or_null
from reporting.seeding.dice import Dice, Weighted
from reporting.seeding.families import Family, make_family
from reporting.seeding.intakes import IntakeMaker
from reporting.seeding.offences import Happening, make_offences
from reporting.seeding.people import PeopleMaker
from reporting.seeding.referrals import ReferralMaker
from reporting.seeding.rows import Rows
from reporting.seeding.world import SeedCentre, World, code_on

RELATIONS = Weighted(
    [
        ("partner", 38),
        ("ex_partner", 29),
        ("parent_to_child", 12),
        ("child_to_parent", 6),
        ("elder", 4),
        ("sibling", 3),
        ("dating_partner", 3),
        ("in_law", 2),
        ("other_family", 3),
    ]
)
COMES_BACK = 0.07
REMEMBERED = 60
CRITERIA = ("yes", "no", "unclear")


@dataclass
class Made:
    """How much was made so far."""

    dossiers: int = 0
    offences: int = 0


class DossierMaker:
    """Makes dossiers and remembers families, because some come back."""

    def __init__(
        self,
        dice: Dice,
        world: World,
        rows: Rows,
        last_number: int,
        referrals: ReferralMaker,
    ) -> None:
        self._dice, self._world, self._rows = dice, world, rows
        self._people = PeopleMaker(dice, rows)
        self._intakes = IntakeMaker(dice, world, rows, self._people)
        self._referrals = referrals
        self._number = last_number
        self._families: dict[int, deque[Family]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self.made = Made()
        self.explicit_since: dict[int, int] = {}
        """Per centre the first intake that counts and answers the stalking question."""

    def make(self, centre: SeedCentre, received: int) -> None:
        """A dossier of an intake on this day."""
        family = self._family(centre, received)
        course = make_course(self._dice, self._world, centre, family, received)
        happenings = make_offences(self._dice, self._world, family, received, course.stalking)
        self._people.add(centre, family, course)
        dossier = self._dossier(centre, family, course)
        self._involve(dossier, family, course)
        for happening in happenings:
            self._offence(dossier, happening, family, course)
        if not course.imported:
            self._assess(dossier, course)
            self._convene(dossier, centre, course)
            self._intakes.opened(centre, family, course, happenings, dossier)
            self._referrals.add(dossier, centre, family, course, happenings)
        self._remember(centre, family, course)

    def _family(self, centre: SeedCentre, received: int) -> Family:
        known = self._families[centre.pk]
        if not known or not self._dice.chance(COMES_BACK):
            return make_family(self._dice, RELATIONS.pick(self._dice), received)
        family = self._dice.pick(known)
        if family.relation == "partner" and self._dice.chance(0.5):
            return replace(family, relation="ex_partner")
        return family

    def _remember(self, centre: SeedCentre, family: Family, course: Course) -> None:
        self._families[centre.pk].append(family)
        self.made.dossiers += 1
        if course.stalking != "unknown" and not course.exclusion:
            first = self.explicit_since.setdefault(centre.pk, course.received)
            self.explicit_since[centre.pk] = min(first, course.received)

    def _dossier(self, centre: SeedCentre, family: Family, course: Course) -> int:
        self._number += 1
        reference = f"VH-{written(course.opened)[:4]}-{self._number:06d}"
        source = f"FJC {centre.code}" if course.imported else ""
        return self._rows.add(
            Dossier,
            reference,
            centre.pk,
            written(course.received),
            written(course.opened),
            course.opened_by,
            self._summary(family, course),
            course.stalking,
            course.director,
            written_or_null(course.closed),
            course.closed_by,
            course.closure_reason,
            self._dice.pick(vocabulary.CLOSING_NOTES) if course.closed else "",
            course.exclusion,
            source,
            f"{centre.code[:8].upper()}-{self._number}" if source else "",
            1,
            course.created_at,
            course.updated_at,
        )

    @property
    def last_number(self) -> int:
        return self._number

    def _summary(self, family: Family, course: Course) -> str:
        if course.exclusion == "training":
            return "Oefendossier voor de opleiding van nieuwe collega's."
        return self._dice.pick(vocabulary.SUMMARIES).format(
            times=self._dice.pick(vocabulary.TIMES),
            event=self._dice.pick(vocabulary.EVENTS),
            Whom=family.victims[0].given,
        )

    def _involve(self, dossier: int, family: Family, course: Course) -> None:
        day = written(course.received)
        for member, role in family.roles():
            self._rows.add(Involvement, dossier, member.pk, role, day, None)

    def _offence(self, dossier: int, happening: Happening, family: Family, course: Course) -> None:
        self.made.offences += 1
        offence = self._rows.add(
            Offence,
            dossier,
            written(happening.first),
            written_or_null(happening.last),
            code_on(self._world.directory.relations, family.relation, happening.first),
            happening.offence_type,
            happening.status,
            happening.description,
            course.opened_by,
            course.created_at,
            1,
        )
        for form in happening.forms:
            self._rows.add(OffenceForm, offence, self._world.directory.forms[form].pk)
        for part, members in (("acted", happening.acted), ("affected", happening.affected)):
            for member in members:
                self._rows.add(OffenceParty, offence, member.pk, part)

    def _assess(self, dossier: int, course: Course) -> None:
        refused = course.reason_code == "criteria_not_met"
        if not self._dice.chance(0.9 if refused else 0.45):
            return
        day = self._dice.between(course.opened, min(course.last_day, course.opened + 21))
        answers = [self._answer() for _criterion in range(3)]
        if refused:
            answers[self._dice.between(0, 2)] = "no"
        cells = [
            text
            for answer in answers
            for text in (answer, self._dice.pick(vocabulary.MOTIVATIONS[answer]))
        ]
        made = f"{written(day)} 15:00:00+01"
        self._rows.add(CriteriaAssessment, dossier, written(day), course.director, *cells, made)

    def _answer(self) -> str:
        return "yes" if self._dice.chance(0.72) else self._dice.pick(CRITERIA)

    def _convene(self, dossier: int, centre: SeedCentre, course: Course) -> None:
        first = course.opened + 7
        if not centre.organisations or first > course.last_day or not self._dice.chance(0.2):
            return
        start = int(self._dice.throw() * len(centre.organisations))
        for step in range(self._dice.between(1, min(3, len(centre.organisations)))):
            organisation = centre.organisations[(start + step) % len(centre.organisations)]
            self._rows.add(
                Convocation,
                dossier,
                organisation,
                "Casusoverleg",
                written(first),
                written_or_null(course.closed),
                course.director,
            )
