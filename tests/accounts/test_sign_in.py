"""Signing in and out: one answer for every failure, a lockout by pair, a line in the log."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.test import Client

from accounts.events import ACCOUNT_CHANGED, SIGN_IN_FAILED, SIGNED_IN, SIGNED_OUT
from accounts.models import Role, User
from audit.events import EventType
from audit.models import Event, Outcome
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db

SIGN_IN = "/aanmelden/"


@pytest.fixture
def worker() -> User:
    return make.member("collega", Role.CASEWORKER, at=make.centre())


def sign_in(client: Client, username: str, password: str = make.PASSWORD, **more: Any) -> Any:
    address = more.pop("address", "127.0.0.1")
    form = {"username": username, "password": password, **more}
    return client.post(SIGN_IN, form, REMOTE_ADDR=address)


def events(event_type: EventType) -> list[Event]:
    with as_owner():
        return list(Event.objects.filter(event_type=event_type.code).order_by("at"))


# --- in and out -----------------------------------------------------------------------------


def test_sign_in_rotates_the_session_and_is_logged(client: Client, worker: User) -> None:
    client.post("/voorkeuren/namen/")
    session = client.session
    session["before"] = True
    session.save()
    old_key = session.session_key

    response = sign_in(client, "collega")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session.session_key != old_key
    assert int(client.session["_auth_user_id"]) == worker.pk
    (event,) = events(SIGNED_IN)
    assert (event.actor_id, event.actor_name, event.role) == (worker.pk, "collega", "caseworker")
    assert (event.object_type, event.object_id) == ("user", str(worker.pk))
    assert (event.address, event.outcome) == ("127.0.0.1", Outcome.SUCCESS)
    assert event.request_id is not None


def test_sign_out_is_a_post_and_is_logged(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert client.get("/afmelden/").status_code == 405
    assert "_auth_user_id" in client.session

    response = client.post("/afmelden/", follow=True)

    assert "Je bent afgemeld" in response.content.decode()
    assert "_auth_user_id" not in client.session
    (event,) = events(SIGNED_OUT)
    assert (event.actor_id, event.role) == (worker.pk, "caseworker")


def test_sign_out_lets_the_browser_forget(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert client.post("/afmelden/")["Clear-Site-Data"] == '"cache"'


def test_signing_out_twice_is_no_problem(client: Client) -> None:
    assert client.post("/afmelden/")["Location"] == SIGN_IN
    assert events(SIGNED_OUT) == []


def test_who_is_in_is_not_asked_again(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert client.get(SIGN_IN)["Location"] == "/"


def test_without_a_role_today_there_is_still_a_page(client: Client) -> None:
    make.member("vertrokken", Role.CASEWORKER, at=make.centre(), ends_on=dt.date(2024, 12, 31))
    form = {"username": "vertrokken", "password": make.PASSWORD}
    page = client.post(SIGN_IN, form, follow=True)
    assert page.status_code == 200
    assert "Je account heeft vandaag geen rol" in page.content.decode()


def test_closed_account_is_out_on_the_next_request(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert client.get("/wachtwoord/").status_code == 200
    with as_owner():
        User.objects.filter(pk=worker.pk).update(is_active=False)
    assert client.get("/wachtwoord/")["Location"] == f"{SIGN_IN}?next=/wachtwoord/"


def test_pages_stay_in_no_cache(client: Client) -> None:
    response = client.get(SIGN_IN)
    assert "no-store" in response["Cache-Control"]
    assert "script-src 'self'" in response["Content-Security-Policy"]


# --- where to afterwards --------------------------------------------------------------------


def test_sign_in_goes_on_to_the_page_that_was_asked(client: Client, worker: User) -> None:
    asked = client.get("/dossiers/")
    assert asked["Location"] == f"{SIGN_IN}?next=/dossiers/"
    page = client.get(asked["Location"]).content.decode()
    assert 'name="next" value="/dossiers/"' in page
    assert sign_in(client, "collega", next="/dossiers/")["Location"] == "/dossiers/"


@pytest.mark.parametrize(
    "target",
    [
        "https://kwaad.example/",
        "//kwaad.example/",
        "/\\kwaad.example/",
        "javascript:alert(1)",
        "http:kwaad.example",
        "\x00/dossiers/",
        "/afmelden/",
    ],
)
def test_sign_in_never_goes_elsewhere(client: Client, worker: User, target: str) -> None:
    assert sign_in(client, "collega", next=target)["Location"] == "/"


def test_htmx_fragment_sends_the_whole_page_to_sign_in(client: Client) -> None:
    response = client.get("/dossiers/", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith(SIGN_IN)


# --- failures -------------------------------------------------------------------------------


def test_every_failure_gets_the_same_answer(client: Client, worker: User) -> None:
    make.user("dicht", is_active=False)
    attempts = [
        ("collega", "fout"),
        ("bestaat-niet", "fout"),
        ("bestaat-niet", make.PASSWORD),
        ("dicht", make.PASSWORD),
    ]
    answers = set()
    for username, password in attempts:
        stranger = Client()
        response = sign_in(stranger, username, password)
        assert response.status_code == 422
        body = response.content.decode().replace(f'value="{username}"', "")
        answers.add(body.replace(body.partition("csrfmiddlewaretoken")[2][:90], ""))
    assert len(answers) == 1
    assert "horen niet bij elkaar" in answers.pop()


def test_failure_is_logged_with_the_account_when_there_is_one(worker: User) -> None:
    sign_in(Client(), "collega", "fout")
    (event,) = events(SIGN_IN_FAILED)
    assert (event.actor_id, event.object_id) == (worker.pk, str(worker.pk))
    assert (event.outcome, event.reason) == (Outcome.DENIED, "wrong name or password")
    assert event.address == "127.0.0.1"


def test_what_was_typed_is_kept_nowhere() -> None:
    """People type their password in the wrong field."""
    secret = "MijnGeheimeWachtwoord123"
    sign_in(Client(), secret, "fout")
    (event,) = events(SIGN_IN_FAILED)
    assert (event.actor_id, event.actor_name, event.object_id) == (None, "", "")
    with as_owner():
        attempts = repr(list(AccessAttempt.objects.values()))
        assert AccessLog.objects.count() == 0
    assert secret not in repr(event.__dict__) + attempts
    assert "fout" not in attempts


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("", ""),
        ("collega\x00", "fout"),
        ("collega", "fout\x00"),
        ("x" * 100_000, "fout"),
        ("collega", "x" * 100_000),
        ("\u202eagelloc", "fout"),
        ("' OR 1=1 --", "' OR 1=1 --"),
        ("<script>alert(1)</script>", "fout"),
    ],
)
def test_no_input_gives_a_500(client: Client, username: str, password: str) -> None:
    response = sign_in(client, username, password)
    assert response.status_code == 422
    assert b"<script>alert" not in response.content
    assert "Fout:" in response.content.decode()


def test_lone_surrogates_give_no_500(client: Client) -> None:
    body = b"username=%ED%A0%80&password=%ED%A0%80"
    response = client.post(SIGN_IN, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422


def test_missing_fields_are_named(client: Client) -> None:
    page = sign_in(client, "", "").content.decode()
    assert "Vul je gebruikersnaam in." in page
    assert "Vul je wachtwoord in." in page


# --- lockout --------------------------------------------------------------------------------


def fail(times: int, username: str = "collega", address: str = "10.0.0.1") -> Any:
    client = Client()
    answers = [sign_in(client, username, "fout", address=address) for _ in range(times)]
    return answers[-1]


def test_fifth_failure_locks_the_pair_out(worker: User) -> None:
    assert fail(4).status_code == 422
    response = fail(1)
    page = response.content.decode()
    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "15 minuten" in page
    assert "functioneel beheerder" in page
    # From here even the right password is not looked at.
    assert sign_in(Client(), "collega", address="10.0.0.1").status_code == 429


def test_name_alone_is_never_locked(worker: User) -> None:
    """Otherwise anybody could keep a caseworker out by typing her name."""
    fail(6, address="10.0.0.1")
    assert sign_in(Client(), "collega", address="10.0.0.2").status_code == 302


def test_address_alone_is_never_locked(worker: User) -> None:
    """A whole centre may share one address."""
    fail(6, username="iemand-anders", address="10.0.0.1")
    assert sign_in(Client(), "collega", address="10.0.0.1").status_code == 302


def test_other_browser_or_case_does_not_help() -> None:
    for agent in ("a", "b", "c", "d"):
        client = Client(headers={"User-Agent": agent})
        assert sign_in(client, "Collega" if agent == "a" else "collega", "fout").status_code == 422
    assert sign_in(Client(), " COLLEGA ", "fout").status_code == 429


def test_unknown_name_is_locked_out_as_well(worker: User) -> None:
    assert fail(5, username="bestaat-niet").status_code == 429


def test_lockout_ends_after_fifteen_minutes_sharp(worker: User) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC), tick=False) as clock:
        fail(5)
        clock.shift(dt.timedelta(minutes=10))
        assert fail(1).status_code == 429  # trying does not make it longer
        clock.shift(dt.timedelta(minutes=4, seconds=59))
        assert sign_in(Client(), "collega", address="10.0.0.1").status_code == 429
        clock.shift(dt.timedelta(seconds=2))
        assert sign_in(Client(), "collega", address="10.0.0.1").status_code == 302


def test_success_forgets_earlier_failures(worker: User) -> None:
    fail(4)
    assert sign_in(Client(), "collega", address="10.0.0.1").status_code == 302
    assert fail(4).status_code == 422


def test_attempts_during_the_lockout_are_in_the_log(worker: User) -> None:
    fail(6)
    reasons = [event.reason for event in events(SIGN_IN_FAILED)]
    assert reasons == ["wrong name or password"] * 4 + ["locked out"] * 2


# --- a new password -------------------------------------------------------------------------


def change(client: Client, new: str, *, old: str = make.PASSWORD, again: str = "") -> Any:
    form = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/wachtwoord/", form)


def test_new_password_keeps_this_session_and_ends_the_others(client: Client, worker: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(worker)
    client.force_login(worker)

    assert change(client, "vier losse woorden samen").status_code == 302

    assert client.get("/wachtwoord/").status_code == 200
    assert elsewhere.get("/wachtwoord/").status_code == 302
    worker.refresh_from_db()
    assert worker.check_password("vier losse woorden samen")
    (event,) = events(ACCOUNT_CHANGED)
    assert (event.actor_id, event.fields) == (worker.pk, ["password"])


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("veertien teken", "Neem minstens 15 tekens"),
        ("anna.vandenbroucke1", "lijkt te veel op"),
        ("1qaz2wsx3edc4rfv", "komt te vaak voor"),
    ],
)
def test_weak_password_is_refused(client: Client, new: str, message: str) -> None:
    client.force_login(make.user("anna.vandenbroucke"))
    response = change(client, new)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert new not in response.content.decode()


def test_wrong_old_password_is_refused(client: Client, worker: User) -> None:
    client.force_login(worker)
    response = change(client, "vier losse woorden samen", old="fout")
    assert response.status_code == 422
    assert "huidige wachtwoord klopt niet" in response.content.decode()


def test_password_of_spaces_and_accents_is_kept_as_typed(client: Client, worker: User) -> None:
    client.force_login(worker)
    password = "  vóór de  zomér één "
    assert change(client, password).status_code == 302
    assert sign_in(Client(), "collega", password).status_code == 302
    assert sign_in(Client(), "collega", password.strip()).status_code == 422


def test_password_as_long_as_a_book_is_refused_quickly(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert change(client, "x" * 1_000_000).status_code == 422


def test_passwords_are_hashed_with_argon2() -> None:
    from config import settings

    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


# --- old forms ------------------------------------------------------------------------------


def test_form_without_a_token_gets_a_page_that_helps(worker: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(worker)
    response = client.post("/voorkeuren/namen/")
    page = response.content.decode()
    assert response.status_code == 403
    assert "Je formulier was te oud" in page
    assert 'href="/"' in page


def old_form(origin: str | None, **form: str) -> str:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make.member("collega", Role.CASEWORKER, at=make.centre()))
    headers = {"Origin": origin} if origin else {}
    response = client.post("/voorkeuren/namen/", form, headers=headers)
    assert response.status_code == 403
    return response.content.decode()


def test_what_was_typed_into_an_old_form_is_not_lost() -> None:
    page = old_form("http://testserver", next="/dossiers/", story="Regel 1\n<b>Regel 2</b>")
    assert 'action="/voorkeuren/namen/"' in page
    assert 'name="story" value="Regel 1\n&lt;b&gt;Regel 2&lt;/b&gt;"' in page
    assert "Je bent aangemeld als collega" in page


@pytest.mark.parametrize(
    "origin", ["https://kwaad.example", "http://testserver.kwaad", "null", None]
)
def test_form_of_another_site_is_not_given_back(origin: str | None) -> None:
    page = old_form(origin, story="Klik hier voor je premie")
    assert "premie" not in page
    assert "Opnieuw versturen" not in page


def test_password_is_never_given_back() -> None:
    client = Client(enforce_csrf_checks=True)
    form = {"username": "collega", "password": "geheim-geheim-geheim"}
    response = client.post(SIGN_IN, form, headers={"Origin": "http://testserver"})
    assert response.status_code == 403
    assert "geheim" not in response.content.decode()


def test_token_from_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get(SIGN_IN).cookies["csrf"].value
    form = {"username": "x", "password": "y", "csrfmiddlewaretoken": token}
    elsewhere = {"Origin": "https://kwaad.example"}
    assert client.post(SIGN_IN, form, headers=elsewhere).status_code == 403
    assert client.post(SIGN_IN, form).status_code == 422
