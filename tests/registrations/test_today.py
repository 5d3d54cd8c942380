"""The page Today: everybody finds what waits for her, and nothing else."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from tests import make
from tests.persons import Cast
from tests.registrations.posts import rows, typed


def html(response: Any) -> str:
    return str(response.content.decode())


def test_a_caseworker_sees_new_intakes_and_her_own_dossiers(web: Client, cast: Cast) -> None:
    sofie = make.person(cast.antwerp, "Sofie", "Verhaegen")
    waiting = make.intake(cast.antwerp, cast.colleague, people=((sofie, "victim"),))
    elsewhere = make.intake(cast.leuven, cast.other_centre)
    mine = make.dossier(cast.antwerp, case_director=cast.colleague)
    hers = make.dossier(cast.antwerp, case_director=cast.coordinator)
    page = html(web.get("/"))
    assert f"/aanmeldingen/{waiting.pk}/" in page
    assert "Verhaegen" in page
    assert mine.reference in page
    assert f"/aanmeldingen/{elsewhere.pk}/" not in page
    assert hers.reference not in page


def test_a_decided_intake_and_a_closed_dossier_do_not_wait(web: Client, cast: Cast) -> None:
    decided = make.intake(
        cast.antwerp,
        cast.colleague,
        outcome=make.outcome("advice_only", opens_dossier=False),
        decided_on=dt.date(2025, 3, 11),
        decided_by=cast.colleague,
    )
    closed = make.dossier(
        cast.antwerp,
        case_director=cast.colleague,
        closed_on=dt.date(2025, 6, 1),
        closed_by=cast.colleague,
        closure_reason=make.closure_reason(),
    )
    page = html(web.get("/"))
    assert f"/aanmeldingen/{decided.pk}/" not in page
    assert closed.reference not in page


def test_drafts_are_offered_without_their_text(web: Client) -> None:
    data = typed(story="Geheime tekst")
    web.post("/aanmeldingen/concept/", data)
    page = html(web.get("/"))
    assert f"?concept={data['submission']}" in page
    assert "Geheime tekst" not in page


def test_an_empty_day_says_so(web: Client) -> None:
    page = html(web.get("/"))
    for text in ("Niets nieuws. Mooi.", "Geen concepten.", "casusregisseur"):
        assert text in page


def test_only_a_coordinator_starts_at_the_figures(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    assert 'href="/cijfers/stalking/"' in html(client.get("/"))
    client.force_login(cast.colleague)
    assert 'href="/cijfers/stalking/"' not in html(client.get("/"))


def test_a_partner_sees_what_he_is_convened_for(client: Client, cast: Cast) -> None:
    shared, hidden = make.dossier(cast.antwerp), make.dossier(cast.antwerp)
    make.convocation(shared, cast.police, cast.colleague)
    make.intake(cast.antwerp, cast.colleague, story="Blijft in het centrum.")
    client.force_login(cast.convened_partner)
    page = html(client.get("/"))
    assert shared.reference in page
    assert hidden.reference not in page
    assert f'href="/dossiers/{shared.reference}/"' in page
    assert "/aanmeldingen/" not in page
    assert "Blijft in het centrum." not in page
    client.force_login(cast.other_partner)
    assert "voor geen enkel dossier uitgenodigd" in html(client.get("/"))


@pytest.mark.parametrize(
    ("person", "room"),
    [
        ("analyst", "/cijfers/"),
        ("privacy_officer", "/toezicht/"),
        ("functional_admin", "/beheer/"),
    ],
)
def test_who_has_no_dossiers_starts_in_her_own_room(
    client: Client, cast: Cast, person: str, room: str
) -> None:
    client.force_login(getattr(cast, person))
    assert client.get("/")["Location"] == room


def test_who_works_nowhere_any_more_is_told_so(client: Client, cast: Cast) -> None:
    mine = make.dossier(cast.antwerp, case_director=cast.former_colleague)
    client.force_login(cast.former_colleague)
    response = client.get("/")
    assert response.status_code == 200
    assert mine.reference not in html(response)


def test_names_hidden_leave_the_server_out(web: Client, cast: Cast) -> None:
    sofie = make.person(cast.antwerp, "Sofie", "Verhaegen")
    make.intake(cast.antwerp, cast.colleague, people=((sofie, "victim"),))
    dossier = make.dossier(cast.antwerp, case_director=cast.colleague)
    make.involvement(dossier, sofie)
    web.post("/voorkeuren/namen/")
    assert "Verhaegen" not in html(web.get("/"))


def test_what_was_shown_is_logged(web: Client, cast: Cast) -> None:
    intake = make.intake(cast.antwerp, cast.colleague)
    dossier = make.dossier(cast.antwerp, case_director=cast.colleague)
    web.get("/")
    shown = {event.event_type: event.row_ids for event in rows(Event)}
    assert shown == {
        "registrations.intake.listed": [intake.pk],
        "cases.dossier.listed": [dossier.pk],
    }


def test_a_full_page_costs_few_queries(
    web: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    sofie = make.person(cast.antwerp)
    for _number in range(25):
        make.intake(cast.antwerp, cast.colleague, people=((sofie, "victim"),))
        dossier = make.dossier(cast.antwerp, case_director=cast.colleague)
        make.involvement(dossier, sofie)
    # Three are the test's own transaction.
    with django_assert_max_num_queries(15):
        page = html(web.get("/"))
    assert "8+" in page
    assert "20+" in page
