"""A partner hands in the tables of his own organisation; a coordinator signs or sends them back."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from audit.models import Event
from cases.errors import Refused
from lib.acting import acting_as
from reporting.deliveries.catalogue import catalogue
from reporting.models import Delivery, PublishedObservation
from reporting.policies import (
    indicators_for,
    may_deliver_figures,
    may_see_figures,
    may_sign_off_deliveries,
)
from reporting.services.deliveries import (
    check_delivery,
    receive_delivery,
    sign_off_delivery,
    withdraw_delivery,
)
from reporting.services.published import load_published_figures
from tests import make
from tests.database import as_owner
from tests.lib.uploads.workbooks import laughs
from tests.persons import Cast, cast
from tests.reporting.deliveries import (
    Row,
    as_csv,
    deliver,
    form,
    kept,
    offenders,
    received,
    sign,
    upload,
    youth_table,
)

pytestmark = pytest.mark.django_db

SOUND = as_csv(offenders("135", "155", "127"))
LIST = "reporting:deliveries"


@pytest.fixture
def people() -> Cast:
    return cast()


def at_work(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def partner(people: Cast) -> Client:
    return at_work(people.figures_partner)


@pytest.fixture
def coordinator(people: Cast) -> Client:
    return at_work(people.coordinator)


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return str(response.content.decode())


def handed_in(people: Cast, *values: str) -> Delivery:
    return deliver(people.figures_partner, offenders(*(values or ("135", "155", "127"))))


def check(user: User, delivery: Delivery) -> None:
    with acting_as(user.pk):
        check_delivery(by=user, delivery=delivery, explanations={})


# --- who may -----------------------------------------------------------------------------------


def test_only_the_organisation_of_a_deliverer_hands_in_its_tables(people: Cast) -> None:
    own = {one.deliverer.code for one in indicators_for(people.figures_partner).values()}
    assert own == {"cgg"}
    assert {one.deliverer.code for one in indicators_for(people.helpline_partner).values()} == {
        "1712"
    }
    assert indicators_for(people.analyst) == indicators_for(people.coordinator) == catalogue()
    for nobody in (people.other_partner, people.convened_partner, people.colleague):
        assert not may_deliver_figures(nobody)
    assert not may_sign_off_deliveries(people.figures_partner)
    assert not may_see_figures(people.figures_partner)


def test_a_single_caw_does_not_speak_for_all(people: Cast) -> None:
    caw = make.member(
        role=Role.PARTNER, of=make.organisation("CAW Antwerpen", code="caw_antwerpen")
    )
    assert not may_deliver_figures(caw)


def test_the_service_refuses_a_table_of_another(people: Cast) -> None:
    rows: list[Row] = [{"eenheid": "cliënt", "waarde": "1", "fase": "onthaal"}]
    given = received(rows, code="caw_clients")
    for user in (people.figures_partner, people.other_partner, people.colleague):
        with acting_as(user.pk), pytest.raises(PermissionDenied):
            receive_delivery(by=user, received=given)


def test_a_partner_does_not_sign_off_and_does_not_touch_what_was_entered_for_him(
    people: Cast,
) -> None:
    partner, own = people.figures_partner, handed_in(people)
    on_behalf = deliver(people.analyst, offenders("135", "156", "127"))
    check(partner, own)
    with acting_as(partner.pk):
        with pytest.raises(PermissionDenied):
            sign_off_delivery(by=partner, delivery=own)
        with pytest.raises(PermissionDenied):
            check_delivery(by=partner, delivery=on_behalf, explanations={})
        with pytest.raises(PermissionDenied):
            withdraw_delivery(by=partner, delivery=on_behalf, reason="Fout.")
    assert (kept(own).state, kept(on_behalf).state) == ("checked", "draft")


def test_signed_figures_are_not_the_partners_to_withdraw(people: Cast) -> None:
    delivery = handed_in(people)
    sign(people.figures_partner, people.coordinator, delivery)
    with acting_as(people.figures_partner.pk), pytest.raises(Refused, match="Kijk opnieuw"):
        withdraw_delivery(by=people.figures_partner, delivery=delivery, reason="Fout.")
    assert PublishedObservation.objects.count() == 3


def test_a_colleague_of_the_same_organisation_goes_on(people: Cast) -> None:
    colleague = make.member(role=Role.PARTNER, of=people.cgg_figures)
    delivery = handed_in(people)
    check(colleague, delivery)
    with acting_as(colleague.pk):
        withdraw_delivery(by=colleague, delivery=delivery, reason="Verkeerd jaar.")
    assert kept(delivery).withdrawn_by == colleague


def test_a_coordinator_who_also_works_for_the_partner_does_not_sign_her_own(people: Cast) -> None:
    both = people.coordinator
    make.membership(both, Role.PARTNER, of=people.cgg_figures)
    both = User.objects.get(pk=both.pk)
    delivery = deliver(both, offenders("135", "155", "127"))
    check(both, delivery)
    with acting_as(both.pk), pytest.raises(Refused, match="zelf opgeladen"):
        sign_off_delivery(by=both, delivery=delivery)
    assert kept(delivery).organisation == people.cgg_figures


def test_the_log_names_the_role_that_was_used(people: Cast) -> None:
    make.membership(people.analyst, Role.PARTNER, of=people.helpline)
    analyst = User.objects.get(pk=people.analyst.pk)
    delivery = handed_in(people)
    sign(people.figures_partner, analyst, delivery)
    with acting_as(people.coordinator.pk):
        withdraw_delivery(by=people.coordinator, delivery=delivery, reason="Fout.")

    with as_owner():
        events = Event.objects.filter(object_type="delivery", object_id=str(delivery.pk))
        logged = [(one.actor_name, one.role) for one in events.order_by("at")]
    assert logged == [
        ("cijferpartner", "partner"),
        ("cijferpartner", "partner"),
        ("analist", "analyst"),
        ("coordinator", "coordinator"),
    ]


# --- the dry run tells nothing of others -----------------------------------------------------


def test_a_table_is_not_compared_with_what_is_not_signed(people: Cast) -> None:
    deliver(people.analyst, offenders("9135", "9155", "9127"))
    delivery = handed_in(people)
    check(people.figures_partner, delivery)
    assert kept(delivery).state == "checked"


def test_a_table_is_compared_with_what_was_published(people: Cast, partner: Client) -> None:
    with as_owner():
        load_published_figures()
    year = (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    delivery = deliver(people.figures_partner, offenders("500", first_year=2023), period=year)
    assert "500, en voor 01.01.2022 – 31.12.2022 was het 127" in page(
        partner, delivery.get_absolute_url()
    )


# --- screens -----------------------------------------------------------------------------------


def test_a_partner_finds_his_deliveries_and_nothing_else_of_figures(
    people: Cast, partner: Client
) -> None:
    today = page(partner, reverse("registrations:today"))
    assert f'href="{reverse(LIST)}"' in today
    assert "Gedeelde dossiers" not in today
    for url in (reverse(LIST), reverse("reporting:delivery_new")):
        assert f'href="{reverse("reporting:index")}"' not in page(partner, url)
    for name in ("index", "published", "rows", "questions", "question_841", "indicators"):
        assert partner.get(reverse(f"reporting:{name}")).status_code == 404


def test_who_only_delivers_has_no_room_for_dossiers(people: Cast, partner: Client) -> None:
    rooms = page(partner, reverse("registrations:today"))
    assert f'href="{reverse("cases:dossier_list")}"' not in rooms
    police = page(at_work(people.convened_partner), reverse("registrations:today"))
    assert f'href="{reverse("cases:dossier_list")}"' in police
    assert reverse(LIST) not in police


def test_only_the_own_tables_are_offered(partner: Client) -> None:
    offered = page(partner, reverse("reporting:delivery_new"))
    assert "cgg_youth_clients" in offered
    for one in catalogue().values():
        assert (one.code in offered) == (one.deliverer.code == "cgg"), one.code


def test_an_indicator_of_another_cannot_be_slipped_in(partner: Client) -> None:
    response = upload(partner, SOUND, indicator="caw_clients")
    assert response.status_code == 422
    for name in ("delivery_grid", "delivery_template"):
        url = reverse(f"reporting:{name}", kwargs={"indicator": "caw_clients"})
        assert partner.get(f"{url}?format=csv&jaar=2025").status_code == 404
        assert partner.post(url, {"value_0": "1"}).status_code in {404, 405}
    with as_owner():
        assert not Delivery.objects.exists()


def test_fields_that_the_form_does_not_have_change_nothing(people: Cast, partner: Client) -> None:
    slipped = {
        "organisation": str(people.police.pk),
        "organisation_id": str(people.police.pk),
        "source": str(make.delivery_source("1712").pk),
        "uploaded_by": str(people.analyst.pk),
        "state": "signed_off",
        "version": "1",
        "signed_off_by": str(people.analyst.pk),
    }
    location = upload(partner, SOUND, **slipped)["Location"]
    partner.post(f"{location}gecontroleerd/", {"state": "signed_off", "explain_sum": "x"})
    with as_owner():
        (delivery,) = Delivery.objects.with_people()
    assert (delivery.source.key, delivery.organisation) == ("levering_cgg", people.cgg_figures)
    assert (delivery.uploaded_by, delivery.checked_by) == (people.figures_partner,) * 2
    assert (delivery.state, delivery.version, delivery.signed_off_by) == ("checked", None, None)
    assert delivery.explanations == {}


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "<script>alert(1)</script>.csv",
        "é" * 400 + ".csv",
    ],
)
def test_a_hostile_name_of_a_file_goes_nowhere(partner: Client, name: str) -> None:
    location = upload(partner, SOUND, name)["Location"]
    shown = page(partner, location)
    for part in ("passwd", "alert(1)", "éééé"):
        assert part not in shown
    response = partner.get(f"{location}bestand/")
    assert response.content == SOUND
    assert response["Content-Disposition"].startswith('attachment; filename="levering-')


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (laughs(), "a.xlsx", "pakt uit tot veel meer"),
        (b"x" * (6 * 1024 * 1024), "a.csv", "groter dan 5 MB"),
        (b"x", "a.exe", "Dit soort bestand"),
        (b"a;b\x00", "a.csv", "NUL-bytes"),
    ],
    ids=["laughs", "large", "exe", "nul"],
)
def test_the_limits_of_a_file_hold_for_a_partner(
    partner: Client, content: bytes, name: str, message: str
) -> None:
    response = upload(partner, content, name)
    assert response.status_code == 422
    assert message in response.content.decode()
    with as_owner():
        assert not Delivery.objects.exists()


def test_a_partner_sees_all_errors_of_his_table_by_row(partner: Client) -> None:
    years = {"period_start": "01.01.2017", "period_end": "31.12.2017"}
    content = as_csv(youth_table(flagged=False))
    location = upload(partner, content, indicator="cgg_youth_clients", **years)["Location"]
    shown = page(partner, location)
    assert "6 fouten" in shown
    assert "Markeer als gecontroleerd" not in shown
    assert partner.post(f"{location}gecontroleerd/").status_code == 422


def test_a_partner_types_his_table(partner: Client, people: Cast) -> None:
    url = reverse("reporting:delivery_grid", kwargs={"indicator": "cgg_stalking_offenders"})
    data = form(b"", period_start="01.01.2022", period_end="31.12.2022", value_0="127")
    del data["file"]
    location = partner.post(url, data)["Location"]
    assert "Geen fouten en niets vreemds" in page(partner, location)
    with as_owner():
        assert Delivery.objects.get().organisation == people.cgg_figures


def test_signing_off_by_hand_is_forbidden(partner: Client, people: Cast) -> None:
    delivery = handed_in(people)
    check(people.figures_partner, delivery)
    url = delivery.get_absolute_url()
    assert "Aftekenen" not in page(partner, url)
    assert "analist van de Veilige Huizen tekent ze af" in page(partner, url)
    assert partner.post(f"{url}aftekenen/").status_code == 403
    assert kept(delivery).state == "checked"


def test_everybody_reads_who_handed_it_in(
    people: Cast, partner: Client, coordinator: Client
) -> None:
    own, on_behalf = handed_in(people), deliver(people.analyst, offenders("1", "2", "3"))
    itself, behalf = (
        "aangeleverd door CGG",
        "ingevoerd namens Centra geestelijke gezondheidszorg (CGG)",
    )
    with as_owner():
        people.cgg_figures.name = "CGG"
        people.cgg_figures.save()
    for client in (partner, coordinator):
        for url, said, other in (
            (own.get_absolute_url(), itself, behalf),
            (on_behalf.get_absolute_url(), behalf, itself),
        ):
            shown = page(client, url)
            assert said in shown
            assert other not in shown
        assert itself in page(client, reverse(LIST))
        assert behalf in page(client, reverse(LIST))
    assert "voerden dit in namens jullie" in page(partner, on_behalf.get_absolute_url())


def test_what_is_sent_back_comes_with_its_reason(
    people: Cast, partner: Client, coordinator: Client
) -> None:
    delivery = handed_in(people)
    url = delivery.get_absolute_url()
    assert "Terugsturen naar" in page(coordinator, url)
    assert "Terugsturen naar" not in page(partner, url)
    reason = "De kolom 2021 is die van 2020."
    answer = coordinator.post(f"{url}intrekken/", {"reason": reason}, follow=True)
    assert "De partner leest hier je reden" in answer.content.decode()

    today = page(partner, reverse("registrations:today"))
    assert delivery.get_absolute_url() in today
    assert "teruggestuurd, lees waarom" in today
    shown = page(partner, url)
    assert reason in shown
    assert "Laad een verbeterd bestand op" in shown
    assert "Deze levering intrekken" not in shown


def test_a_coordinator_finds_what_waits_for_her_signature_on_today(
    people: Cast, coordinator: Client
) -> None:
    delivery = handed_in(people)
    today = reverse("registrations:today")
    assert delivery.get_absolute_url() not in page(coordinator, today)
    check(people.figures_partner, delivery)
    assert delivery.get_absolute_url() in page(coordinator, today)


def test_a_partner_reads_his_file_and_versions_back(people: Cast, partner: Client) -> None:
    first = handed_in(people)
    sign(people.figures_partner, people.coordinator, first)
    latest = handed_in(people, "135", "156", "127")
    sign(people.figures_partner, people.coordinator, latest)

    shown = page(partner, latest.get_absolute_url())
    assert shown.count("<strong>gewijzigd</strong>") == 1
    assert "Deze cijfers gelden nu" in shown
    assert "Deze levering intrekken" not in shown
    response = partner.get(f"{first.get_absolute_url()}bestand/")
    assert response.content == SOUND


def test_another_deliverer_finds_nothing(people: Cast) -> None:
    delivery = handed_in(people)
    stranger = at_work(people.helpline_partner)
    assert delivery.get_absolute_url() not in page(stranger, f"{reverse(LIST)}?toon=alle")
    url = delivery.get_absolute_url()
    assert stranger.get(url).status_code == stranger.get(f"{url}bestand/").status_code == 404
    for step in ("gecontroleerd", "aftekenen", "intrekken"):
        data: dict[str, Any] = {"reason": "x"}
        assert stranger.post(f"{url}{step}/", data).status_code == 404
    assert kept(delivery).state == "draft"
