"""What happens to a dossier after it was written down: every way in which a figure can change."""

import datetime as dt
from collections.abc import Callable

from accounts.models import Organisation
from cases.models import (
    CriteriaAssessment,
    Dossier,
    Involvement,
    Offence,
    OffenceForm,
    OffenceParty,
    Person,
)
from codelists.models import (
    AdviceTheme,
    ClosureReason,
    FormOfViolence,
    HelplineReferral,
    HelplineTheme,
    IntakeOutcome,
    OffenceType,
    ReferralEndReason,
    Relation,
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
from tests.reporting.slow.generate import AGES, ANSWERS, ROLES, STATUSES, Centre, Generator
from tests.reporting.slow.world import Model, World

Correction = Callable[["Corrector", int], None]


class Corrector:
    """Corrects a share of all that was written before; each row at most once."""

    def __init__(self, generator: Generator, centres: list[Centre]) -> None:
        self.world: World = generator.world
        self.dice = generator.dice
        self.user = generator.user
        self.centre_of = {key: one for one in centres for key in one.dossiers}
        self.of_dossier = {
            model: _keys_by(self.world, model, "dossier")
            for model in (Offence, Involvement, Referral, CriteriaAssessment)
        }
        self.people_in: dict[int, set[int]] = {}
        for row in self.world.rows[Involvement].values():
            self.people_in.setdefault(row["dossier"], set()).add(row["person"])
        self.parts = {
            OffenceForm: _keys_by(self.world, OffenceForm, "offence"),
            OffenceParty: _keys_by(self.world, OffenceParty, "offence"),
            ReferralOffenceType: _keys_by(self.world, ReferralOffenceType, "referral"),
            IntakeForm: _keys_by(self.world, IntakeForm, "intake"),
            IntakePerson: _keys_by(self.world, IntakePerson, "intake"),
        }

    def correct(self, share: float) -> None:
        for dossier in list(self.world.rows[Dossier]):
            if self.dice.chance(share):
                self.dice.one(*CORRECTIONS)(self, dossier)
        for model, correction in OF_THEMSELVES.items():
            for key in list(self.world.rows[model]):
                if self.dice.chance(share):
                    correction(self, key)

    # --- a dossier ----------------------------------------------------------------------------

    def redate(self, dossier: int) -> None:
        """Received and opened on another day; what is closed is open again."""
        at = self.dice.instant(self._year(Dossier, dossier, "received_on"))
        self.world.change(
            Dossier, dossier, received_on=at, opened_on=at, closed_on=None, closure_reason=None
        )

    def close(self, dossier: int) -> None:
        row = self.world.rows[Dossier][dossier]
        at = self.dice.instant(row["opened_on"].year + 2)
        reason = self.dice.code(ClosureReason, at.year)
        self.world.change(Dossier, dossier, closed_on=at, closure_reason=reason)

    def reopen(self, dossier: int) -> None:
        self.world.change(Dossier, dossier, closed_on=None, closure_reason=None)

    def answer(self, dossier: int) -> None:
        self.world.change(Dossier, dossier, stalking=self.dice.one(*ANSWERS))

    def leave_out(self, dossier: int) -> None:
        """Withdrawn, duplicate, training, or counting again."""
        self.world.change(Dossier, dossier, counting_exclusion=self.dice.exclusion(0.7))

    def merge(self, dossier: int) -> None:
        """A duplicate: what it holds goes to another dossier of the centre."""
        others = self.centre_of[dossier].dossiers
        target = self.dice.one(*others)
        self.world.change(Dossier, dossier, counting_exclusion="duplicate")
        if target == dossier:
            return
        for model in (Offence, Referral, CriteriaAssessment):
            for key in self.of_dossier[model].get(dossier, ()):
                self.world.change(model, key, dossier=target)
        self._join(dossier, target)

    def _join(self, dossier: int, target: int) -> None:
        """Her role in the other dossier too, unless she has a role there already."""
        there = self.people_in.setdefault(target, set())
        for key in self.of_dossier[Involvement].get(dossier, ()):
            person = self.world.rows[Involvement][key]["person"]
            if person not in there:
                there.add(person)
                self.world.change(Involvement, key, dossier=target)

    # --- its parts ----------------------------------------------------------------------------

    def judge(self, dossier: int) -> None:
        """A fact is confirmed, refuted or suspected again, and told more exactly."""
        for key in self.of_dossier[Offence].get(dossier, ()):
            year = self._year(Offence, key, "occurred_from")
            self.world.change(
                Offence,
                key,
                status=self.dice.one(*STATUSES),
                occurred_from=self.dice.instant(year),
                relation=self.dice.maybe(0.8, Relation, year),
                offence_type=self.dice.maybe(0.6, OffenceType, year),
            )

    def other_forms(self, dossier: int) -> None:
        for key in self.of_dossier[Offence].get(dossier, ()):
            self._replace(OffenceForm, key)
            new = self.dice.code(FormOfViolence, 2020)
            self.world.add(OffenceForm, offence=key, form=new)

    def other_parties(self, dossier: int) -> None:
        for key in self.of_dossier[Offence].get(dossier, ()):
            self._replace(OffenceParty, key)
            for involvement in self.of_dossier[Involvement].get(dossier, ()):
                person = self.world.rows[Involvement][involvement]["person"]
                part = self.dice.one("acted", "affected")
                self.world.add(OffenceParty, offence=key, person=person, part=part)

    def other_roles(self, dossier: int) -> None:
        for key in self.of_dossier[Involvement].get(dossier, ()):
            self.world.change(Involvement, key, role=self.dice.one(*ROLES))

    def assess(self, dossier: int) -> None:
        for key in self.of_dossier[CriteriaAssessment].get(dossier, ()):
            self.world.change(CriteriaAssessment, key, repetition=self.dice.one("yes", "no"))

    def report_back(self, dossier: int) -> None:
        """The provider says that a programme started and stopped."""
        for key in self.of_dossier[Referral].get(dossier, ()):
            row = self.world.rows[Referral][key]
            started = self.dice.instant(row["referred_on"].year + 1)
            self.world.change(
                Referral,
                key,
                intake_on=None,
                waiting_since=None,
                declined_on=None,
                started_on=started,
                completed_on=None,
                stopped_on=self.dice.later(started),
                end_reason=self.dice.code(ReferralEndReason, started.year),
                stalking=self.dice.one(*ANSWERS),
            )
            self._replace(ReferralOffenceType, key)
            new = self.dice.code(OffenceType, started.year)
            self.world.add(ReferralOffenceType, referral=key, offence_type=new)

    # --- what stands by itself ----------------------------------------------------------------

    def person(self, key: int) -> None:
        born = self.dice.one(None, dt.date(2000, 2, 29), dt.date(1987, 12, 31))
        self.world.change(Person, key, sex=self.dice.one("f", "m", "u"), born_on=born)

    def intake(self, key: int) -> None:
        """Another day, other forms and other people, or decided."""
        year = self._year(Intake, key, "received_on") + self.dice.one(-1, 0, 1)
        self.world.change(Intake, key, received_on=self.dice.instant(year))
        if self.dice.chance(0.5):
            self._replace(IntakeForm, key)
            self.world.add(IntakeForm, intake=key, form=self.dice.code(FormOfViolence, year))
        if self.dice.chance(0.3):
            self._replace(IntakePerson, key)
        if self.dice.chance(0.5):
            outcome = self.dice.code(IntakeOutcome, year)
            on = self.dice.instant(year)
            self.world.change(Intake, key, outcome=outcome, decided_on=on, decided_by=self.user)

    def advice(self, key: int) -> None:
        year = self._year(AdviceRequest, key, "received_on")
        theme, left_out = self.dice.code(AdviceTheme, year), self.dice.exclusion(0.5)
        self.world.change(AdviceRequest, key, theme=theme, counting_exclusion=left_out)

    def call(self, key: int) -> None:
        year = self._year(HelplineContact, key, "received_on")
        self.world.change(
            HelplineContact,
            key,
            theme=self.dice.code(HelplineTheme, year),
            reported_people=self.dice.one(0, 5),
            caller_age=self.dice.one(*AGES),
            anonymous=self.dice.chance(0.5),
            main_form=self.dice.maybe(0.7, FormOfViolence, year),
            referred_to=self.dice.code(HelplineReferral, year),
        )

    def partner(self, key: int) -> None:
        self.world.change(Organisation, key, sector=self.dice.one("police", "cgg", ""))

    def _replace(self, model: Model, of: int) -> None:
        for key in self.parts[model].pop(of, ()):
            self.world.remove(model, key)

    def _year(self, model: Model, key: int, column: str) -> int:
        return int(self.world.rows[model][key][column].year)


def _keys_by(world: World, model: Model, column: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for key, row in world.rows[model].items():
        found.setdefault(row[column], []).append(key)
    return found


CORRECTIONS: tuple[Correction, ...] = (
    *(Corrector.redate, Corrector.close, Corrector.reopen, Corrector.answer),
    *(Corrector.leave_out, Corrector.merge, Corrector.judge, Corrector.other_forms),
    *(Corrector.other_parties, Corrector.other_roles, Corrector.assess, Corrector.report_back),
)
OF_THEMSELVES: dict[Model, Correction] = {
    Person: Corrector.person,
    Intake: Corrector.intake,
    AdviceRequest: Corrector.advice,
    HelplineContact: Corrector.call,
    Organisation: Corrector.partner,
}
