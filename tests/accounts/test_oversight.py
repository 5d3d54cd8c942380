"""The privacy officer reads the log per dossier and per user; for others there is no such page."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.events import LOG_READ
from accounts.models import Role, User
from audit.events import EventType
from audit.log import Actor, Subject, new_event
from audit.models import Event, Outcome
from audit.queries import PAGE_SIZE
from cases.events import DOSSIER_EDITED, DOSSIER_LISTED, DOSSIER_READ, PERSON_SEARCHED
from registrations.events import INTAKE_LISTED
from reporting.events import COUNTED_ADVICE_LISTED
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db

BY_DOSSIER, BY_USER = "/toezicht/dossier/", "/toezicht/gebruiker/"
REFERENCE = "VH-2026-000412"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def officer(client: Client, people: Cast) -> User:
    client.force_login(people.privacy_officer)
    return people.privacy_officer


def write(count: int = 1, *, at: dt.datetime | None = None, **options: Any) -> None:
    """Lines in the log, as the machinery writes them."""
    by: User = options.pop("by")
    event_type = options.pop("event_type", DOSSIER_READ)
    subject = options.pop("subject", Subject("dossier", REFERENCE, dossier_id=412))
    actor = Actor(by.pk, by.username, options.pop("role", "caseworker"))
    made = [new_event(event_type, actor=actor, subject=subject, **options) for _ in range(count)]
    for number, event in enumerate(made):
        event.at = (at or dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) + dt.timedelta(seconds=number)
    with as_owner():
        Event.objects.bulk_create(made)


def log_of(client: Client, **form: str) -> str:
    response = client.post(BY_DOSSIER, {"reference": REFERENCE, **form})
    assert response.status_code == 200
    return response.content.decode()


# --- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/toezicht/", BY_DOSSIER, BY_USER])
def test_there_is_no_such_page_for_anybody_else(people: Cast, url: str) -> None:
    others = {
        *(people.case_director, people.colleague, people.coordinator, people.former_colleague),
        *(people.convened_partner, people.other_centre, people.analyst, people.functional_admin),
    }
    for person in others:
        client = Client()
        client.force_login(person)
        assert client.get(url).status_code == 404
        form = {"reference": REFERENCE, "username": "collega"}
        assert client.post(url, form).status_code == 404
    assert Client().get(url).status_code == 302


def test_superuser_sees_no_log(client: Client) -> None:
    client.force_login(make.user("sterk", is_superuser=True, is_staff=True))
    assert client.get("/toezicht/").status_code == 404


def test_rights_end_with_the_role(client: Client) -> None:
    client.force_login(make.member("vroeger", Role.PRIVACY_OFFICER, ends_on=dt.date(2025, 12, 31)))
    assert client.get("/toezicht/").status_code == 404


def test_database_shows_the_log_to_nobody_else(people: Cast) -> None:
    """Wall 2 alone: the queries filter on nothing but what is asked."""
    from audit.queries import Period, log_of_dossier
    from lib.acting import acting_as

    write(by=people.colleague)
    for person in (people.colleague, people.functional_admin, people.analyst):
        with acting_as(person.pk):
            assert log_of_dossier(REFERENCE, 412, period=Period()).lines == ()
    with acting_as(people.privacy_officer.pk):
        assert len(log_of_dossier(REFERENCE, 412, period=Period()).lines) == 1


# --- per dossier ----------------------------------------------------------------------------


def test_line_says_who_what_where_and_when(client: Client, officer: User, people: Cast) -> None:
    with as_owner():
        User.objects.filter(pk=people.colleague.pk).update(first_name="Ilse", last_name="Maes")
    write(
        by=people.colleague,
        event_type=DOSSIER_EDITED,
        subject=Subject("dossier", REFERENCE, centre_id=people.antwerp.pk, dossier_id=412),
        fields=["summary", "stalking", "iets_onbekends"],
        reason="Fout van vorige week",
        at=dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC),
    )
    page = log_of(client)
    for expected in (
        *("Ilse Maes", "(collega)", "Medewerker", "Veilig Huis Antwerpen"),
        *("Dossier gewijzigd", REFERENCE, "stalking", "iets_onbekends", "Fout van vorige week"),
        "02.07.2026, 00.30 u.",
    ):
        assert expected in page


def test_officer_gets_no_way_into_the_dossier(client: Client, people: Cast) -> None:
    dossier = make.dossier(people.antwerp, reference=REFERENCE, summary="Zeer geheime samenvatting")
    make.involvement(dossier, make.person(people.antwerp, "Sofie", "Zeergeheim"))
    at_work = Client()
    at_work.force_login(people.colleague)
    at_work.get(dossier.get_absolute_url())
    client.force_login(people.privacy_officer)

    page = log_of(client)

    assert "Dossier gelezen" in page
    assert "eheim" not in page
    assert dossier.get_absolute_url() not in page
    assert client.get(dossier.get_absolute_url()).status_code == 404


def test_refusals_stand_out(client: Client, people: Cast) -> None:
    """A refusal knows only what the address named; it belongs to the dossier all the same."""
    make.dossier(people.antwerp, reference=REFERENCE)
    curious = Client()
    curious.force_login(people.other_centre)
    assert curious.get(f"/dossiers/{REFERENCE}/").status_code == 404
    client.force_login(people.privacy_officer)

    page = log_of(client)

    assert "anderhuis" in page
    assert "geweigerd" in page
    assert "bestaat niet, of geen toegang" in page


def test_lists_that_showed_the_dossier_are_there(
    client: Client, officer: User, people: Cast
) -> None:
    write(by=people.colleague)
    write(
        by=people.coordinator,
        event_type=DOSSIER_LISTED,
        subject=Subject("dossier"),
        row_ids=[7, 412, 9],
    )
    write(
        by=people.other_centre,
        event_type=DOSSIER_LISTED,
        subject=Subject("dossier"),
        row_ids=[7, 9],
    )
    page = log_of(client)
    assert "Lijst van dossiers getoond" in page
    assert "lijst met 3 dossiers" in page
    assert "anderhuis" not in page


@pytest.mark.parametrize(
    ("listed", "what"),
    [
        (PERSON_SEARCHED, "personen"),
        (INTAKE_LISTED, "aanmeldingen"),
        (COUNTED_ADVICE_LISTED, "registraties"),
    ],
)
def test_a_person_or_intake_of_the_same_number_is_no_dossier(
    client: Client, officer: User, people: Cast, listed: EventType, what: str
) -> None:
    write(by=people.colleague)
    subject = Subject("person")
    write(by=people.other_centre, event_type=listed, subject=subject, row_ids=[7, 412])
    assert "anderhuis" not in log_of(client)
    response = client.post(BY_USER, {"username": people.other_centre.username})
    assert f"lijst met 2 {what}" in response.content.decode()


def test_other_dossiers_stay_out(client: Client, officer: User, people: Cast) -> None:
    write(by=people.colleague)
    for other in ("VH-2026-0004120", "VH-2026-00041", "VH-2026-000413"):
        write(by=people.other_centre, subject=Subject("dossier", other, dossier_id=413))
    assert "anderhuis" not in log_of(client)


def test_number_may_be_typed_carelessly(client: Client, officer: User, people: Cast) -> None:
    write(by=people.colleague)
    assert "Dossier gelezen" in log_of(client, reference=" vh-2026-000412 ")


def test_unknown_number_is_an_empty_log(client: Client, officer: User) -> None:
    assert "Niets in het logboek" in log_of(client)


# --- per user -------------------------------------------------------------------------------


def test_log_of_a_user_holds_her_deeds_and_what_was_done_to_her_account(
    client: Client, officer: User, people: Cast
) -> None:
    write(by=people.colleague)
    write(by=people.other_centre, subject=Subject("dossier", "VH-2026-000999", dossier_id=999))
    administrator = Client()
    administrator.force_login(people.functional_admin)
    administrator.post(
        f"/beheer/accounts/user/{people.colleague.pk}/password/",
        {"password1": "een heel nieuw wachtwoord", "password2": "een heel nieuw wachtwoord"},
    )
    response = client.post(BY_USER, {"username": "collega"})
    page = response.content.decode()
    assert "Dossier gelezen" in page
    assert "wachtwoord gegeven" in page
    assert "beheerder" in page
    assert "VH-2026-000999" not in page
    assert "collega" not in page.partition("</title>")[0]


def test_user_may_be_typed_in_another_case(client: Client, officer: User) -> None:
    assert client.post(BY_USER, {"username": "COLLEGA"}).status_code == 200


def test_closed_accounts_can_still_be_looked_up(
    client: Client, officer: User, people: Cast
) -> None:
    with as_owner():
        User.objects.filter(pk=people.colleague.pk).update(is_active=False)
    assert client.post(BY_USER, {"username": "collega"}).status_code == 200


# --- period and pages -----------------------------------------------------------------------


def test_period_is_in_brussels_days(client: Client, officer: User, people: Cast) -> None:
    write(by=people.colleague, at=dt.datetime(2025, 12, 31, 22, 59, 59, tzinfo=dt.UTC))
    write(by=people.coordinator, at=dt.datetime(2025, 12, 31, 23, 0, tzinfo=dt.UTC))
    new_year = log_of(client, first="01.01.2026", last="01.01.2026")
    assert "coordinator" in new_year
    assert "collega" not in new_year
    old_year = log_of(client, last="31.12.2025")
    assert "collega" in old_year
    assert "coordinator" not in old_year


def test_every_line_is_on_exactly_one_page(client: Client, officer: User, people: Cast) -> None:
    moment = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    for number in range(PAGE_SIZE + 10):
        # Six lines at every moment: the id decides within it.
        write(
            by=people.colleague,
            at=moment + dt.timedelta(minutes=number // 6),
            reason=f"regel-{number:03}.",
        )
    first = client.post(BY_DOSSIER, {"reference": REFERENCE}).context
    form = {"reference": REFERENCE, "before": first["older"]}
    second = client.post(BY_DOSSIER, form).context
    seen = [line.reason for page in (first, second) for line in page["lines"]]
    assert len(first["lines"]) == PAGE_SIZE
    assert second["older"] == ""
    assert sorted(seen) == [f"regel-{number:03}." for number in range(PAGE_SIZE + 10)]


def test_page_costs_the_same_whatever_the_log_holds(
    client: Client, officer: User, people: Cast, django_assert_max_num_queries: Any
) -> None:
    write(PAGE_SIZE, by=people.colleague, fields=["summary"] * 20)
    log_of(client)
    with django_assert_max_num_queries(12):
        log_of(client)


# --- the officer is in the log too ----------------------------------------------------------


def test_reading_the_log_is_in_the_log(client: Client, officer: User, people: Cast) -> None:
    write(by=people.colleague)
    log_of(client, first="01.10.2026")
    client.post(BY_USER, {"username": "collega"})
    with as_owner():
        of_dossier, of_user = Event.objects.filter(event_type=LOG_READ.code).order_by("at")
    assert (of_dossier.actor_id, of_dossier.role) == (officer.pk, "privacy_officer")
    assert (of_dossier.object_id, of_dossier.dossier_id) == (REFERENCE, 412)
    assert of_dossier.reason == "01.10.2026 – …"
    assert (of_user.object_type, of_user.object_id) == ("user", str(people.colleague.pk))
    assert "Logboek gelezen" in log_of(client)


def test_without_a_log_line_there_is_no_log(
    client: Client, officer: User, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(by=people.colleague)

    def broken(*_anything: Any, **_more: Any) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr("accounts.services.oversight.record", broken)
    client.raise_request_exception = False
    response = client.post(BY_DOSSIER, {"reference": REFERENCE})
    assert response.status_code == 500
    assert "collega" not in response.content.decode()


# --- clumsy and hostile input ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"reference": ""}, "Vul een dossiernummer in."),
        ({"reference": "412"}, "ziet eruit als"),
        ({"reference": "VH-2026-000412' OR 1=1"}, "ziet eruit als"),
        ({"reference": REFERENCE, "first": "31.02.2026"}, "bestaat niet"),
        ({"reference": REFERENCE, "first": "2.1.26", "last": "1.1.26"}, "voor de eerste dag"),
        ({"reference": REFERENCE, "before": "onzin"}, "nieuwste regel"),
        ({"reference": REFERENCE, "before": "MjAyNi0xMS0wMSBub3QtYW4taWQ="}, "nieuwste regel"),
        ({"reference": REFERENCE, "before": "\x00" * 50}, "Fout:"),
        ({"reference": "\x00"}, "onzichtbaar"),
        ({"reference": "x" * 1_000_000}, "hoogstens 30"),
    ],
)
def test_wrong_input_says_what_to_do(
    client: Client, officer: User, form: dict[str, str], message: str
) -> None:
    response = client.post(BY_DOSSIER, form)
    assert response.status_code == 422
    assert message in response.content.decode()


@pytest.mark.parametrize("username", ["", "bestaat niet", "\x00", "%", "_______", "x" * 100_000])
def test_unknown_user_says_what_to_do(client: Client, officer: User, username: str) -> None:
    response = client.post(BY_USER, {"username": username})
    assert response.status_code == 422
    assert "Fout:" in response.content.decode()


@pytest.mark.parametrize("url", [BY_DOSSIER, BY_USER])
def test_reloading_an_address_goes_back_to_the_start(
    client: Client, officer: User, url: str
) -> None:
    assert client.get(url)["Location"] == reverse("accounts:oversight")


def test_events_of_the_operator_have_a_name(client: Client, officer: User) -> None:
    event = new_event(
        DOSSIER_READ,
        actor=Actor(None, "operator", "operator"),
        subject=Subject("dossier", REFERENCE, dossier_id=412),
        outcome=Outcome.SUCCESS,
    )
    with as_owner():
        Event.objects.bulk_create([event])
    assert "Serverbeheerder" in log_of(client)


def test_a_provider_behind_a_link_has_a_name(client: Client, officer: User) -> None:
    event = new_event(
        DOSSIER_READ,
        actor=Actor(None, "provider link", "provider_link"),
        subject=Subject("referral", "7", dossier_id=412),
    )
    named = new_event(
        DOSSIER_READ,
        actor=Actor(None, "", "anonymous"),
        subject=Subject("dossier", REFERENCE, dossier_id=412),
    )
    with as_owner():
        Event.objects.bulk_create([event, named])
    page = log_of(client)
    assert "een aanbieder<br>" in page
    assert "Link voor een aanbieder" in page
