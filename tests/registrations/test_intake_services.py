"""Registering, changing and deciding an intake."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit.models import Event
from cases.errors import Refused, StaleVersion
from cases.models import Dossier, Involvement, Offence, Person
from cases.services.people import PersonDetails, PersonEntry
from lib.acting import acting_as
from lib.calendar import brussels_today
from registrations.models import Intake
from registrations.services.intake import (
    IntakeContent,
    decide_intake,
    edit_intake,
    open_dossier_from_intake,
    register_intake,
)
from reporting.models import DossierFact
from tests import make
from tests.database import as_owner
from tests.persons import Cast

DAY = dt.date(2026, 11, 20)
SOFIE = PersonEntry("victim", details=PersonDetails("Sofie", "Voorbeeld", dt.date(1989, 4, 12)))


def content(**changes: Any) -> IntakeContent:
    plain = IntakeContent(
        received_on=DAY,
        story="Hij wacht haar op aan de school.",
        stalking="yes",
        forms=(make.stalking_form(),),
        reporter_sector=make.sector(),
        people=(SOFIE,),
    )
    return replace(plain, **changes)


def events(event_type: str) -> list[Event]:
    with as_owner():
        return list(Event.objects.filter(event_type=event_type))


def test_an_intake_keeps_what_was_reported(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    assert (intake.centre, intake.received_on, intake.stalking) == (cast.antwerp, DAY, "yes")
    assert [form.code for form in intake.forms.all()] == ["stalking"]
    named = intake.people.get()
    assert (named.role, named.person.full_name) == ("victim", "Sofie Voorbeeld")
    assert named.person.search_key == "sofie voorbeeld"
    assert (named.person.centre, named.person.created_by) == (cast.antwerp, by)


def test_registering_is_logged_with_field_names_only(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    (event,) = events("registrations.intake.registered")
    assert (event.object_id, event.centre_id, event.actor_id) == (
        str(intake.pk),
        cast.antwerp.pk,
        by.pk,
    )
    assert {"story", "stalking", "people", "reporter_name"} <= set(event.fields)
    assert len(events("cases.person.added")) == 1


def test_a_known_person_is_used_again(by: User, cast: Cast) -> None:
    sofie = make.person(cast.antwerp)
    entry = PersonEntry("victim", person=sofie)
    intake = register_intake(by=by, centre=cast.antwerp, content=content(people=(entry,)))
    assert intake.people.get().person == sofie
    assert Person.objects.count() == 1


def test_somebody_of_another_centre_is_refused(by: User, cast: Cast) -> None:
    hidden = PersonEntry("victim", person=make.person(cast.leuven))
    with pytest.raises(PermissionDenied):
        register_intake(by=by, centre=cast.antwerp, content=content(people=(hidden,)))


def test_only_staff_of_the_centre_registers(by: User, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        register_intake(by=by, centre=cast.leuven, content=content())
    with acting_as(cast.convened_partner.pk), pytest.raises(PermissionDenied):
        register_intake(by=cast.convened_partner, centre=cast.antwerp, content=content())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": dt.date(2999, 1, 1)}, "received_on"),
        ({"stalking": "no"}, "stalking"),
    ],
)
def test_what_cannot_be_is_refused(
    by: User, cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        register_intake(by=by, centre=cast.antwerp, content=content(**changes))
    assert set(refusal.value.fields) == {field}
    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("validity", "valid"),
    [
        ({"valid_until": DAY}, True),
        ({"valid_until": DAY - dt.timedelta(days=1)}, False),
        ({"valid_from": DAY}, True),
        ({"valid_from": DAY + dt.timedelta(days=1)}, False),
    ],
)
def test_a_code_holds_on_the_day_of_the_intake(
    by: User, cast: Cast, validity: dict[str, Any], valid: bool
) -> None:
    form = make.form("ended", **validity)
    if valid:
        register_intake(by=by, centre=cast.antwerp, content=content(forms=(form,)))
        return
    with pytest.raises(Refused) as refusal:
        register_intake(by=by, centre=cast.antwerp, content=content(forms=(form,)))
    assert set(refusal.value.fields) == {"forms"}


# --- changing -------------------------------------------------------------------------------


def test_an_edit_replaces_what_changed_and_logs_only_that(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    named = intake.people.get()
    koen = PersonEntry("offender", details=PersonDetails("Koen", "Proefman"))
    kept = PersonEntry("victim", person=named.person)
    changed = content(
        story="Hij wacht haar op.",
        people=(kept, koen),
        forms=(make.stalking_form(), make.form("physical")),
    )
    edited = edit_intake(by=by, intake=intake, version=1, content=changed)
    assert (edited.version, edited.story) == (2, "Hij wacht haar op.")
    assert {row.role for row in edited.people.all()} == {"victim", "offender"}
    assert edited.people.get(role="victim").pk == named.pk
    (event,) = events("registrations.intake.edited")
    assert set(event.fields) == {"story", "forms", "people"}


def test_an_edit_takes_somebody_off(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    edit_intake(by=by, intake=intake, version=1, content=content(people=()))
    assert not intake.people.exists()


def test_saving_without_a_change_is_no_event(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    same = content(people=(PersonEntry("victim", person=intake.people.get().person),))
    assert edit_intake(by=by, intake=intake, version=1, content=same).version == 1
    assert events("registrations.intake.edited") == []


def test_a_stale_edit_writes_nothing(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    edit_intake(by=by, intake=intake, version=1, content=content(story="De eerste.", people=()))
    with pytest.raises(StaleVersion):
        edit_intake(by=by, intake=intake, version=1, content=content(story="De tweede."))
    intake.refresh_from_db()
    assert (intake.story, intake.people.count()) == ("De eerste.", 0)


def test_a_decided_intake_does_not_change(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    open_dossier_from_intake(by=by, intake=intake)
    with pytest.raises(Refused):
        edit_intake(by=by, intake=intake, version=2, content=content())


# --- deciding -------------------------------------------------------------------------------


def test_a_refused_intake_stays_with_its_reason(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    advice = make.outcome("advice_only", opens_dossier=False)
    decided = decide_intake(
        by=by, intake=intake, version=1, outcome=advice, motivation="Wil zelf verder."
    )
    assert (decided.outcome, decided.decided_by, decided.decided_on) == (
        advice,
        by,
        brussels_today(),
    )
    assert decided.dossier is None
    assert len(events("registrations.intake.decided")) == 1
    with pytest.raises(Refused):
        decide_intake(by=by, intake=intake, version=2, outcome=advice, motivation="Nog eens.")


def test_a_decision_on_an_older_text_is_stale(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    edit_intake(by=by, intake=intake, version=1, content=content(story="Nieuw.", people=()))
    advice = make.outcome("advice_only", opens_dossier=False)
    with pytest.raises(StaleVersion):
        decide_intake(by=by, intake=intake, version=1, outcome=advice, motivation="Zo.")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"motivation": ""}, "motivation"),
        ({"code": "joined_existing"}, "dossier"),
        ({"validity": {"valid_until": dt.date(2020, 1, 1)}, "code": "oud"}, "outcome"),
    ],
)
def test_a_decision_is_complete(by: User, cast: Cast, given: dict[str, Any], field: str) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    validity = given.get("validity", {})
    outcome = make.outcome(given.get("code", "advice_only"), opens_dossier=False)
    if validity:
        with as_owner():
            type(outcome).objects.filter(pk=outcome.pk).update(**validity)
            outcome.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        decide_intake(
            by=by,
            intake=intake,
            version=1,
            outcome=outcome,
            motivation=given.get("motivation", "Omdat."),
        )
    assert set(refusal.value.fields) == {field}


def test_an_intake_joins_a_dossier_of_its_centre(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    joined = make.outcome("joined_existing", opens_dossier=False)
    elsewhere, here = make.dossier(cast.leuven), make.dossier(cast.antwerp)
    with pytest.raises(Refused):
        decide_intake(
            by=by, intake=intake, version=1, outcome=joined, motivation="Zo.", dossier=elsewhere
        )
    decided = decide_intake(
        by=by, intake=intake, version=1, outcome=joined, motivation="Zelfde gezin.", dossier=here
    )
    assert decided.dossier == here
    assert Dossier.objects.count() == 1


# --- opening a dossier ----------------------------------------------------------------------


def test_a_dossier_is_opened_with_what_is_known(by: User, cast: Cast, opening: Any) -> None:
    koen = PersonEntry("offender", details=PersonDetails("Koen", "Proefman"))
    intake = register_intake(by=by, centre=cast.antwerp, content=content(people=(SOFIE, koen)))
    dossier = open_dossier_from_intake(by=by, intake=intake)
    assert (dossier.centre, dossier.received_on, dossier.stalking) == (cast.antwerp, DAY, "yes")
    assert dossier.summary == "Hij wacht haar op aan de school."
    roles = Involvement.objects.filter(dossier=dossier).values_list(
        "person__given_name", "role", "starts_on"
    )
    assert set(roles) == {("Sofie", "victim", DAY), ("Koen", "offender", DAY)}
    intake.refresh_from_db()
    assert (intake.dossier, intake.outcome, intake.decided_by) == (dossier, opening, by)


def test_a_second_time_gives_the_same_dossier(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    first = open_dossier_from_intake(by=by, intake=intake)
    assert open_dossier_from_intake(by=by, intake=intake) == first
    assert Dossier.objects.count() == 1


def test_deciding_to_open_opens(by: User, cast: Cast, opening: Any) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    decided = decide_intake(
        by=by, intake=intake, version=1, outcome=opening, motivation="Hoog risico."
    )
    assert decided.dossier is not None
    assert decided.outcome_motivation == "Hoog risico."


def test_an_intake_that_was_refused_opens_nothing(by: User, cast: Cast) -> None:
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    advice = make.outcome("advice_only", opens_dossier=False)
    decide_intake(by=by, intake=intake, version=1, outcome=advice, motivation="Zo.")
    with pytest.raises(Refused):
        open_dossier_from_intake(by=by, intake=intake)
    assert not Dossier.objects.exists()


def test_without_an_outcome_that_opens_nothing_is_half_done(
    by: User, cast: Cast, opening: Any
) -> None:
    with as_owner():
        type(opening).objects.update(valid_until=dt.date(2020, 1, 1))
    intake = register_intake(by=by, centre=cast.antwerp, content=content())
    with pytest.raises(Refused):
        open_dossier_from_intake(by=by, intake=intake)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("answer", ["yes", "unknown", "no"])
def test_the_count_follows_the_explicit_answer(by: User, cast: Cast, answer: str) -> None:
    """The forms of an intake are no fact yet: only the answer counts until one is confirmed."""
    forms = (make.form("physical"),) if answer == "no" else (make.stalking_form(),)
    intake = register_intake(
        by=by, centre=cast.antwerp, content=content(stalking=answer, forms=forms)
    )
    dossier = open_dossier_from_intake(by=by, intake=intake)
    assert not Offence.objects.filter(dossier=dossier).exists()
    with as_owner():
        fact = DossierFact.objects.get(dossier_id=dossier.pk, known_until=None)
    assert (fact.stalking, fact.stalking_offence, fact.year) == (answer, False, 2026)
