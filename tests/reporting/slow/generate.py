"""Years of centres, made by dice: most of what happens, happens where a day or a year turns."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

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
from codelists.models import (
    AdviceGiven,
    AdviceOutcome,
    AdviceTheme,
    CallerClass,
    ClosureReason,
    ContactChannel,
    FormOfViolence,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
    OffenceType,
    Programme,
    ReferralEndReason,
    Relation,
    ReporterSector,
)
from registrations.models import (
    AdviceRequest,
    HelplineContact,
    Intake,
    IntakeForm,
    IntakePerson,
    Referral,
    ReferralOffenceType,
)
from tests.reporting.slow.clock import edges
from tests.reporting.slow.codes import CODES, List
from tests.reporting.slow.world import World

ANSWERS = ("yes", "no", "unknown")
STATUSES = ("suspected", "confirmed", "refuted")
ROLES = ("victim", "victim", "offender", "offender", "child", "other")
AGES = ("under_12", "from_12", "adult", "unclear")
EXCLUSIONS = ("withdrawn", "duplicate", "training")
STEPS = [dt.timedelta(0), dt.timedelta(microseconds=1), dt.timedelta(1), dt.timedelta(59)]
CONTACTS_SINCE = 2013
"""The edges of the year before lie partly before 2012, when contacts are refused."""


@dataclass
class Dice:
    """Random choices that can be made again from their seed."""

    dice: random.Random

    def one(self, *options: Any) -> Any:
        return self.dice.choice(options)

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def instant(self, year: int) -> dt.datetime:
        return self.dice.choice(edges(year))

    def later(self, at: dt.datetime) -> dt.datetime:
        """The same moment, a moment later over midnight, a day or two months later, or an edge."""
        choices: list[dt.datetime] = [*(at + step for step in STEPS), self.instant(at.year + 1)]
        return max(at, self.dice.choice(choices))

    def code(self, kind: List, year: int) -> str:
        """One that existed in the year, with now and then a mistake."""
        fitting = [one for one in CODES[kind] if one.existed_in(year) or self.chance(0.01)]
        return self.dice.choice(fitting).code

    def maybe(self, share: float, kind: List, year: int) -> str | None:
        return self.code(kind, year) if self.chance(share) else None

    def some(self, kind: List, year: int) -> set[str]:
        return {self.code(kind, year) for _ in range(self.dice.randrange(3))}

    def exclusion(self, share: float = 0.12) -> str:
        return str(self.one(*EXCLUSIONS)) if self.chance(share) else ""


@dataclass
class Centre:
    """What later years of one centre come back to."""

    key: int
    opened: int
    people: list[int]
    dossiers: list[int] = field(default_factory=list)
    intakes: list[int] = field(default_factory=list)


@dataclass
class Generator:
    """Adds to the world; `user` is who decides on an intake."""

    world: World
    dice: Dice
    user: int

    def centre(self, key: int, opened: int) -> Centre:
        people = [self._person(key) for _ in range(5)]
        return Centre(key, opened, people)

    def _person(self, centre: int) -> int:
        year = self.dice.one(1935, 1955, 1980, 1996, 2000, 2004)
        leap = dt.date(year - year % 4, 2, 29)
        born = self.dice.one(None, leap, dt.date(year, 1, 1), dt.date(year, 12, 31))
        sex = self.dice.one(*"fffmmmxu")
        return self.world.add(Person, centre=centre, born_on=born, sex=sex)

    def year(self, centre: Centre, year: int) -> None:
        for _ in range(self.dice.one(0, 0, 1, 1, 2)):
            self.dossier(centre, year)
        if self.dice.chance(0.4):
            self.intake(centre, year)
        if year >= CONTACTS_SINCE:
            self.advice(centre, year)
            self.call(year)

    def dossier(self, centre: Centre, year: int) -> None:
        received = self.dice.instant(year)
        key = self._dossier(centre, received)
        people = self.dice.dice.sample(centre.people, 2)
        for person in people:
            role, day = self.dice.one(*ROLES), self.dice.later(received)
            self.world.add(Involvement, dossier=key, person=person, role=role, starts_on=day)
        for _ in range(self.dice.one(0, 1, 1, 2)):
            self.offence(key, people, year)
        self.parts(key, people, received)

    def _dossier(self, centre: Centre, received: dt.datetime) -> int:
        opened = self.dice.later(received)
        closed = self.dice.later(opened) if self.dice.chance(0.5) else None
        is_early = received.year < centre.opened
        key = self.world.add(
            Dossier,
            centre=centre.key,
            received_on=received,
            opened_on=opened,
            closed_on=closed,
            closure_reason=self.dice.code(ClosureReason, closed.year) if closed else None,
            stalking=self.dice.one(*ANSWERS),
            counting_exclusion=self.dice.exclusion(),
            import_source="old system" if self.dice.chance(0.5 if is_early else 0.05) else "",
        )
        centre.dossiers.append(key)
        return key

    def offence(self, dossier: int, people: list[int], year: int) -> None:
        key = self.world.add(
            Offence,
            dossier=dossier,
            occurred_from=self.dice.instant(year),
            relation=self.dice.maybe(0.8, Relation, year),
            offence_type=self.dice.maybe(0.6, OffenceType, year),
            status=self.dice.one(*STATUSES),
        )
        for form in self.dice.some(FormOfViolence, year):
            self.world.add(OffenceForm, offence=key, form=form)
        for person in people:
            for part in ("acted", "affected"):
                if self.dice.chance(0.6):
                    self.world.add(OffenceParty, offence=key, person=person, part=part)

    def parts(self, dossier: int, people: list[int], received: dt.datetime) -> None:
        if self.dice.chance(0.4):
            answers = ("yes", "yes", "no", "unclear")
            self.world.add(
                CriteriaAssessment,
                dossier=dossier,
                assessed_on=self.dice.later(received),
                repetition=self.dice.one(*answers),
                integrity=self.dice.one(*answers),
                coordination=self.dice.one(*answers),
            )
        if self.dice.chance(0.3):
            partner = self.dice.one(*self.world.rows[Organisation])
            day = self.dice.later(received)
            self.world.add(Convocation, dossier=dossier, organisation=partner, starts_on=day)
        if self.dice.chance(0.6):
            self.referral(dossier, self.dice.one(*people), received)

    def referral(self, dossier: int, person: int, received: dt.datetime) -> None:
        referred = self.dice.later(received)
        came = self.dice.later(referred) if self.dice.chance(0.5) else None
        waits = self.dice.later(came or referred) if self.dice.chance(0.3) else None
        before = waits or came or referred
        started = self.dice.later(before) if self.dice.chance(0.7) else None
        declined = None if started or self.dice.chance(0.7) else self.dice.later(before)
        ended = self.dice.later(started) if started and self.dice.chance(0.6) else None
        done = self.dice.chance(0.5)
        gave_up = declined or (ended and not done)
        key = self.world.add(
            Referral,
            dossier=dossier,
            person=person,
            programme=self.dice.code(Programme, referred.year),
            role=self.dice.one("offender", "victim"),
            stalking=self.dice.one(*ANSWERS),
            referred_on=referred,
            intake_on=came,
            waiting_since=waits,
            started_on=started,
            completed_on=ended if done else None,
            stopped_on=None if done else ended,
            declined_on=declined,
            end_reason=self.dice.code(ReferralEndReason, 2020) if gave_up else None,
        )
        for code in self.dice.some(OffenceType, referred.year):
            self.world.add(ReferralOffenceType, referral=key, offence_type=code)

    def intake(self, centre: Centre, year: int) -> None:
        key = self.world.add(
            Intake,
            centre=centre.key,
            received_on=self.dice.instant(year),
            reporter_sector=self.dice.code(ReporterSector, year),
            stalking=self.dice.one(*ANSWERS),
            outcome=None,
        )
        centre.intakes.append(key)
        for form in self.dice.some(FormOfViolence, year):
            self.world.add(IntakeForm, intake=key, form=form)
        for person in self.dice.dice.sample(centre.people, self.dice.one(0, 1, 2)):
            self.world.add(IntakePerson, intake=key, person=person, role="victim")

    def advice(self, centre: Centre, year: int) -> None:
        if self.dice.chance(0.5):
            self.world.add(
                AdviceRequest,
                centre=centre.key,
                received_on=self.dice.instant(year),
                channel=self.dice.code(ContactChannel, year),
                asker_sector=self.dice.code(ReporterSector, year),
                theme=self.dice.code(AdviceTheme, year),
                advice=self.dice.code(AdviceGiven, year),
                outcome=self.dice.code(AdviceOutcome, year),
                counting_exclusion=self.dice.exclusion(),
            )

    def call(self, year: int) -> None:
        if self.dice.chance(0.5):
            self.world.add(
                HelplineContact,
                received_on=self.dice.instant(year),
                channel=self.dice.code(ContactChannel, year),
                caller_class=self.dice.code(CallerClass, year),
                caller_sex=self.dice.one("female", "male", "unknown"),
                caller_age=self.dice.one(*AGES),
                anonymous=self.dice.chance(0.7),
                theme=self.dice.code(HelplineTheme, year),
                main_form=self.dice.maybe(0.7, FormOfViolence, year),
                context=self.dice.code(HelplineContext, year),
                reported_people=self.dice.dice.randrange(4),
                counting_exclusion=self.dice.exclusion(),
                referred_to=self.dice.code(HelplineReferral, year),
            )
