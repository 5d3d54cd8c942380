"""Two dossiers full of sentinels: a text in every field, unique to who may read it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models

from accounts.models import Centre, User
from cases.models import Convocation, Dossier, Involvement, Offence, Person
from codelists.models import AdviceOutcome, FormOfViolence, HelplineReferral
from registrations.models import AdviceRequest, HelplineContact, Intake, Referral
from reporting.models import (
    Block,
    Commitment,
    Delivery,
    ExportJob,
    Question,
    RegistrationStart,
    SavedQuestion,
    Variable,
)
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast


class Scope(StrEnum):
    """Who may ever meet a sentinel. The value starts it."""

    SHARED = "sentinelshared"  # staff of Antwerp and the convened partner
    CENTRE = "sentinelcentre"  # staff of Antwerp only
    # Rows without text carry theirs in a code, which the functional administrator manages.
    HELPLINE = "sentinelhelpline"  # the helpline
    ADVICE = "sentineladviceantwerp"  # staff of Antwerp
    OTHER_ADVICE = "sentineladviceleuven"  # staff of Leuven
    OTHER = "sentinelother"  # staff of Leuven only
    DRAFT = "sentineldraft"  # the case director only
    EXPORT = "sentinelexport"  # the coordinator who asked for it only
    DELIVERY = "sentineldelivery"  # who signs figures off, and the partner whose they are


LINK_TOKEN = "het-geheime-token-van-de-aanbieder"

# Fields that stay within the centre although their row is shared with a convened partner.
CENTRE_ONLY_FIELDS = {
    "dossier": {"summary", "closing_note", "import_source", "source_reference"},
}
# Not text that somebody typed.
SKIPPED_FIELDS = {"reference"}


@dataclass(frozen=True)
class World:
    """What the URLs of the matrix point at: the complete dossier of Antwerp."""

    people: Cast
    dossier: Dossier
    person: Person
    involvement: Involvement
    offence: Offence
    intake: Intake
    open_intake: Intake
    convocation: Convocation
    referral: Referral
    export: ExportJob
    delivery: Delivery
    own_delivery: Delivery
    saved: SavedQuestion
    other: Dossier
    question: Question
    block: Block
    commitment: Commitment
    advice: AdviceRequest
    contact: HelplineContact

    @property
    def centre(self) -> Centre:
        return self.people.antwerp


def text_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields of a model that hold what somebody typed."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in SKIPPED_FIELDS
    ]


def mark(instance: models.Model, scope: Scope) -> None:
    """Put a sentinel in every text field of this row."""
    name = instance._meta.model_name or ""
    values = {}
    for field in text_fields(type(instance)):
        centre_only = field.name in CENTRE_ONLY_FIELDS.get(name, set())
        own = Scope.CENTRE if centre_only and scope == Scope.SHARED else scope
        values[field.name] = f"{own}{name}{field.name}"[: field.max_length]
    with as_owner():
        type(instance)._default_manager.filter(pk=instance.pk).update(**values)
        instance.refresh_from_db()


def world() -> World:
    """The cast, a complete dossier in Antwerp, and another one in Leuven."""
    people = cast()
    antwerp = _dossier(people.antwerp, people.case_director, people, Scope.SHARED)
    leuven = _dossier(people.leuven, people.other_centre, people, Scope.OTHER)
    _advice(people.leuven, people.other_centre, Scope.OTHER_ADVICE, 2024)
    with as_owner():
        draft = make.draft(people.case_director, content={"story": f"{Scope.DRAFT}story"})
        draft.save()
        # Else no figure of Antwerp has advice requests behind it.
        RegistrationStart.objects.create(
            variable=Variable.ADVICE, centre=people.antwerp, starts_on=dt.date(2025, 1, 1)
        )
    question = answered_question()
    return World(
        people=people,
        dossier=antwerp,
        person=_get(Person, centre=people.antwerp),
        involvement=_get(Involvement, dossier=antwerp),
        offence=_get(Offence, dossier=antwerp),
        intake=_get(Intake, dossier=antwerp),
        open_intake=_get(Intake, centre=people.antwerp, dossier=None),
        convocation=_get(Convocation, dossier=antwerp),
        referral=_get(Referral, dossier=antwerp, links=None),
        export=make.finished_export(people.coordinator, reason=f"{Scope.EXPORT}reason"),
        delivery=make.delivery(
            people.analyst,
            source_system=f"{Scope.DELIVERY}system",
            explanations={"change": f"{Scope.DELIVERY}explanation"},
        ),
        own_delivery=make.delivery(
            people.figures_partner,
            organisation_id=people.cgg_figures.pk,
            source_system=f"{Scope.DELIVERY}own",
        ),
        saved=make.saved_question(people.coordinator, f"{Scope.EXPORT}name"),
        other=leuven,
        question=question,
        block=_get(Block, part__question=question),
        commitment=_get(Commitment, question=question),
        advice=_advice(people.antwerp, people.colleague, Scope.ADVICE, 2025),
        contact=_contact(people),
    )


def answered_question() -> Question:
    """A question with a reason, a promise, an answer to parliament and one for everybody."""
    question = make.question()
    make.reason(question)
    make.commitment(question)
    make.answer(question, edition=1)
    make.answer(question, edition=2, profile="open_data")
    return question


def _advice(centre: Centre, by: User, scope: Scope, year: int) -> AdviceRequest:
    """It holds no text: the sentinel is a code of its year, so that no other form offers it."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    outcome = make.code(AdviceOutcome, f"{scope}outcome", valid_from=first, valid_until=last)
    return make.advice_request(centre, by, outcome=outcome, received_on=first)


def _contact(people: Cast) -> HelplineContact:
    referral = make.code(
        HelplineReferral, f"{Scope.HELPLINE}referral", valid_until=dt.date(2025, 12, 31)
    )
    return make.helpline_contact(people.helpline, people.helpline_partner, referred_to=referral)


def _dossier(centre: Centre, by: User, people: Cast, scope: Scope) -> Dossier:
    notes = Scope.CENTRE if scope == Scope.SHARED else scope
    dossier = make.dossier(centre, case_director=by, stalking="yes")
    sofie = make.person(centre, secret_address=True)
    make.involvement(dossier, sofie, "victim")
    forms: tuple[FormOfViolence, ...] = (make.stalking_form(),)
    offence = make.offence(dossier, forms=forms, affected=(sofie,), offence_type=make.belaging())
    criteria = make.criteria(dossier, by)
    decided = {"outcome": make.outcome(), "decided_on": dossier.received_on, "decided_by": by}
    intake = make.intake(
        centre, by, people=((sofie, "victim"),), forms=forms, dossier=dossier, **decided
    )
    open_intake = make.intake(centre, by, people=((sofie, "victim"),), forms=forms)
    for shared in (dossier, sofie, offence):
        mark(shared, scope)
    for note in (criteria, intake, open_intake):
        mark(note, notes)
    # The only text in a referral is its number. It is what a provider's link shows, so the one
    # with a link has a plain number and everything round it is a sentinel.
    make.referral(
        dossier,
        sofie,
        by,
        programme=make.programme("caw_victim_support", "victim"),
        provider=people.care,
        role="victim",
        stalking="yes",
        offence_types=(make.belaging(),),
        reference=f"{notes}ref",
    )
    if scope == Scope.SHARED:
        make.referral_link(make.referral(dossier, sofie, by, role="victim"), by, token=LINK_TOKEN)
        mark(make.convocation(dossier, people.police, by), scope)
    return dossier


def _get(model: type[Any], **lookup: Any) -> Any:
    with as_owner():
        return model._default_manager.get(**lookup)
