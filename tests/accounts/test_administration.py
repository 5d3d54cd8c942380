"""The administration: for functional administrators only, nothing is deleted, all is logged."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts.events import ACCOUNT_CHANGED
from accounts.models import Centre, Membership, Role, User
from audit.models import Event, Outcome
from codelists.models import FormOfViolence
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db

SHOWN = {
    *("accounts.centre", "accounts.organisation", "accounts.partnership", "accounts.user"),
    *("codelists.advicegiven", "codelists.adviceoutcome", "codelists.advicetheme"),
    *("codelists.callerclass", "codelists.contactchannel", "codelists.helplinecontext"),
    *("codelists.helplinereferral", "codelists.helplinetheme"),
    *("codelists.closurereason", "codelists.formofviolence", "codelists.intakeoutcome"),
    *("codelists.municipality", "codelists.offencetype", "codelists.policezone"),
    *("codelists.relation", "codelists.reporterrole", "codelists.reportersector"),
    *("codelists.programme", "codelists.referralendreason"),
    "reporting.coverageevent",
    "reporting.population",
    "reporting.registrationstart",
}


@pytest.fixture
def administrator(client: Client) -> User:
    account = make.member("beheerder", Role.FUNCTIONAL_ADMIN)
    client.force_login(account)
    return account


def admin_urls(object_id: int) -> Iterator[str]:
    """Every address under /beheer/, with an id where one is asked."""
    (site,) = (
        each
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and each.app_name == "admin"
    )
    yield from _addresses(site, "/", object_id)


def _addresses(resolver: URLResolver, prefix: str, object_id: int) -> Iterator[str]:
    prefix += str(resolver.pattern)
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, prefix, object_id)
        elif "^" not in str(entry.pattern):
            path = prefix + str(entry.pattern)
            for hole in ("<path:object_id>", "<id>"):
                path = path.replace(hole, str(object_id))
            yield path
    if "^" in "".join(str(entry.pattern) for entry in resolver.url_patterns):
        yield f"{prefix}bestaat/niet/"


def saved(response: Any) -> Any:
    """The form was accepted; otherwise say what it complained about."""
    errors = response.context.get("errors") if response.context else None
    assert response.status_code == 302, errors
    return response


def events(**conditions: Any) -> list[Event]:
    with as_owner():
        return list(Event.objects.filter(event_type=ACCOUNT_CHANGED.code, **conditions))


def account_form(account: User, **changes: Any) -> dict[str, Any]:
    """The change form of an account as the browser sends it, with no new role."""
    return {
        "first_name": account.first_name,
        "last_name": account.last_name,
        "email": account.email,
        "is_active": "on" if account.is_active else "",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
        **changes,
    }


def role_row(**cells: Any) -> dict[str, Any]:
    values = {
        "id": "",
        "role": "",
        "centre": "",
        "organisation": "",
        "starts_on": "",
        "ends_on": "",
    }
    named = {f"memberships-0-{name}": value for name, value in (values | cells).items()}
    return {**named, "memberships-TOTAL_FORMS": "1"}


# --- who comes in ---------------------------------------------------------------------------


def test_the_administration_shows_these_tables_and_no_others() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == SHOWN


def test_a_page_that_asks_no_role_does_not_get_in() -> None:
    from django.contrib.admin import ModelAdmin

    from cases.models import Dossier

    admin.site.register(Dossier, ModelAdmin)
    assert not admin.site.is_registered(Dossier)


@pytest.mark.slow
def test_every_address_is_404_for_everybody_else() -> None:
    people: Cast = cast()
    urls = list(admin_urls(people.functional_admin.pk))
    assert len(urls) > 60
    outsiders = [
        *(people.case_director, people.colleague, people.coordinator, people.former_colleague),
        *(people.convened_partner, people.other_centre, people.analyst, people.privacy_officer),
    ]
    for person in outsiders:
        client = Client()
        client.force_login(person)
        for url in urls:
            assert client.get(url).status_code == 404, f"{person} GET {url}"
            assert client.post(url).status_code == 404, f"{person} POST {url}"


def test_every_address_sends_a_stranger_to_the_one_sign_in_page() -> None:
    for url in admin_urls(1):
        response = Client().get(url, follow=True)
        assert (response.status_code, response.request["PATH_INFO"]) == (200, "/aanmelden/"), url
        assert "Beheer" not in response.content.decode()


@pytest.mark.slow
def test_every_address_answers_the_administrator(client: Client, administrator: User) -> None:
    for url in admin_urls(administrator.pk):
        assert client.get(url).status_code in {200, 302, 403, 404, 405}, url
        assert client.post(url).status_code in {200, 302, 403, 404, 405}, url
        client.force_login(administrator)  # one of them signs out


@pytest.mark.parametrize("flags", [{"is_superuser": True, "is_staff": True}, {"is_staff": True}])
def test_flags_open_nothing_without_the_role(client: Client, flags: dict[str, bool]) -> None:
    client.force_login(make.user("sterk", **flags))
    assert client.get("/beheer/").status_code == 404
    assert client.get("/beheer/accounts/user/").status_code == 404


def test_the_role_opens_nothing_without_the_flag(client: Client) -> None:
    account = make.user("halfweg")
    make.membership(account, Role.FUNCTIONAL_ADMIN)
    client.force_login(account)
    assert client.get("/beheer/").status_code == 404


def test_a_role_that_ended_opens_nothing(client: Client) -> None:
    client.force_login(make.member("vroeger", Role.FUNCTIONAL_ADMIN, ends_on=dt.date(2025, 12, 31)))
    assert client.get("/beheer/").status_code == 404


# --- accounts -------------------------------------------------------------------------------


def test_new_account_gets_a_password_and_then_a_role(client: Client, administrator: User) -> None:
    antwerp = make.centre("Veilig Huis Antwerpen")
    form = {
        "username": "nieuw.gezicht",
        "first_name": "Nora",
        "last_name": "Nieuw",
        "email": "",
        "password1": make.PASSWORD,
        "password2": make.PASSWORD,
    }
    response = saved(client.post("/beheer/accounts/user/add/", form))
    account = User.objects.get(username="nieuw.gezicht")
    assert response["Location"] == f"/beheer/accounts/user/{account.pk}/change/"
    assert account.check_password(make.PASSWORD)
    assert (account.is_staff, account.is_superuser) == (False, False)

    role = role_row(role="caseworker", centre=antwerp.pk, starts_on="23.11.2026")
    saved(client.post(response["Location"], account_form(account, **role)))
    (membership,) = Membership.objects.filter(user=account)
    assert (membership.role, membership.centre, membership.starts_on) == (
        "caseworker",
        antwerp,
        dt.date(2026, 11, 23),
    )

    added, given = sorted(events(object_id=str(account.pk)), key=lambda event: event.at)
    assert added.fields == ["username", "first_name", "last_name", "password"]
    assert (added.actor_id, added.role, added.object_type) == (
        administrator.pk,
        "functional_admin",
        "user",
    )
    assert given.fields == ["membership.role", "membership.centre", "membership.starts_on"]
    assert given.reason == "membership added"


@pytest.mark.parametrize("password", ["kort", "aaaaaaaaaaaaaaa123", "nieuw.gezicht.nieuw.gezicht"])
def test_weak_first_password_is_refused(client: Client, administrator: User, password: str) -> None:
    form = {"username": "nieuw.gezicht.nieuw", "password1": password, "password2": password}
    response = client.post("/beheer/accounts/user/add/", form)
    expected = 302 if password.startswith("aaaa") else 200
    assert response.status_code == expected


def test_role_that_does_not_fit_its_place_is_refused(client: Client, administrator: User) -> None:
    account = make.user("verkeerd")
    for cells in (
        {"role": "caseworker", "starts_on": "01.01.2026"},
        {"role": "analyst", "centre": make.centre().pk, "starts_on": "01.01.2026"},
        {"role": "analyst", "starts_on": "02.01.2026", "ends_on": "01.01.2026"},
        {"role": "analyst", "starts_on": "32.13.2026"},
        {"role": "keizer", "starts_on": "01.01.2026"},
    ):
        url = f"/beheer/accounts/user/{account.pk}/change/"
        assert client.post(url, account_form(account, **role_row(**cells))).status_code == 200
    assert not Membership.objects.filter(user=account).exists()


def test_account_is_closed_and_stays(client: Client, administrator: User) -> None:
    leaver = make.member("vertrekker", Role.CASEWORKER, at=make.centre())
    at_work = Client()
    at_work.force_login(leaver)
    assert at_work.get("/wachtwoord/").status_code == 200

    saved(
        client.post(
            f"/beheer/accounts/user/{leaver.pk}/change/", account_form(leaver, is_active="")
        )
    )

    leaver.refresh_from_db()
    assert not leaver.is_active
    assert at_work.get("/wachtwoord/")["Location"].startswith("/aanmelden/")
    (event,) = events(object_id=str(leaver.pk))
    assert event.fields == ["is_active"]


def test_username_stays_what_the_log_knows(client: Client, administrator: User) -> None:
    account = make.user("oude.naam")
    url = f"/beheer/accounts/user/{account.pk}/change/"
    saved(client.post(url, account_form(account, username="nieuwe.naam", first_name="Ann")))
    account.refresh_from_db()
    assert (account.username, account.first_name) == ("oude.naam", "Ann")


def test_new_password_ends_the_sessions_of_the_user(client: Client, administrator: User) -> None:
    account = make.user("vergeten")
    elsewhere = Client()
    elsewhere.force_login(account)
    new = "een heel ander lang wachtwoord"
    saved(
        client.post(
            f"/beheer/accounts/user/{account.pk}/password/",
            {"password1": new, "password2": new, "usable_password": "true"},
        )
    )
    account.refresh_from_db()
    assert account.check_password(new)
    assert elsewhere.get("/wachtwoord/").status_code == 302
    (event,) = events(object_id=str(account.pk))
    assert (event.fields, event.reason) == (["password"], "password set")


def test_pages_show_nothing_of_a_password(client: Client, administrator: User) -> None:
    account = make.user("geheim")
    for page in ("change", "password"):
        body = client.get(f"/beheer/accounts/user/{account.pk}/{page}/").content.decode()
        assert account.password not in body
        algorithm, *parts = account.password.split("$")
        assert f"{algorithm}</bdi>" not in body
        assert not any(part[:6] in body for part in parts if len(part) > 6)


def test_nobody_gives_herself_a_role(client: Client, administrator: User) -> None:
    url = f"/beheer/accounts/user/{administrator.pk}/change/"
    page = client.get(url).content.decode()
    assert "memberships-0-role" not in page
    assert "Een andere beheerder wijzigt" in page

    role = role_row(role="privacy_officer", starts_on="01.01.2026")
    response = client.post(url, account_form(administrator, **role), follow=True)

    assert "Je kunt je eigen rollen" in response.content.decode()
    assert [m.role for m in Membership.objects.filter(user=administrator)] == ["functional_admin"]
    (event,) = events(outcome=Outcome.DENIED)
    assert (event.actor_id, event.object_id) == (administrator.pk, str(administrator.pk))


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "groups", "user_permissions"])
def test_nobody_gives_herself_rights(client: Client, administrator: User, field: str) -> None:
    url = f"/beheer/accounts/user/{administrator.pk}/change/"
    client.post(url, {**account_form(administrator), field: "1", "first_name": "Zelf"})
    administrator.refresh_from_db()
    assert (administrator.first_name, administrator.is_superuser) == ("", False)


def test_superuser_cannot_be_made_on_screen(client: Client, administrator: User) -> None:
    account = make.user("ambitieus")
    url = f"/beheer/accounts/user/{account.pk}/change/"
    saved(client.post(url, account_form(account, is_superuser="on", groups="1")))
    account.refresh_from_db()
    assert not account.is_superuser


def test_own_name_can_be_changed(client: Client, administrator: User) -> None:
    url = f"/beheer/accounts/user/{administrator.pk}/change/"
    saved(
        client.post(
            url,
            {
                "first_name": "Bea",
                "last_name": "Heer",
                "email": "",
                "memberships-TOTAL_FORMS": "1",
                "memberships-INITIAL_FORMS": "1",
            },
        )
    )
    administrator.refresh_from_db()
    assert administrator.first_name == "Bea"
    assert administrator.is_staff


# --- nothing is deleted ---------------------------------------------------------------------


def test_nothing_can_be_deleted(client: Client, administrator: User) -> None:
    centre = make.centre()
    code = make.form()
    for instance in (centre, code, administrator):
        meta = instance._meta
        base = f"/beheer/{meta.app_label}/{meta.model_name}/"
        assert client.post(f"{base}{instance.pk}/delete/", {"post": "yes"}).status_code == 403
        page = client.get(base).content.decode()
        assert "delete_selected" not in page
        client.post(
            base, {"action": "delete_selected", "_selected_action": [instance.pk], "post": "yes"}
        )
        assert type(instance)._default_manager.filter(pk=instance.pk).exists()


def test_roles_and_areas_have_no_delete_box(client: Client, administrator: User) -> None:
    account = make.member("blijver", Role.CASEWORKER, at=make.centre())
    page = client.get(f"/beheer/accounts/user/{account.pk}/change/").content.decode()
    assert "-DELETE" not in page
    membership = account.memberships.get()
    form = role_row(
        id=membership.pk,
        user=account.pk,
        role="caseworker",
        centre=membership.centre_id,
        starts_on="01.01.2020",
        DELETE="on",
    )
    form["memberships-INITIAL_FORMS"] = "1"
    client.post(f"/beheer/accounts/user/{account.pk}/change/", account_form(account, **form))
    assert Membership.objects.filter(pk=membership.pk).exists()


# --- centres and the log --------------------------------------------------------------------


def test_change_of_a_centre_is_logged_by_field_name(client: Client, administrator: User) -> None:
    centre = make.centre("Veilig Huis Kempen")
    form = {
        "name": centre.name,
        "town": "Geel",
        "opened_on": "12.05.2022",
        "opened_on_precision": "day",
        "areas-TOTAL_FORMS": "1",
        "areas-INITIAL_FORMS": "0",
        "areas-0-id": "",
        "areas-0-kind": "district",
        "areas-0-code": "turnhout",
        "areas-0-name": "Turnhout",
        "areas-0-starts_on": "12.05.2022",
        "code": "anders",
    }
    saved(client.post(f"/beheer/accounts/centre/{centre.pk}/change/", form))

    changed = Centre.objects.get(pk=centre.pk)
    assert (changed.town, changed.code) == ("Geel", centre.code)
    with as_owner():
        own, area = Event.objects.filter(event_type=ACCOUNT_CHANGED.code).order_by("at")
    assert (own.object_type, own.object_id, own.centre_id) == ("centre", centre.code, centre.pk)
    assert own.fields == ["town", "opened_on"]
    assert area.reason == "centrearea added"
    assert "centrearea.name" in area.fields
    assert "Geel" not in repr(own.__dict__) + repr(area.__dict__)


def test_save_without_a_change_is_no_event(client: Client, administrator: User) -> None:
    account = make.user("stil")
    saved(client.post(f"/beheer/accounts/user/{account.pk}/change/", account_form(account)))
    assert events() == []


def test_history_of_the_administration_names_accounts_not_people(
    client: Client, administrator: User
) -> None:
    account = make.user("anna", first_name="Anna", last_name="Achternaam")
    url = f"/beheer/accounts/user/{account.pk}/change/"
    role = role_row(role="analyst", starts_on="01.01.2026")
    saved(client.post(url, account_form(account, **role)))
    with as_owner():
        entry = LogEntry.objects.get()
    assert entry.object_repr == "anna"
    assert "Achternaam" not in entry.change_message


def test_change_and_log_line_stand_or_fall_together(
    client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_anything: Any) -> None:
        raise RuntimeError("the log cannot be written")

    monkeypatch.setattr("accounts.administration.record_change", broken)
    code = make.form("physical", label="Fysiek")
    client.raise_request_exception = False
    form = {"label": "Anders", "position": "0", "description": "", "source": ""}
    response = client.post(f"/beheer/codelists/formofviolence/{code.pk}/change/", form)
    assert response.status_code == 500
    assert FormOfViolence.objects.get(pk=code.pk).label == "Fysiek"


# --- clumsy and hostile input ---------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["nul\x00teken", "\u202eomgekeerd", "x" * 5000, "\ud800los", "=1+1", "<b>vet</b>"]
)
def test_no_text_gives_a_500(client: Client, administrator: User, value: str) -> None:
    body = f"label={value}&code=nieuw&position=0".encode("utf-8", "surrogatepass")
    response = client.post(
        "/beheer/codelists/closurereason/add/",
        body,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in {200, 302}
    assert b"<b>vet</b>" not in client.get("/beheer/codelists/closurereason/").content


@pytest.mark.parametrize(
    "path",
    [
        "codelists/formofviolence/?validity=bestaat-niet",
        "codelists/formofviolence/?verified__exact=misschien",
        "codelists/formofviolence/?q=%00",
        "codelists/formofviolence/?o=99.-99.x",
        "codelists/formofviolence/?p=99999999999999999999",
        "accounts/user/?memberships__role=%00",
        "accounts/user/?password__startswith=a",
        "accounts/user/99999999999999999999999/change/",
        "accounts/user/%00/change/",
        "accounts/user/abc/password/",
        "autocomplete/?app_label=cases&model_name=dossier&field_name=centre",
        "r/1/1/",
    ],
)
def test_no_address_gives_a_500(client: Client, administrator: User, path: str) -> None:
    assert client.get(f"/beheer/{path}").status_code in {200, 302, 400, 403, 404}


@pytest.mark.parametrize("ticked", ["abc", "\x00", "9" * 30, "-1", "\u0661"])
def test_no_ticked_row_gives_a_500(client: Client, administrator: User, ticked: str) -> None:
    form = {"action": "lift_lockout", "_selected_action": [ticked]}
    assert client.post("/beheer/accounts/user/", form).status_code in {302, 400}


@pytest.mark.parametrize(
    "cells",
    [
        {"id": "9" * 30, "role": "analyst", "starts_on": "01.01.2026"},
        {"centre": "9" * 30, "role": "caseworker", "starts_on": "01.01.2026"},
        {"centre": "\x00", "role": "\x00", "starts_on": "\x00"},
        {"role": "analyst", "starts_on": "01.01.99999"},
    ],
)
def test_no_role_row_gives_a_500(
    client: Client, administrator: User, cells: dict[str, str]
) -> None:
    account = make.user("rij")
    for initial in ("0", "1", "999999999", "x"):
        form = account_form(account, **role_row(**cells))
        form["memberships-INITIAL_FORMS"] = initial
        response = client.post(f"/beheer/accounts/user/{account.pk}/change/", form)
        assert response.status_code in {200, 302}
    assert not Membership.objects.filter(user=account).exists()


# --- lifting a lockout ----------------------------------------------------------------------


def test_lockout_is_lifted_on_the_list_of_accounts(client: Client, administrator: User) -> None:
    locked = make.user("opgesloten")
    stranger = Client()
    answers = [
        stranger.post("/aanmelden/", {"username": "opgesloten", "password": "fout"}).status_code
        for _ in range(6)
    ]
    assert answers[-1] == 429

    client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "lift_lockout", "_selected_action": [locked.pk]},
    )

    form = {"username": "opgesloten", "password": make.PASSWORD}
    assert stranger.post("/aanmelden/", form).status_code == 302
    (event,) = events(object_id=str(locked.pk))
    assert event.reason == "lockout lifted"
