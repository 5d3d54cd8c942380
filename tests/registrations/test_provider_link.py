"""A link opens one referral and nothing else, and no log ever holds its token."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.test import Client

from accounts.models import User
from audit.models import Event
from cases.models import Dossier, Person
from registrations.models import Referral, ReferralLink
from registrations.services import provider_links
from registrations.services.provider_links import hash_of, make_link, revoke_link
from tests import make
from tests.cases.logged import events
from tests.database import as_owner
from tests.persons import Cast

DAY = dt.date(2025, 4, 1)
TOKEN = "A" * 43


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    return make.dossier(cast.antwerp, received_on=DAY, summary="Een geheim verhaal.")


@pytest.fixture
def referral(cast: Cast, dossier: Dossier) -> Referral:
    person = make.person(cast.antwerp, "Koen", "Proefman")
    make.involvement(dossier, person, "offender")
    programme = make.programme(label="Gedragstraining IFG")
    return make.referral(dossier, person, cast.colleague, programme=programme)


@pytest.fixture
def link(cast: Cast, referral: Referral) -> ReferralLink:
    return make.referral_link(referral, cast.colleague, token=TOKEN)


@pytest.fixture
def provider() -> Client:
    """A browser without a session, that a CSRF check watches."""
    return Client(enforce_csrf_checks=True)


def page(client: Client, token: str = TOKEN) -> Any:
    return client.get(f"/terugkoppeling/{token}/")


def report(client: Client, token: str = TOKEN, **typed: Any) -> Any:
    data = {"version": "1", "step": "intake", "day": "02.04.2025", **typed}
    shown = page(client, token)
    if shown.status_code == 200:
        data["csrfmiddlewaretoken"] = shown.context["csrf_token"]
    return client.post(f"/terugkoppeling/{token}/", data)


def stored(referral: Referral) -> Referral:
    with as_owner():
        return Referral.objects.get(pk=referral.pk)


# --- what it shows ----------------------------------------------------------------------------


def test_the_page_shows_the_number_the_programme_and_the_chain_only(
    provider: Client, link: ReferralLink, referral: Referral, dossier: Dossier, cast: Cast
) -> None:
    answer = page(provider)
    html = answer.content.decode()
    assert answer.status_code == 200
    for shown in (referral.reference, "Gedragstraining IFG", "01.04.2025"):
        assert shown in html
    provider_name = stored(referral).provider.name
    for hidden in ("Koen", "Proefman", dossier.reference, "Antwerpen", "geheim", provider_name):
        assert hidden not in html
    assert "sessionid" not in answer.cookies
    assert "session" not in answer.cookies


def test_the_address_goes_nowhere(provider: Client, link: ReferralLink) -> None:
    answer = page(provider)
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "http" not in answer.content.decode().replace("http-equiv", "")


# --- what it does -----------------------------------------------------------------------------


def test_a_step_is_saved_and_logged_as_the_provider(
    provider: Client, link: ReferralLink, referral: Referral
) -> None:
    assert report(provider).status_code == 302
    after = stored(referral)
    assert (after.intake_on, after.version) == (dt.date(2025, 4, 2), 2)
    (event,) = events("registrations.referral.link_reported")
    assert (event.actor_id, event.actor_name, event.role) == (
        None,
        "provider link",
        "provider_link",
    )
    assert (event.object_type, event.object_id) == ("referral", str(referral.pk))
    assert (event.dossier_id, event.fields) == (referral.dossier_id, ["intake_on"])
    assert events("registrations.referral.link_read")


def test_a_whole_chain_with_a_reason(
    provider: Client, link: ReferralLink, referral: Referral
) -> None:
    reason = make.end_reason("dropped_out", "stopped")
    report(provider, step="started", day="03.04.2025")
    answer = report(provider, version="2", step="stopped", day="4/4/25", end_reason=str(reason.pk))
    assert answer.status_code == 302
    assert (stored(referral).state, stored(referral).end_reason) == ("stopped", reason)
    html = page(provider).content.decode()
    assert "<form" not in html
    assert "niets meer te melden" in html


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"step": ""}, "id_step"),
        ({"step": "verzonnen"}, "id_step"),
        ({"step": "referred"}, "id_step"),
        ({"step": "completed"}, "id_step"),
        ({"day": ""}, "id_day"),
        ({"day": "31.02.2025"}, "id_day"),
        ({"day": "31.03.2025"}, "id_day"),
        ({"day": "01.01.2999"}, "id_day"),
        ({"day": "a\x00b"}, "id_day"),
        ({"step": "declined"}, "id_end_reason"),
        ({"step": "declined", "end_reason": "999999"}, "id_end_reason"),
        ({"version": "x"}, "error-summary"),
        ({"version": "9" * 30}, "error-summary"),
    ],
)
def test_bad_input_is_told_at_its_field_and_saves_nothing(
    provider: Client, link: ReferralLink, referral: Referral, typed: dict[str, str], field: str
) -> None:
    answer = report(provider, **typed)
    assert answer.status_code == 422
    assert field in answer.content.decode().partition("</ul>")[0]
    assert stored(referral).version == 1


def test_a_double_click_happens_once(
    provider: Client, link: ReferralLink, referral: Referral
) -> None:
    assert report(provider).status_code == 302
    assert report(provider, version="1").status_code == 302
    assert stored(referral).version == 2
    assert len(events("registrations.referral.link_reported")) == 1


def test_what_the_centre_did_meanwhile_is_shown_first(
    provider: Client, link: ReferralLink, referral: Referral
) -> None:
    with as_owner():
        Referral.objects.filter(pk=referral.pk).update(intake_on=DAY, version=2)
    answer = report(provider, version="1", step="started", day="09.04.2025")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Intake gebeurd" in html
    assert 'value="09.04.2025"' in html
    assert stored(referral).started_on is None
    # The page now carries the version it showed: sending it again is a choice.
    assert 'name="version" value="2"' in html


def test_a_form_without_its_own_token_changes_nothing(
    provider: Client, link: ReferralLink, referral: Referral
) -> None:
    typed = {"version": "1", "step": "intake", "day": "02.04.2025"}
    headers = {"Origin": "http://testserver"}
    answer = provider.post(f"/terugkoppeling/{TOKEN}/", typed, headers=headers)
    assert answer.status_code == 403
    # Given back to be sent again, and nobody is asked for an account he does not have.
    html = answer.content.decode()
    assert 'name="day" value="02.04.2025"' in html
    assert "Verstuur het opnieuw." in html
    assert "/aanmelden/" not in html
    assert stored(referral).version == 1


# --- what it does not open ---------------------------------------------------------------------


def expire(link: ReferralLink) -> None:
    with as_owner():
        link.expires_at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
        link.save()


def revoke(link: ReferralLink) -> None:
    with as_owner():
        link.revoked_at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
        link.save()


def spoil(link: ReferralLink) -> None:
    with as_owner():
        link.token_hash = hash_of("een ander token")
        link.save()


@pytest.mark.parametrize("ends", [expire, revoke, spoil])
def test_wrong_expired_and_revoked_look_the_same(
    provider: Client, link: ReferralLink, referral: Referral, ends: Any
) -> None:
    never = page(provider, "b" * 43)
    ends(link)
    answers = [page(provider), page(provider, "x"), page(provider, "é" * 3000)]
    assert {answer.status_code for answer in (never, *answers)} == {404}
    assert {answer.content for answer in answers} == {never.content}
    assert len({str(sorted(answer.headers.items())) for answer in (never, *answers)}) == 1
    client = Client()
    typed = {"version": "1", "step": "intake", "day": "02.04.2025"}
    assert client.post(f"/terugkoppeling/{TOKEN}/", typed).status_code == 404
    assert stored(referral).version == 1


def test_the_database_does_the_same_work_for_every_token(
    provider: Client, link: ReferralLink, django_assert_num_queries: Any
) -> None:
    """Same answer, same time: no path ends early."""
    counts = []
    for token in ("b" * 43, "x"):
        with django_assert_num_queries(2) as counted:
            provider_links.comes_too_often("192.0.2.1")
            provider_links.read_by_token(token)
        counts.append(len(counted))
    assert counts == [2, 2]


def everything() -> dict[str, int]:
    """How many rows of every scoped model the database shows to nobody."""
    scoped = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]
    return {model.__name__: model._default_manager.count() for model in scoped}


def test_after_reading_a_link_every_table_is_still_closed(
    link: ReferralLink, referral: Referral, dossier: Dossier, cast: Cast
) -> None:
    make.intake(cast.antwerp, cast.colleague)
    assert provider_links.read_by_token(TOKEN) is not None
    seen = everything()
    assert {"Referral", "ReferralLink", "Dossier", "Person", "Intake"} <= set(seen)
    assert set(seen.values()) == {0}
    assert Dossier.objects.update(summary="x") == 0
    assert Referral.objects.update(stalking="no") == 0


def call(sql: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


REPORT = "SELECT registrations_report_by_link(%s, %s, %s, %s, %s)"


def test_a_link_continues_its_own_referral_only(
    link: ReferralLink, referral: Referral, cast: Cast, dossier: Dossier
) -> None:
    person = make.person(cast.antwerp, "Nog", "Iemand")
    other = make.referral(dossier, person, referred_on=DAY)
    (row,) = call("SELECT * FROM registrations_read_by_link(%s)", hash_of(TOKEN))
    assert row[0] == referral.pk
    assert call(REPORT, hash_of(TOKEN), 1, "intake_on", DAY, None) == [(True,)]
    assert stored(other).version == 1
    assert call(REPORT, "0" * 64, 1, "intake_on", DAY, None) == [(False,)]


@pytest.mark.parametrize("column", ["referred_on", "dossier_id", "version", "", "id; DROP TABLE x"])
def test_a_link_writes_no_other_column(link: ReferralLink, referral: Referral, column: str) -> None:
    assert call(REPORT, hash_of(TOKEN), 1, column, DAY, None) == [(False,)]
    assert stored(referral).version == 1


def test_a_link_overwrites_nothing_and_the_constraints_hold(
    link: ReferralLink, referral: Referral
) -> None:
    assert call(REPORT, hash_of(TOKEN), 1, "intake_on", DAY, None) == [(True,)]
    later = dt.date(2025, 4, 9)
    assert call(REPORT, hash_of(TOKEN), 2, "intake_on", later, None) == [(False,)]
    for column, day in (("started_on", dt.date(2025, 3, 31)), ("completed_on", later)):
        with pytest.raises(DatabaseError), transaction.atomic():
            call(REPORT, hash_of(TOKEN), 2, column, day, None)
    assert stored(referral).intake_on == DAY


def test_the_inner_function_cannot_be_called(link: ReferralLink) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        call("SELECT registrations_linked_referral(%s)", hash_of(TOKEN))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        call("DELETE FROM registrations_linkattempt")
    assert call("SELECT * FROM registrations_linkattempt") == []


# --- the token itself ---------------------------------------------------------------------------


def test_a_token_is_shown_once_and_stored_nowhere(
    web: Client, referral: Referral, cast: Cast, provider: Client
) -> None:
    made = web.post(f"/verwijzingen/{referral.pk}/link/")
    address = made.context["new_link"]
    token = address.rstrip("/").rpartition("/")[2]
    assert len(token) == 43
    assert address in made.content.decode()
    assert token not in web.get(f"/verwijzingen/{referral.pk}/").content.decode()
    assert page(provider, token).status_code == 200
    with as_owner():
        link = ReferralLink.objects.get()
        assert link.token_hash == hash_of(token)
        lasts = link.expires_at - link.created_at
        assert dt.timedelta(days=89) < lasts <= dt.timedelta(days=90)
        for model in apps.get_models():
            assert not holds(model, token), model.__name__


def holds(model: type[models.Model], text: str) -> bool:
    """Whether any row of this table holds the text anywhere."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{text}%"])
        (count,) = cursor.fetchone()
    return bool(count)


def test_a_new_link_ends_the_one_before_and_revoking_ends_both(
    by: User, referral: Referral, provider: Client
) -> None:
    first = make_link(by=by, referral=referral)
    second = make_link(by=by, referral=referral)
    assert (page(provider, first).status_code, page(provider, second).status_code) == (404, 200)
    revoke_link(by=by, referral=referral)
    revoke_link(by=by, referral=referral)
    assert page(provider, second).status_code == 404
    assert len(events("registrations.referral.link_made")) == 2
    assert len(events("registrations.referral.link_revoked")) == 1


def test_an_ended_referral_gets_no_link(web: Client, referral: Referral) -> None:
    with as_owner():
        Referral.objects.filter(pk=referral.pk).update(started_on=DAY, completed_on=DAY)
    answer = web.post(f"/verwijzingen/{referral.pk}/link/", follow=True)
    assert "niets meer te melden" in answer.content.decode()
    with as_owner():
        assert not ReferralLink.objects.exists()


def test_no_log_holds_the_token(
    web: Client, provider: Client, link: ReferralLink, caplog: pytest.LogCaptureFixture
) -> None:
    from config.log_filter import HideKeys

    wrong = "geheim" + "w" * 37
    with caplog.at_level(logging.DEBUG):
        for client in (provider, web):
            page(client, wrong)
            page(client)
            client.post(f"/terugkoppeling/{TOKEN}/", {"step": "?"})
    written = []
    for record in caplog.records:
        HideKeys().filter(record)
        written.append(record.getMessage())
    assert any("/terugkoppeling/…" in line for line in written)
    assert not any(wrong in line or TOKEN in line for line in written)
    with as_owner():
        assert not holds(Event, wrong)
        assert not holds(Event, TOKEN)
        assert Event.objects.filter(event_type="accounts.denied", object_id="").exists()


def test_the_filter_is_on_the_only_handler(settings: Any) -> None:
    handlers = settings.LOGGING["handlers"].values()
    assert all(handler["filters"] == ["keys"] for handler in handlers)
    assert settings.LOGGING["filters"]["keys"]["()"] == "config.log_filter.HideKeys"


def test_who_comes_too_often_waits(
    provider: Client, link: ReferralLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_links, "ATTEMPTS_PER_TEN_MINUTES", 3)
    answers = [page(provider, token) for token in ("a", "b", TOKEN, TOKEN)]
    assert [answer.status_code for answer in answers] == [404, 404, 200, 429]
    assert answers[-1]["Retry-After"] == "600"
    elsewhere = provider.get(f"/terugkoppeling/{TOKEN}/", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200


def test_old_attempts_are_forgotten(link: ReferralLink) -> None:
    with as_owner(), connection.cursor() as cursor:
        # A browser test may have left its own: the table is no model, so no flush empties it.
        cursor.execute("DELETE FROM registrations_linkattempt")
        cursor.execute(
            "INSERT INTO registrations_linkattempt VALUES ('192.0.2.1', now() - interval '2h', 5)"
        )
    assert provider_links.comes_too_often("192.0.2.9") is False
    with as_owner():
        assert [row[0] for row in call("SELECT * FROM registrations_linkattempt")] == ["192.0.2.9"]


def test_a_person_is_never_in_what_the_link_reads(link: ReferralLink) -> None:
    linked = provider_links.read_by_token(TOKEN)
    with as_owner():
        person = Person.objects.get()
    assert person.family_name not in repr(linked)
