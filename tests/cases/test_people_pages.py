"""The search fragment and the page of one person."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from cases.models import Dossier, Person
from tests import make
from tests.database import as_owner
from tests.persons import Cast

SEARCH = "/personen/zoeken/"


@pytest.fixture
def web(client: Client, cast: Cast) -> Client:
    client.force_login(cast.colleague)
    return client


@pytest.fixture
def someone(cast: Cast, dossier: Dossier) -> Person:
    person = make.person(
        cast.antwerp,
        "Sofie",
        "Verhaegen",
        born_on=dt.date(1989, 4, 12),
        secret_address=True,
        contact_warning="Niet bellen",
    )
    make.involvement(dossier, person)
    return person


def html(response: Any) -> str:
    return str(response.content.decode())


def sought(text: str, **changes: str) -> dict[str, str]:
    return {"row": "p-0", "p-0-role": "victim", "p-0-search": text, **changes}


# --- the fragment ---------------------------------------------------------------------------


def test_the_fragment_offers_who_may_be_meant(web: Client, someone: Person) -> None:
    page = html(web.post(SEARCH, sought("verhagen 12.04.1989")))
    assert "<html" not in page
    assert f'name="p-0-choice" value="{someone.pk}"' in page
    assert "Sofie Verhaegen °12.04.1989" in page
    assert "Zeer gelijkend" in page
    assert "1 mogelijke overeenkomst" in page
    assert "Geen van deze – nieuwe persoon" in page
    assert " checked" not in page.partition("vh-new-person")[0]


def test_nobody_found_proposes_a_new_person(web: Client) -> None:
    page = html(web.post(SEARCH, sought("koen de backer 3/11/85")))
    assert "Geen persoon gevonden" in page
    for text in ('value="Koen"', 'value="De Backer"', 'value="03.11.1985"'):
        assert text in page
    assert '<input type="hidden" name="p-0-choice" value="new">' in page


def test_the_proposal_follows_what_is_typed_until_it_is_corrected(web: Client) -> None:
    """Typing goes on while the details of "Sof Ver" are proposed already."""
    follows = sought(
        "Koen Proefman",
        **{
            "p-0-parsed": "Koen Pro",
            "p-0-given_name": "Koen",
            "p-0-family_name": "Pro",
            "p-0-born_on": "",
            "p-0-choice": "new",
        },
    )
    assert 'value="Proefman"' in html(web.post(SEARCH, follows))
    corrected = {**follows, "p-0-family_name": "Proefmans"}
    page = html(web.post(SEARCH, corrected))
    assert 'value="Proefmans"' in page
    assert 'value="Proefman"' not in page


def test_a_choice_that_is_still_offered_stays(web: Client, someone: Person) -> None:
    chosen = sought("verhaegen", **{"p-0-choice": str(someone.pk)})
    assert f'value="{someone.pk}" id="id_p-0-choice" checked' in html(web.post(SEARCH, chosen))
    gone = {**chosen, "p-0-search": "proefman"}
    assert '<input type="hidden" name="p-0-choice" value="new">' in html(web.post(SEARCH, gone))


def test_an_early_answer_does_not_hold_for_who_is_found_later(web: Client, someone: Person) -> None:
    """Nobody sounds like "vr", so a new person it was; typing on, somebody is found."""
    early = {"p-0-choice": "new", "p-0-parsed": "vr"}
    page = html(web.post(SEARCH, sought("verhaegen", **early)))
    assert f'value="{someone.pk}"' in page
    assert " checked" not in page.partition("vh-new-person")[0]


def test_people_out_of_sight_are_not_offered(web: Client, cast: Cast) -> None:
    make.person(cast.leuven, "Sofie", "Verhaegen")
    assert "Geen persoon gevonden" in html(web.post(SEARCH, sought("sofie verhaegen")))


def test_an_empty_box_gives_an_empty_answer(web: Client) -> None:
    page = html(web.post(SEARCH, sought("")))
    assert "radio" not in page


@pytest.mark.parametrize("row", ["", "x", "p-0'\"><script>", "p-0\x00", "p-" + "0" * 500])
def test_a_row_that_is_none_is_refused(web: Client, row: str) -> None:
    assert web.post(SEARCH, sought("verhaegen", row=row)).status_code == 400


@pytest.mark.parametrize("text", ["\x00", "x" * 1_000_000, "\u202e", "'; DROP TABLE", "<b>", "((("])
def test_a_strange_search_is_no_crash(web: Client, text: str) -> None:
    response = web.post(SEARCH, sought(text))
    assert response.status_code == 200
    assert "<b>" not in html(response)


def test_a_search_is_a_post(web: Client) -> None:
    assert web.get(SEARCH, sought("verhaegen")).status_code == 405


@pytest.mark.parametrize("person", ["convened_partner", "analyst", "privacy_officer"])
def test_only_staff_searches(client: Client, cast: Cast, person: str) -> None:
    client.force_login(getattr(cast, person))
    assert client.post(SEARCH, sought("verhaegen")).status_code == 404


def test_names_hidden_find_nobody(web: Client, someone: Person) -> None:
    web.post("/voorkeuren/namen/")
    page = html(web.post(SEARCH, sought("verhagen")))
    assert "Verhaegen" not in page
    assert "De namen zijn nu verborgen" in page


# --- the page of one person -----------------------------------------------------------------


def url(person: Person, part: str = "") -> str:
    return f"/personen/{person.pk}/{part}"


def test_the_page_shows_her_with_her_warnings(
    web: Client, someone: Person, dossier: Dossier
) -> None:
    page = html(web.get(url(someone)))
    for text in ("Sofie Verhaegen", "12.04.1989", "Geheim adres", "Niet bellen", dossier.reference):
        assert text in page
    assert "Verhaegen" not in page.partition("</title>")[0]


def test_only_dossiers_in_sight_are_named(web: Client, cast: Cast, someone: Person) -> None:
    hidden = make.dossier(cast.leuven)
    make.involvement(hidden, someone)
    assert hidden.reference not in html(web.get(url(someone)))


def test_reading_her_is_logged(web: Client, someone: Person) -> None:
    web.get(url(someone))
    with as_owner():
        event = Event.objects.get()
    assert (event.event_type, event.object_id) == ("cases.person.read", str(someone.pk))
    assert {"given_name", "born_on", "secret_address"} <= set(event.fields)


@pytest.mark.parametrize(
    ("person", "read", "edit"),
    [
        ("colleague", 200, 200),
        ("convened_partner", 200, 403),
        ("other_partner", 404, 404),
        ("other_centre", 404, 404),
        ("former_colleague", 404, 404),
        ("analyst", 404, 404),
    ],
)
def test_who_sees_and_who_changes_her(
    client: Client,
    cast: Cast,
    someone: Person,
    dossier: Dossier,
    person: str,
    read: int,
    edit: int,
) -> None:
    make.convocation(dossier, cast.police, cast.colleague)
    client.force_login(getattr(cast, person))
    assert client.get(url(someone)).status_code == read
    assert client.get(url(someone, "wijzigen/")).status_code == edit
    assert client.post(url(someone, "wijzigen/"), changed()).status_code == {200: 302}.get(
        edit, edit
    )


def test_the_page_names_nobody_when_names_are_hidden(web: Client, someone: Person) -> None:
    web.post("/voorkeuren/namen/")
    for part in ("", "wijzigen/"):
        page = html(web.get(url(someone, part)))
        for secret in ("Verhaegen", "12.04.1989", "Niet bellen"):
            assert secret not in page


def test_the_page_costs_few_queries(
    web: Client, cast: Cast, someone: Person, django_assert_max_num_queries: Any
) -> None:
    for _number in range(10):
        make.involvement(make.dossier(cast.antwerp), someone)
    # Three are the test's own transaction.
    with django_assert_max_num_queries(10):
        web.get(url(someone))


def changed(**changes: str) -> dict[str, str]:
    return {
        "submission": str(uuid.uuid4()),
        "version": "1",
        "given_name": "Sofie",
        "family_name": "Verhaegen",
        "born_on": "12.04.1989",
        "sex": "f",
        "contact_warning": "Eerst sms'en",
        **changes,
    }


def test_a_change_is_saved_once(web: Client, someone: Person) -> None:
    data = changed()
    for _click in range(2):
        assert web.post(url(someone, "wijzigen/"), data)["Location"] == url(someone)
    with as_owner():
        someone.refresh_from_db()
    assert (someone.contact_warning, someone.secret_address, someone.version) == (
        "Eerst sms'en",
        False,
        2,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"given_name": "", "family_name": ""},
        {"given_name": "So\x00fie"},
        {"family_name": "x" * 121},
        {"born_on": "31.02.1989"},
        {"born_on": "01.01.2999"},
        {"sex": "z"},
        {"version": "x"},
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost(
    web: Client, someone: Person, changes: dict[str, str]
) -> None:
    response = web.post(url(someone, "wijzigen/"), changed(**changes))
    page = html(response)
    assert response.status_code == 422
    assert "<title>Fout:" in page
    assert "Eerst sms" in page
    with as_owner():
        someone.refresh_from_db()
    assert someone.version == 1


def test_a_stale_change_shows_both_texts(web: Client, cast: Cast, someone: Person) -> None:
    other = Client()
    other.force_login(cast.coordinator)
    other.post(url(someone, "wijzigen/"), changed(contact_warning="Van de ander"))
    response = web.post(url(someone, "wijzigen/"), changed(contact_warning="Van mij"))
    page = html(response)
    assert response.status_code == 409
    assert "Iemand anders wijzigde dit terwijl je typte." in page
    for text in ("Van de ander", "Van mij", 'name="version" value="2"'):
        assert text in page
