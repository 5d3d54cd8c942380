"""Every form of a dossier against bad input: told at the field, nothing lost or half-saved."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from accounts.models import Partnership
from audit.models import Event
from cases.models import Convocation, CriteriaAssessment, Dossier, Involvement, Offence, Person
from lib.calendar import brussels_today
from lib.dutch import write_date
from tests import make
from tests.cases.pages import address, form_of, save, text_of
from tests.database import as_owner
from tests.persons import Cast

MB10 = "x" * (10 * 1024 * 1024)
TOMORROW = write_date(brussels_today() + dt.timedelta(days=1))


@dataclass
class World:
    """A dossier with one of everything a form can point at."""

    dossier: Dossier
    offence: Offence
    involvement: Involvement
    codes: dict[str, int] = field(default_factory=dict)


@pytest.fixture
def world(dossier: Dossier, koen: Person, sofie: Person, cast: Cast) -> World:
    with as_owner():
        Partnership.objects.create(
            organisation=cast.police, centre=cast.antwerp, starts_on=make.FIRST_DAY
        )
        involvement = Involvement.objects.get(person=koen)
    return World(
        dossier=dossier,
        offence=make.offence(dossier, forms=(make.form(),), acted=(koen,)),
        involvement=involvement,
        codes={
            "form": make.form().pk,
            "ended_form": make.form("oud", valid_until=dt.date(2019, 1, 1)).pk,
            "ended_type": make.offence_type("oud", valid_until=dt.date(2019, 1, 1)).pk,
            "reason": make.closure_reason().pk,
            "police": cast.police.pk,
            "care": cast.care.pk,
            "director": cast.case_director.pk,
            "outsider": cast.other_centre.pk,
            "koen": koen.pk,
        },
    )


CRITERIA = {
    "repetition": "yes", "repetition_motivation": "a",
    "integrity": "no", "integrity_motivation": "b",
    "coordination": "unclear", "coordination_motivation": "c",
}  # fmt: skip

GOOD: dict[str, Callable[[World], dict[str, Any]]] = {
    "summary": lambda w: {"summary": "Nieuw."},
    "stalking": lambda w: {"stalking": "yes"},
    "case_director": lambda w: {"case_director": w.codes["director"]},
    "counting": lambda w: {"counting_exclusion": "duplicate", "reason": "Zie VH-2025-000001."},
    "close": lambda w: {"closed_on": "vandaag", "closure_reason": w.codes["reason"], "note": "N."},
    "involve": lambda w: {
        "role": "child", "p-0-choice": "new", "p-0-given_name": "Lowie", "p-0-sex": "m",
    },
    "involvement": lambda w: {"role": "other"},
    "offence_new": lambda w: {
        "occurred_from": "1/3/25", "forms": [w.codes["form"]], "acted": [w.codes["koen"]],
        "status": "confirmed", "description": "Iets.",
    },
    "offence_edit": lambda w: {"description": "Iets anders."},
    "criteria": lambda w: dict(CRITERIA),
    "convene": lambda w: {"organisation": w.codes["police"], "purpose": "Casusoverleg"},
}  # fmt: skip


def url_of(world: World, name: str) -> str:
    further = {
        "offence_edit": [world.offence.pk],
        "involvement": [world.involvement.pk],
    }.get(name, [])
    return address(name, world.dossier, *further)


def everything_stored() -> list[Any]:
    """All that a form could have changed; equal before and after means nothing was saved."""
    with as_owner():
        return [
            sorted(map(repr, model._default_manager.values_list()))
            for model in (Dossier, Offence, Involvement, CriteriaAssessment, Convocation, Person)
        ]


def writes() -> int:
    with as_owner():
        return Event.objects.exclude(action="R").exclude(event_type__startswith="accounts.").count()


@pytest.mark.parametrize("name", GOOD)
def test_a_good_form_is_saved_and_logged_once(desk: Client, world: World, name: str) -> None:
    """Also after a double click: the second one gets the same answer."""
    url = url_of(world, name)
    sent = {**form_of(desk, url), **GOOD[name](world)}
    first = desk.post(url, sent)
    assert first.status_code == 302, text_of(first)
    stored, logged = everything_stored(), writes()
    second = desk.post(url, sent)
    assert (second.status_code, second.headers["Location"]) == (302, first.headers["Location"])
    assert everything_stored() == stored
    assert writes() == logged


BAD: list[tuple[str, str, Callable[[World], Any]]] = [
    ("summary", "summary", lambda w: "a\x00b"),
    ("summary", "summary", lambda w: "\u202eomgekeerd"),
    ("summary", "summary", lambda w: MB10),
    ("stalking", "stalking", lambda w: ""),
    ("stalking", "stalking", lambda w: "perhaps"),
    ("case_director", "case_director", lambda w: w.codes["outsider"]),
    ("case_director", "case_director", lambda w: "9" * 40),
    ("case_director", "case_director", lambda w: "x\x00"),
    ("counting", "reason", lambda w: ""),
    ("counting", "reason", lambda w: "x" * 301),
    ("counting", "counting_exclusion", lambda w: "because"),
    ("close", "closed_on", lambda w: "31.02.2026"),
    ("close", "closed_on", lambda w: TOMORROW),
    ("close", "closed_on", lambda w: "01.01.2020"),
    ("close", "closed_on", lambda w: ""),
    ("close", "closure_reason", lambda w: ""),
    ("close", "closure_reason", lambda w: "0"),
    ("close", "note", lambda w: MB10),
    ("involve", "role", lambda w: "boss"),
    ("involve", "role", lambda w: ""),
    ("involve", "p-0-born_on", lambda w: "30.02.2018"),
    ("involve", "p-0-given_name", lambda w: "a\x00b"),
    ("involve", "p-0-given_name", lambda w: ""),
    ("involvement", "ends_on", lambda w: TOMORROW),
    ("involvement", "ends_on", lambda w: "01.01.2020"),
    ("involvement", "role", lambda w: "boss"),
    ("offence_new", "occurred_from", lambda w: "31.04.2025"),
    ("offence_new", "occurred_from", lambda w: TOMORROW),
    ("offence_new", "occurred_from", lambda w: "01.01.0025"),
    ("offence_new", "occurred_from", lambda w: ""),
    ("offence_new", "occurred_until", lambda w: "28.02.2025"),
    ("offence_new", "forms", lambda w: []),
    ("offence_new", "forms", lambda w: [w.codes["ended_form"]]),
    ("offence_new", "forms", lambda w: ["9" * 40]),
    ("offence_new", "offence_type", lambda w: w.codes["ended_type"]),
    ("offence_new", "relation", lambda w: "-1"),
    ("offence_new", "acted", lambda w: ["0"]),
    ("offence_new", "status", lambda w: ""),
    ("offence_new", "description", lambda w: MB10),
    ("offence_edit", "description", lambda w: "a\x00b"),
    ("offence_edit", "forms", lambda w: []),
    ("criteria", "integrity", lambda w: ""),
    ("criteria", "integrity_motivation", lambda w: " \n "),
    ("criteria", "integrity_motivation", lambda w: MB10),
    ("criteria", "assessed_on", lambda w: TOMORROW),
    ("criteria", "assessed_on", lambda w: "01.01.2020"),
    ("convene", "organisation", lambda w: w.codes["care"]),
    ("convene", "organisation", lambda w: ""),
    ("convene", "purpose", lambda w: "x" * 201),
    ("convene", "ends_on", lambda w: "01.01.2020"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "at", "value"), BAD, ids=[f"{name}-{at}-{n}" for n, (name, at, _) in enumerate(BAD)]
)
def test_bad_input_is_told_at_its_field_and_nothing_is_saved(
    desk: Client, world: World, name: str, at: str, value: Callable[[World], Any]
) -> None:
    url = url_of(world, name)
    sent = {**form_of(desk, url), **GOOD[name](world), at: value(world)}
    before = everything_stored()
    page = desk.post(url, sent)
    assert page.status_code == 422
    assert everything_stored() == before
    html = text_of(page)
    field = "search" if at == "p-0-given_name" and not sent[at] else at.removeprefix("p-0-")
    owner = page.context["people"].forms[0] if at.startswith("p-0-") else page.context["form"]
    assert owner.errors.get(field), owner.errors
    assert 'id="error-summary"' in html
    assert "<title>Fout:" in html
    assert "This field" not in html


@pytest.mark.parametrize("name", ["summary", "close", "offence_new", "criteria", "counting"])
def test_typed_text_survives_a_refusal(desk: Client, world: World, name: str) -> None:
    texts = {
        "summary": "summary", "close": "note", "offence_new": "description",
        "criteria": "repetition_motivation", "counting": "reason",
    }  # fmt: skip
    bad = {"summary": {"summary": "BEWAARD\x00"}, "close": {"closed_on": "32.01.2026"},
           "offence_new": {"occurred_from": "gisteren of zo"}, "criteria": {"integrity": ""},
           "counting": {"counting_exclusion": "x"}}[name]  # fmt: skip
    sent = {**GOOD[name](world), texts[name]: "BEWAARD", **bad}
    page = save(desk, url_of(world, name), **sent)
    assert page.status_code == 422
    assert "BEWAARD" in text_of(page)


def test_a_lone_surrogate_is_no_server_error(desk: Client, world: World) -> None:
    """Percent-encoded by hand: a browser cannot send it, an attacker can."""
    url = url_of(world, "summary")
    body = "version=1&summary=%ED%A0%80"
    page = desk.post(url, body, content_type="application/x-www-form-urlencoded")
    assert page.status_code in {302, 422}


@pytest.mark.parametrize("name", GOOD)
def test_a_form_without_its_hidden_fields_is_no_server_error(
    desk: Client, world: World, name: str
) -> None:
    for hidden in ({}, {"version": "0"}, {"version": "9" * 30}, {"version": "x\x00"},
                   {"submission": "geen-uuid", "seen": "\x00"}):  # fmt: skip
        page = desk.post(url_of(world, name), {**GOOD[name](world), **hidden})
        assert page.status_code in {302, 409, 422}


def test_the_same_form_with_another_text_is_not_a_double_click(desk: Client, world: World) -> None:
    """Saved, then back, then changed: she is told, and may still add it."""
    url = url_of(world, "offence_new")
    sent = {**form_of(desk, url), **GOOD["offence_new"](world)}
    desk.post(url, sent)
    page = desk.post(url, {**sent, "description": "Nog een feit."})
    assert page.status_code == 409
    assert "Je bewaarde dit formulier al" in text_of(page)
    again = {**sent, "description": "Nog een feit.",
             "submission": page.context["form"].data["submission"]}  # fmt: skip
    assert desk.post(url, again).status_code == 302
    with as_owner():
        assert Offence.objects.filter(description="Nog een feit.").count() == 1


@pytest.mark.parametrize("name", ["summary", "offence_new", "close", "convene", "criteria"])
def test_other_methods_are_refused(desk: Client, world: World, name: str) -> None:
    assert desk.put(url_of(world, name)).status_code == 405
    assert desk.delete(url_of(world, name)).status_code == 405
