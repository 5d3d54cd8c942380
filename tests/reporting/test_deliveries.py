"""From upload to signature: four eyes, versions, nothing half-loaded, and what each screen says."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from audit.models import Event
from cases.errors import Refused
from lib.acting import acting_as
from reporting.deliveries.catalogue import catalogue
from reporting.deliveries.templates import TEMPLATE_FORMATS, Template
from reporting.models import Delivery, PublishedObservation
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
from tests.reporting.deliveries import (
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


@pytest.fixture
def uploader() -> User:
    return make.member("oplader", Role.COORDINATOR, at=make.centre())


@pytest.fixture
def signer() -> User:
    return make.member("tekenaar", Role.ANALYST)


def values() -> list[str]:
    return list(PublishedObservation.objects.values_list("printed", flat=True))


def test_nothing_is_a_figure_before_a_second_person_signed(uploader: User, signer: User) -> None:
    delivery = deliver(uploader, offenders("135", "155", "127"))
    assert (delivery.state, delivery.version, values()) == ("draft", None, [])

    with acting_as(signer.pk), pytest.raises(Refused):
        sign_off_delivery(by=signer, delivery=delivery)
    with acting_as(uploader.pk):
        check_delivery(by=uploader, delivery=delivery, explanations={})
        with pytest.raises(Refused, match="zelf opgeladen"):
            sign_off_delivery(by=uploader, delivery=delivery)
    assert values() == []

    with acting_as(signer.pk):
        sign_off_delivery(by=signer, delivery=delivery)
    assert (kept(delivery).state, kept(delivery).version) == ("signed_off", 1)
    assert values() == ["135", "155", "127"]
    figure = PublishedObservation.objects.with_source().get(printed="155")
    assert (figure.unit, figure.place, figure.extracted_on) == (
        "dader",
        "Vlaanderen",
        dt.date(2023, 2, 1),
    )
    assert figure.source.publisher == "Centra geestelijke gezondheidszorg (CGG)"


def test_the_database_itself_refuses_two_signatures_of_one_person(uploader: User) -> None:
    delivery = deliver(uploader, offenders("135", "155", "127"))

    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state="signed_off",
            version=1,
            signed_off_by=uploader,
            signed_off_at=delivery.uploaded_at,
        )


def test_a_correction_is_a_new_version_and_the_old_one_stays(uploader: User, signer: User) -> None:
    first = deliver(uploader, offenders("135", "155", "127"))
    sign(uploader, signer, first)
    before = kept(first).signed_off_at
    second = deliver(uploader, offenders("135", "156", "127"), extracted_on=dt.date(2024, 1, 5))
    sign(uploader, signer, second)

    assert [(kept(one).version, kept(one).state) for one in (first, second)] == [
        (1, "superseded"),
        (2, "signed_off"),
    ]
    assert values() == ["135", "156", "127"]
    then = PublishedObservation.objects.known_on(before)
    assert [row.printed for row in then] == ["135", "155", "127"]
    assert PublishedObservation.objects.known_on(None).count() == 3
    with as_owner():
        assert kept(first).file != kept(second).file
        content = bytes(kept(first).file.content)  # type: ignore[union-attr]
    assert content == as_csv(offenders("135", "155", "127"))


def test_nothing_that_was_delivered_changes_afterwards(uploader: User, signer: User) -> None:
    delivery = deliver(uploader, offenders("135", "155", "127"))
    sign(uploader, signer, delivery)

    changes: tuple[dict[str, object], ...] = (
        {"rows": []},
        {"extracted_on": None},
        {"version": 7},
        {"unit": "oproep"},
    )
    for change in changes:
        with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(**change)
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).delete()


def test_an_error_blocks_and_a_warning_needs_words(uploader: User, signer: User) -> None:
    wrong = deliver(uploader, offenders("135", "<5", "127"))
    with acting_as(uploader.pk), pytest.raises(Refused, match="nog fouten"):
        check_delivery(by=uploader, delivery=wrong, explanations={})

    strange = deliver(uploader, offenders("135", "0", "127"))
    with acting_as(uploader.pk), pytest.raises(Refused) as refused:
        check_delivery(by=uploader, delivery=strange, explanations={"zero": "  "})
    assert "explain_zero" in refused.value.fields
    sign(uploader, signer, strange, zero="Het team lag stil.", change="Weer gestart.")
    assert kept(strange).explanations["zero"] == "Het team lag stil."


def test_what_came_in_since_the_check_is_looked_at_before_the_signature(
    uploader: User, signer: User
) -> None:
    waiting = deliver(uploader, offenders("135", "155", "127"))
    with acting_as(uploader.pk):
        check_delivery(by=uploader, delivery=waiting, explanations={})
    other = deliver(uploader, offenders("300", "300", "300"))
    sign(uploader, signer, other, change="Andere telling.")

    with acting_as(signer.pk), pytest.raises(Refused, match="Grote verschillen"):
        sign_off_delivery(by=signer, delivery=waiting)
    assert values() == ["300", "300", "300"]


def test_withdrawing_keeps_what_it_said_readable(uploader: User, signer: User) -> None:
    delivery = deliver(uploader, offenders("135", "155", "127"))
    sign(uploader, signer, delivery)

    with acting_as(signer.pk), pytest.raises(Refused):
        withdraw_delivery(by=signer, delivery=delivery, reason=" ")
    with acting_as(signer.pk):
        withdraw_delivery(by=signer, delivery=delivery, reason="Verkeerde telling.")

    assert values() == []
    assert PublishedObservation.every_version.count() == 3
    assert kept(delivery).withdrawal_reason == "Verkeerde telling."


def test_half_a_period_that_was_delivered_is_refused(uploader: User, signer: User) -> None:
    sign(uploader, signer, deliver(uploader, offenders("135", "155", "127")))

    rows = offenders("127", first_year=2022)
    with acting_as(uploader.pk), pytest.raises(Refused, match="precies die periode"):
        receive_delivery(
            by=uploader,
            received=received(rows, period=(dt.date(2022, 1, 1), dt.date(2022, 12, 31))),
        )


def test_the_same_file_twice_is_one_delivery(uploader: User) -> None:
    rows = offenders("135", "155", "127")

    assert deliver(uploader, rows) == deliver(uploader, rows)


def test_a_delivery_is_compared_with_what_was_published(uploader: User) -> None:
    with as_owner():
        load_published_figures()
    rows = offenders("500", first_year=2023)

    delivery = deliver(uploader, rows, period=(dt.date(2023, 1, 1), dt.date(2023, 12, 31)))

    with acting_as(uploader.pk), pytest.raises(Refused) as refused:
        check_delivery(by=uploader, delivery=delivery, explanations={})
    assert "explain_change" in refused.value.fields


def test_the_wrong_table_of_2017_can_be_kept_as_printed(uploader: User, signer: User) -> None:
    period = (dt.date(2017, 1, 1), dt.date(2017, 12, 31))
    silent = deliver(uploader, youth_table(flagged=False), code="cgg_youth_clients", period=period)
    with acting_as(uploader.pk), pytest.raises(Refused, match="nog fouten"):
        check_delivery(by=uploader, delivery=silent, explanations={})

    told = deliver(uploader, youth_table(flagged=True), code="cgg_youth_clients", period=period)
    sign(uploader, signer, told)

    wrong = PublishedObservation.objects.filter(flags__contains=["w"])
    assert {row.printed for row in wrong} == {"141", "1706", "2597", "1266", "1073", "6783"}
    assert all(row.note for row in wrong)


@pytest.mark.parametrize("code", list(TEMPLATE_FORMATS))
@pytest.mark.parametrize("indicator", list(catalogue()))
def test_every_template_is_read_again_with_its_rows_and_right_columns(
    code: str, indicator: str
) -> None:
    from lib.uploads import read_table
    from reporting.deliveries.columns import Columns
    from reporting.deliveries.raw import rows_of

    entry = catalogue()[indicator]
    template = Template(entry, dt.date(2025, 1, 1), dt.date(2025, 12, 31))

    table = read_table(TEMPLATE_FORMATS[code].write(template), f"sjabloon.{code}")
    rows, problems = rows_of(table, Columns(entry))

    assert problems == []
    assert len(rows) == len(entry.places) * len(entry.categories)


# --- screens ---------------------------------------------------------------------------------


@pytest.fixture
def at_work(client: Client, uploader: User) -> Client:
    client.force_login(uploader)
    return client


def test_an_upload_shows_all_errors_with_row_and_column(at_work: Client) -> None:
    response = upload(at_work, as_csv(offenders("135", "<5", "12,5")))
    page = at_work.get(response["Location"]).content.decode()

    assert "2 fouten" in page
    assert "“&lt;5” is geen getal" in page
    assert "geheel getal, zonder decimalen" in page
    assert "Markeer als gecontroleerd" not in page


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (laughs(), "a.xlsx", "pakt uit tot veel meer"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "a.xlsx", "heeft een wachtwoord"),
        (b"a;b\x00", "a.csv", "NUL-bytes"),
        (b"", "a.csv", "Het bestand is leeg"),
        (b"x", "a.exe", "Dit soort bestand"),
        (b"x" * (6 * 1024 * 1024), "a.csv", "groter dan 5 MB"),
        (b"naam;bedrag\nx;1\n", "a.csv", "Deze kolom ontbreekt"),
    ],
    ids=["laughs", "locked", "nul", "empty", "exe", "large", "columns"],
)
def test_an_unreadable_file_is_refused_at_its_field_and_nothing_is_kept(
    at_work: Client, content: bytes, name: str, message: str
) -> None:
    response = upload(at_work, content, name, source_system="EPD")

    assert response.status_code == 422
    assert message in response.content.decode()
    assert 'value="EPD"' in response.content.decode()
    with as_owner():
        assert Delivery.objects.count() == 0


def test_a_period_in_the_future_or_backwards_is_refused(at_work: Client) -> None:
    sound = as_csv(offenders("135"))
    assert upload(at_work, sound, period_end="31.12.2019").status_code == 422
    assert "nog niet voorbij" in upload(at_work, sound, period_end="31.12.2999").content.decode()


def test_who_uploaded_cannot_sign_on_screen(at_work: Client, uploader: User) -> None:
    location = upload(at_work, as_csv(offenders("135", "155", "127")))["Location"]
    at_work.post(f"{location}gecontroleerd/")

    assert "een collega moet ze aftekenen" in at_work.get(location).content.decode()
    response = at_work.post(f"{location}aftekenen/")
    assert response.status_code == 422
    assert "Vraag een collega" in response.content.decode()


def test_the_versions_stand_side_by_side_with_what_changed(
    at_work: Client, uploader: User, signer: User
) -> None:
    first = deliver(uploader, offenders("135", "155", "127"))
    sign(uploader, signer, first)
    latest = deliver(uploader, offenders("135", "156", "127"))
    sign(uploader, signer, latest)

    page = at_work.get(latest.get_absolute_url()).content.decode()

    assert "Versies naast elkaar" in page
    assert page.count("<strong>gewijzigd</strong>") == 1
    assert 'vh-number">155</td><td class="vh-number">156<' in page


def test_the_form_takes_the_same_path_as_a_file(at_work: Client) -> None:
    url = reverse("reporting:delivery_grid", kwargs={"indicator": "caw_clients"})
    data = form(b"", period_start="01.01.2019", period_end="31.12.2019")
    del data["file"]
    typed = {"value_0": "91881", "value_1": "27522", "value_2": "119404", "note_1": "gestart"}

    page = at_work.get(at_work.post(url, {**data, **typed})["Location"]).content.decode()
    assert "de delen zijn samen 119.403" in page

    typed["value_2"] = "119403"
    page = at_work.get(at_work.post(url, {**data, **typed})["Location"]).content.decode()
    assert "Geen fouten en niets vreemds" in page


def test_the_file_comes_back_byte_for_byte_and_never_opens_in_the_browser(
    at_work: Client,
) -> None:
    content = as_csv(offenders("135", "155", "127"), encoding="utf-16")
    location = upload(at_work, content)["Location"]

    response = at_work.get(f"{location}bestand/")

    assert response.content == content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_every_step_is_in_the_log(uploader: User, signer: User) -> None:
    delivery = deliver(uploader, offenders("135", "155", "127"))
    sign(uploader, signer, delivery)
    with acting_as(signer.pk):
        withdraw_delivery(by=signer, delivery=delivery, reason="Fout.")

    with as_owner():
        events = Event.objects.filter(object_type="delivery", object_id=str(delivery.pk))
        logged = [(one.event_type, one.actor_name) for one in events.order_by("at")]
    assert logged == [
        ("reporting.delivery.received", "oplader"),
        ("reporting.delivery.checked", "oplader"),
        ("reporting.delivery.signed_off", "tekenaar"),
        ("reporting.delivery.withdrawn", "tekenaar"),
    ]
