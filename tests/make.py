"""Builders with readable defaults. They work as the owner of the tables, outside the walls."""

import datetime as dt
import hashlib
import itertools
from typing import Any

from django.utils import timezone

from accounts.models import Centre, Membership, Organisation, Role, User
from accounts.models.organisation import FIGURES_SECTOR
from cases.models import (
    Convocation,
    CriteriaAssessment,
    Dossier,
    Draft,
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
    IntakeOutcome,
    OffenceType,
    Programme,
    ReferralEndReason,
    Relation,
    ReporterRole,
    ReporterSector,
)
from registrations.models import (
    AdviceRequest,
    HelplineContact,
    Intake,
    IntakeForm,
    IntakePerson,
    Referral,
    ReferralLink,
    ReferralOffenceType,
)
from reporting.asking import Ask
from reporting.composing.composition import Composition
from reporting.deliveries.catalogue import deliverers
from reporting.deliveries.files import keep_file
from reporting.exports.watermark import new_watermark
from reporting.models import (
    Addressee,
    Answer,
    Block,
    Commitment,
    Delivery,
    ExportChunk,
    ExportJob,
    PublishedSource,
    Question,
    SavedQuestion,
    SubQuestion,
)
from reporting.questions.assembly import content_of
from reporting.questions.evaluation import Setting
from reporting.questions.storing import store_answer
from tests.database import as_owner

PASSWORD = "een-lang-genoeg-wachtwoord"
FIRST_DAY = dt.date(2020, 1, 1)
_numbers = itertools.count(1)


def _next() -> int:
    return next(_numbers)


def centre(name: str = "", *, opened_on: dt.date = FIRST_DAY, **fields: Any) -> Centre:
    name = name or f"Veilig Huis {_next()}"
    slug = name.lower().replace(" ", "-")
    with as_owner():
        return Centre.objects.create(
            name=name, code=slug, town=name.split()[-1], opened_on=opened_on, **fields
        )


def organisation(name: str = "", *, code: str = "") -> Organisation:
    name = name or f"Organisatie {_next()}"
    code = code or name.lower().replace(" ", "-")
    with as_owner():
        return Organisation.objects.create(name=name, code=code)


def deliverer(code: str) -> Organisation:
    """The organisation that hands in the tables of this deliverer itself: it only delivers."""
    wanted = next(one for one in deliverers() if one.code == code)
    made = organisation(f"{wanted.name} cijfers", code=wanted.organisation)
    with as_owner():
        made.sector = FIGURES_SECTOR
        made.save()
    return made


def user(username: str = "", **fields: Any) -> User:
    with as_owner():
        return User.objects.create_user(
            username=username or f"gebruiker{_next()}", password=PASSWORD, **fields
        )


def member(
    username: str = "",
    role: Role = Role.CASEWORKER,
    *,
    at: Centre | None = None,
    of: Organisation | None = None,
    starts_on: dt.date = FIRST_DAY,
    ends_on: dt.date | None = None,
    **fields: Any,
) -> User:
    """A user with one membership."""
    account = user(username, is_staff=role == Role.FUNCTIONAL_ADMIN, **fields)
    membership(account, role, at=at, of=of, starts_on=starts_on, ends_on=ends_on)
    return account


def membership(
    account: User,
    role: Role,
    *,
    at: Centre | None = None,
    of: Organisation | None = None,
    starts_on: dt.date = FIRST_DAY,
    ends_on: dt.date | None = None,
) -> Membership:
    with as_owner():
        return Membership.objects.create(
            user=account,
            role=role,
            centre=at,
            organisation=of,
            starts_on=starts_on,
            ends_on=ends_on,
        )


def code(model: type[Any], slug: str = "", **fields: Any) -> Any:
    """An entry of a code list, made or found."""
    slug = slug or f"code-{_next()}"
    with as_owner():
        return model.objects.get_or_create(
            code=slug, defaults={"label": fields.pop("label", slug), **fields}
        )[0]


def form(slug: str = "physical", **fields: Any) -> FormOfViolence:
    return code(FormOfViolence, slug, **fields)  # type: ignore[no-any-return]


def stalking_form() -> FormOfViolence:
    return form("stalking", label="Stalking/belaging", counts_as_stalking=True)


def offence_type(slug: str = "assault", **fields: Any) -> OffenceType:
    return code(OffenceType, slug, **fields)  # type: ignore[no-any-return]


def belaging() -> OffenceType:
    return offence_type(
        "belaging_442bis",
        label="Belaging",
        legal_article="art. 442bis Sw.",
        counts_as_stalking=True,
    )


def relation(slug: str = "ex_partner") -> Relation:
    return code(Relation, slug)  # type: ignore[no-any-return]


def sector(slug: str = "police") -> ReporterSector:
    return code(ReporterSector, slug)  # type: ignore[no-any-return]


def reporter_role(slug: str = "officer") -> ReporterRole:
    return code(ReporterRole, slug)  # type: ignore[no-any-return]


def outcome(slug: str = "dossier", *, opens_dossier: bool = True) -> IntakeOutcome:
    return code(IntakeOutcome, slug, opens_dossier=opens_dossier)  # type: ignore[no-any-return]


def closure_reason(slug: str = "stopped") -> ClosureReason:
    return code(ClosureReason, slug)  # type: ignore[no-any-return]


def person(at: Centre, given: str = "Sofie", family: str = "Voorbeeld", **fields: Any) -> Person:
    from lib.text import search_key

    with as_owner():
        return Person.objects.create(
            centre=at,
            given_name=given,
            family_name=family,
            search_key=search_key(f"{given} {family}"),
            **fields,
        )


def dossier(
    at: Centre,
    *,
    received_on: dt.date = dt.date(2025, 3, 10),
    stalking: str = "no",
    reference: str = "",
    **fields: Any,
) -> Dossier:
    fields.setdefault("opened_on", received_on)
    with as_owner():
        return Dossier.objects.create(
            centre=at,
            received_on=received_on,
            stalking=stalking,
            reference=reference or f"VH-{received_on.year}-9{_next():05d}",
            **fields,
        )


def involvement(
    of: Dossier, who: Person, role: str = "victim", starts_on: dt.date | None = None
) -> Involvement:
    with as_owner():
        return Involvement.objects.create(
            dossier=of, person=who, role=role, starts_on=starts_on or of.received_on
        )


def offence(
    of: Dossier,
    *,
    forms: tuple[FormOfViolence, ...] = (),
    acted: tuple[Person, ...] = (),
    affected: tuple[Person, ...] = (),
    **fields: Any,
) -> Offence:
    fields.setdefault("occurred_from", of.received_on)
    with as_owner():
        made = Offence.objects.create(dossier=of, **fields)
        OffenceForm.objects.bulk_create(OffenceForm(offence=made, form=f) for f in forms)
        OffenceParty.objects.bulk_create(
            [OffenceParty(offence=made, person=p, part="acted") for p in acted]
            + [OffenceParty(offence=made, person=p, part="affected") for p in affected]
        )
    return made


def criteria(of: Dossier, by: User, **fields: Any) -> CriteriaAssessment:
    values: dict[str, Any] = {"assessed_on": of.received_on}
    for criterion in ("repetition", "integrity", "coordination"):
        values[criterion] = "yes"
        values[f"{criterion}_motivation"] = "Omdat het zo is."
    with as_owner():
        return CriteriaAssessment.objects.create(dossier=of, assessed_by=by, **(values | fields))


def convocation(
    of: Dossier, organisation: Organisation, by: User, *, ends_on: dt.date | None = None
) -> Convocation:
    with as_owner():
        return Convocation.objects.create(
            dossier=of,
            organisation=organisation,
            purpose="Casusoverleg",
            starts_on=FIRST_DAY,
            ends_on=ends_on,
            convened_by=by,
        )


def intake(
    at: Centre,
    by: User,
    *,
    people: tuple[tuple[Person, str], ...] = (),
    forms: tuple[FormOfViolence, ...] = (),
    **fields: Any,
) -> Intake:
    values: dict[str, Any] = {
        "received_on": dt.date(2025, 3, 10),
        "reporter_sector": sector(),
        "story": "Er was ruzie.",
        "stalking": "no",
        "created_by": by,
    }
    with as_owner():
        made = Intake.objects.create(centre=at, **(values | fields))
        IntakePerson.objects.bulk_create(
            IntakePerson(intake=made, person=p, role=role) for p, role in people
        )
        IntakeForm.objects.bulk_create(IntakeForm(intake=made, form=f) for f in forms)
    return made


def programme(slug: str = "ifg_training", audience: str = "offender", **fields: Any) -> Programme:
    fields = {"kind": "training", "provider_sector": "caw", **fields}
    return code(Programme, slug, audience=audience, **fields)  # type: ignore[no-any-return]


def end_reason(slug: str = "other_help", moment: str = "both", **fields: Any) -> ReferralEndReason:
    return code(ReferralEndReason, slug, moment=moment, **fields)  # type: ignore[no-any-return]


def referral(
    of: Dossier,
    who: Person,
    by: User | None = None,
    *,
    offence_types: tuple[OffenceType, ...] = (),
    **fields: Any,
) -> Referral:
    values: dict[str, Any] = {
        "reference": f"VW-2025-9{_next():05d}",
        "role": "offender",
        "stalking": "no",
        "referred_on": of.received_on,
        "referred_by": by,
    }
    for name, builder in (("programme", programme), ("provider", organisation)):
        if name not in fields:
            values[name] = builder()
    with as_owner():
        made = Referral.objects.create(dossier=of, person=who, **(values | fields))
        ReferralOffenceType.objects.bulk_create(
            ReferralOffenceType(referral=made, offence_type=each) for each in offence_types
        )
    return made


def referral_link(
    of: Referral, by: User, *, token: str = "een-token-voor-de-test", **fields: Any
) -> ReferralLink:
    digest = hashlib.sha256(token.encode()).hexdigest()
    fields.setdefault("expires_at", dt.datetime.now(dt.UTC) + dt.timedelta(days=90))
    with as_owner():
        return ReferralLink.objects.create(referral=of, token_hash=digest, created_by=by, **fields)


def draft(of: User, form: str = "intake", content: dict[str, Any] | None = None) -> Draft:
    with as_owner():
        return Draft.objects.create(user=of, form=form, content=content or {})


def channel(slug: str = "phone") -> ContactChannel:
    return code(ContactChannel, slug, for_advice=True, for_helpline=True)  # type: ignore[no-any-return]


def advice_content(**fields: Any) -> dict[str, Any]:
    """What is filled in for an advice request."""
    values: dict[str, Any] = {
        "received_on": dt.date(2025, 3, 10),
        "channel": channel(),
        "asker_sector": sector("school"),
        "theme": code(AdviceTheme, "partner_violence"),
        "advice": code(AdviceGiven, "information"),
        "outcome": code(AdviceOutcome, "asker_continues"),
    }
    return values | fields


def advice_request(at: Centre, by: User, **fields: Any) -> AdviceRequest:
    content = advice_content(**fields)
    with as_owner():
        return AdviceRequest.objects.create(centre=at, registered_by=by, **content)


def helpline_content(**fields: Any) -> dict[str, Any]:
    """What is filled in for a contact with the helpline."""
    values: dict[str, Any] = {
        "received_on": dt.date(2025, 3, 10),
        "channel": channel(),
        "caller_class": code(CallerClass, "reported_person_side"),
        "caller_sex": "female",
        "caller_age": "adult",
        "anonymous": True,
        "theme": code(HelplineTheme, "partner_violence"),
        "main_form": form(),
        "context": code(HelplineContext, "household", in_family=True),
        "reported_people": 1,
        "referred_to": code(HelplineReferral, "none"),
    }
    return values | fields


def helpline_contact(of: Organisation, by: User, **fields: Any) -> HelplineContact:
    content = helpline_content(**fields)
    with as_owner():
        return HelplineContact.objects.create(organisation=of, registered_by=by, **content)


def question(subject: str = "Stalking", *, parts: int = 1, **fields: Any) -> Question:
    """A question to one minister, with parts that nothing answers yet."""
    values: dict[str, Any] = {"asker": "Een lid", "asked_on": dt.date(2026, 6, 1)}
    with as_owner():
        made = Question.objects.create(subject=subject, **(values | fields))
        office = Addressee.objects.create(
            question=made, position=1, office="Minister van Voorbeelden", number=_next()
        )
        SubQuestion.objects.bulk_create(
            SubQuestion(question=made, number=n, asked=f"Hoeveel? ({n})", addressee=office)
            for n in range(1, parts + 1)
        )
    return made


def finished_export(
    by: User, *, reason: str = "Jaarverslag.", body: bytes = b"a;b\r\n"
) -> ExportJob:
    """A file of one piece that is ready."""
    now = timezone.now()
    with as_owner():
        job = ExportJob.objects.create(
            watermark=new_watermark(),
            requested_by=by,
            kind="facts_stalking",
            file_format="csv",
            file_name="rijen.csv",
            profile="internal",
            reason=reason,
            state="done",
            total=1,
            done=1,
            size=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            finished_at=now,
            expires_at=now + dt.timedelta(days=3),
        )
        ExportChunk.objects.create(job=job, number=0, body=body, last_id=1)
    return job


def reason(of: Question, number: int = 1, state: str = "not_registered") -> Block:
    """Part `number` says why there is no figure."""
    with as_owner():
        return Block.objects.create(
            part=of.parts.get(number=number),
            position=1,
            kind="state",
            title="Slachtoffers",
            spec={"asked_for": "slachtoffers per jaar", "state": state, "detail": "geen plannen"},
        )


def commitment(of: Question, due_on: dt.date = dt.date(2024, 12, 31), **fields: Any) -> Commitment:
    values = {"text": "Er komen cijfers.", "owner": "De minister"}
    with as_owner():
        return Commitment.objects.create(question=of, due_on=due_on, **(values | fields))


def answer(
    to: Question,
    *,
    edition: int = 1,
    profile: str = "parliament",
    at: dt.datetime = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC),
) -> Answer:
    """What answers the question now, frozen without an approver."""
    setting = Setting(by=None, known_on=at, maker_name="Niemand")
    with as_owner():
        content = content_of(to, setting=setting, edition=edition, profile=profile)
        return store_answer(to, content, approved_by=None)


def delivery_source(code: str) -> PublishedSource:
    """The source behind everything that this deliverer delivers."""
    with as_owner():
        return PublishedSource.objects.get_or_create(
            key=f"levering_{code}",
            defaults={"kind": "delivered", "title": code.upper(), "publisher": code.upper()},
        )[0]


def delivery(by: User, **fields: Any) -> Delivery:
    """A draft of one row: 127 stalking offenders at the CGG in 2022, without warnings."""
    cells = {"eenheid": ["dader", False, None], "waarde": ["127", False, None]}
    given = {
        "source": delivery_source("cgg"),
        "source_system": "",
        "rows": [{"line": 2, "cells": cells}],
        "uploaded_at": timezone.now(),
        **fields,
    }
    with as_owner():
        return Delivery.objects.create(
            indicator="cgg_stalking_offenders",
            unit="dader",
            period_start=dt.date(2022, 1, 1),
            period_end=dt.date(2022, 12, 31),
            file=keep_file(
                b"eenheid;waarde\r\ndader;127\r\n", "csv", fields.get("organisation_id")
            ),
            uploaded_by=by,
            **given,
        )


def saved_question(of: User, name: str = "Stalking hier", **fields: Any) -> SavedQuestion:
    """Dossiers with stalking in 2025, for the owner only."""
    ask = Ask(indicator="dossiers_stalking", from_year=2025, to_year=2025)
    given = {
        "owner": of,
        "name": name,
        "question": Composition(ask, "stalking").to_json(),
        "audience": "owner",
        **fields,
    }
    with as_owner():
        return SavedQuestion.objects.create(**given)
