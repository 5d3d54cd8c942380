"""Referring from the dossier, the page of a referral, and the list."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation
from cases.models import Dossier, OffenceStatus, Person
from codelists.models import Programme
from lib.calendar import brussels_today
from registrations.models import Referral
from tests import make
from tests.cases.logged import events
from tests.cases.pages import form_of, posted_form, save, text_of
from tests.database import as_owner
from tests.hostile import HOSTILE
from tests.persons import Cast
from tests.registrations.posts import errors_at, rows

DAY = dt.date(2025, 4, 1)


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    return make.dossier(cast.antwerp, received_on=dt.date(2025, 3, 1), stalking="unknown")


@pytest.fixture
def koen(cast: Cast, dossier: Dossier) -> Person:
    person = make.person(cast.antwerp, "Koen", "Proefman")
    make.involvement(dossier, person, "offender")
    return person


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """With one CAW that is a partner of the centre."""
    caw = make.organisation("CAW Antwerpen")
    with as_owner():
        Organisation.objects.filter(pk=caw.pk).update(sector="caw")
        caw.partnerships.create(centre=cast.antwerp, starts_on=make.FIRST_DAY)
    return make.programme(label="Gedragstraining IFG")


@pytest.fixture
def referral(dossier: Dossier, koen: Person, programme: Programme, cast: Cast) -> Referral:
    caw = Organisation.objects.get(sector="caw")
    return make.referral(
        dossier, koen, cast.colleague, programme=programme, provider=caw, referred_on=DAY
    )


def new(dossier: Dossier) -> str:
    return f"{dossier.get_absolute_url()}verwijzen/"


# --- referring --------------------------------------------------------------------------------


def test_the_form_proposes_what_the_dossier_knows(
    web: Client, dossier: Dossier, koen: Person, programme: Programme
) -> None:
    make.offence(dossier, offence_type=make.belaging(), forms=(make.stalking_form(),))
    make.offence(dossier, offence_type=make.belaging())
    wrong = make.offence_type("threat", label="Bedreiging")
    make.offence(dossier, offence_type=wrong, status=OffenceStatus.REFUTED)
    page = web.get(new(dossier))
    form = form_of(web, new(dossier))
    assert form["stalking"] == "yes"
    assert form["offence_types"] == str(make.belaging().pk)
    assert form["referred_on"] == brussels_today().strftime("%d.%m.%Y")
    assert "Koen Proefman – Pleger" in text_of(page)
    assert "Bedreiging" not in text_of(page)
    # Nothing is chosen for her: a first option would be sent by accident.
    assert form.get("programme", "") == ""


def test_three_choices_and_a_click_refer_somebody(
    web: Client, dossier: Dossier, koen: Person, programme: Programme
) -> None:
    answer = save(web, new(dossier), person=str(koen.pk), programme=str(programme.pk))
    (referral,) = rows(Referral)
    assert answer.status_code == 302
    assert answer["Location"] == referral.get_absolute_url()
    assert (referral.stalking, referral.provider.name) == ("unknown", "CAW Antwerpen")
    panel = text_of(web.get(dossier.get_absolute_url()))
    assert "Gedragstraining IFG" in panel
    assert referral.reference in panel
    assert "referrals" in events("cases.dossier.read")[-1].fields


def test_what_is_wrong_is_told_at_the_field_and_what_was_typed_stays(
    web: Client, dossier: Dossier, koen: Person, programme: Programme
) -> None:
    old = make.programme("oud", label="Oud", valid_until=dt.date(2021, 12, 31))
    typed = {"person": str(koen.pk), "programme": str(old.pk), "referred_on": "gisteren"}
    answer: Any = save(web, new(dossier), **typed)
    assert answer.status_code == 422
    assert errors_at(answer) == {"programme"}
    assert 'value="gisteren"' in text_of(answer)
    empty: Any = save(web, new(dossier), referred_on="31.02.2026")
    assert errors_at(empty) == {"person_0", "programme", "referred_on"}
    assert rows(Referral) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_saves_nothing(
    web: Client, dossier: Dossier, koen: Person, programme: Programme, text: str
) -> None:
    names = ("person", "programme", "provider", "stalking", "offence_types", "referred_on")
    answer = save(web, new(dossier), **dict.fromkeys(names, text))
    assert answer.status_code == 422
    assert rows(Referral) == []


def test_sent_twice_it_is_one_referral(
    web: Client, dossier: Dossier, koen: Person, programme: Programme
) -> None:
    typed = {**form_of(web, new(dossier)), "person": str(koen.pk), "programme": str(programme.pk)}
    assert [web.post(new(dossier), typed).status_code for _ in range(2)] == [302, 302]
    assert len(rows(Referral)) == 1


# --- following --------------------------------------------------------------------------------


def test_the_page_of_a_referral_tells_all_and_is_logged(web: Client, referral: Referral) -> None:
    html = text_of(web.get(referral.get_absolute_url()))
    for shown in ("Koen Proefman", "CAW Antwerpen", "Gedragstraining IFG", "01.04.2025"):
        assert shown in html
    (event,) = events("registrations.referral.read")
    assert (event.object_id, event.dossier_id) == (str(referral.pk), referral.dossier_id)


def test_names_hidden_hides_the_name_everywhere(web: Client, referral: Referral) -> None:
    web.post("/namen-verbergen/", {"next": "/"})
    session = web.session
    session["hide_names"] = True
    session.save()
    base = referral.get_absolute_url()
    pages = (referral.dossier.get_absolute_url(), base, f"{base}verbeteren/", "/verwijzingen/")
    for address in pages:
        html = text_of(web.get(address))
        assert "Proefman" not in html, address


def test_a_step_in_the_wrong_order_is_told_at_the_day(web: Client, referral: Referral) -> None:
    step = f"{referral.get_absolute_url()}stap/"
    assert save(web, step, step="intake", day="05.04.2025").status_code == 302
    answer: Any = save(web, step, step="started", day="04.04.2025")
    assert answer.status_code == 422
    assert errors_at(answer) == {"day"}
    assert "Intake gebeurd, 05.04.2025" in text_of(answer)
    assert rows(Referral)[0].started_on is None


def test_two_colleagues_take_a_step_and_the_second_sees_the_first(
    web: Client, referral: Referral, cast: Cast
) -> None:
    step = f"{referral.get_absolute_url()}stap/"
    mine = {**form_of(web, step), "step": "started", "day": "09.04.2025"}
    colleague = Client()
    colleague.force_login(cast.coordinator)
    assert save(colleague, step, step="intake", day="05.04.2025").status_code == 302
    answer = web.post(step, mine)
    assert answer.status_code == 409
    assert "Intake gebeurd" in text_of(answer)
    assert rows(Referral)[0].started_on is None
    again = {**posted_form(answer, step), "step": "started", "day": "09.04.2025"}
    assert web.post(step, again).status_code == 302
    assert rows(Referral)[0].started_on == dt.date(2025, 4, 9)


def test_a_correction_puts_the_chain_right(web: Client, referral: Referral) -> None:
    correct = f"{referral.get_absolute_url()}verbeteren/"
    wrong: Any = save(web, correct, intake_on="09.04.2025", started_on="05.04.2025")
    assert errors_at(wrong) == {"started_on"}
    assert 'value="05.04.2025"' in text_of(wrong)
    reason = make.end_reason()
    typed = {"declined_on": "10.04.2025", "end_reason": str(reason.pk), "referred_on": "02.04.2025"}
    assert save(web, correct, **typed).status_code == 302
    (after,) = rows(Referral)
    assert (after.state, after.referred_on) == ("declined", dt.date(2025, 4, 2))
    (event,) = events("registrations.referral.corrected")
    assert set(event.fields) == {"referred_on", "declined_on", "end_reason"}


def test_a_correction_offers_the_provider_there_is(
    web: Client, dossier: Dossier, koen: Person
) -> None:
    """Also one that could not be chosen anew: a form may not change it in silence."""
    referral = make.referral(dossier, koen, referred_on=DAY)
    form = form_of(web, f"{referral.get_absolute_url()}verbeteren/")
    assert form["provider"] == str(referral.provider_id)


def test_an_ended_referral_takes_no_step_but_can_be_corrected(
    web: Client, referral: Referral
) -> None:
    with as_owner():
        Referral.objects.update(started_on=DAY, completed_on=DAY)
    step = web.get(f"{referral.get_absolute_url()}stap/")
    assert "Verbeter dan de verwijzing" in text_of(step)
    correct = f"{referral.get_absolute_url()}verbeteren/"
    assert save(web, correct, completed_on="").status_code == 302
    assert rows(Referral)[0].state == "started"


# --- the list ----------------------------------------------------------------------------------


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/verwijzingen/{query}")
    assert page.status_code == 200
    return [row.referral.reference for row in page.context["page"].rows]


def many(dossier: Dossier, koen: Person, number: int, **fields: Any) -> list[str]:
    """Newest first, some on the same day."""
    days = [DAY - dt.timedelta(days=each // 2) for each in range(number)]
    made = [make.referral(dossier, koen, referred_on=day, **fields) for day in days]
    made.sort(key=lambda one: (one.referred_on, one.pk), reverse=True)
    return [one.reference for one in made]


def test_pages_of_the_list_follow_each_other(web: Client, dossier: Dossier, koen: Person) -> None:
    everything = many(dossier, koen, 120)
    seen: list[str] = []
    query = ""
    for _ in range(3):
        page = web.get(f"/verwijzingen/{query}")
        seen += [row.referral.reference for row in page.context["page"].rows]
        query = page.context["older_url"]
    assert seen == everything
    assert query == ""
    assert events("registrations.referral.listed")[-1].row_ids == [dossier.pk] * 20


def test_the_list_is_narrowed(web: Client, dossier: Dossier, koen: Person) -> None:
    other = make.programme("skills_training", label="Vaardigheidstraining")
    today = brussels_today()
    long_ago = today - dt.timedelta(days=61)
    waits = make.referral(dossier, koen, referred_on=long_ago, waiting_since=long_ago)
    fresh = make.referral(dossier, koen, referred_on=today - dt.timedelta(days=60))
    going = make.referral(dossier, koen, referred_on=long_ago, started_on=long_ago, programme=other)
    assert set(listed(web)) == {one.reference for one in (waits, fresh, going)}
    assert listed(web, "?waits=long") == [waits.reference]
    assert listed(web, "?state=started") == [going.reference]
    assert listed(web, f"?programme={other.pk}") == [going.reference]
    assert "Wacht langer dan 60 dagen" in text_of(web.get(waits.get_absolute_url()))
    assert web.get("/").context["waiting_long"] == "1"


@pytest.mark.parametrize("query", ["?state=verzonnen", "?programme=x", "?waits=1"])
def test_a_filter_that_does_not_exist_is_told(web: Client, query: str) -> None:
    assert web.get(f"/verwijzingen/{query}").status_code == 422


def test_a_full_list_costs_few_queries(
    web: Client, dossier: Dossier, koen: Person, django_assert_max_num_queries: Any
) -> None:
    many(dossier, koen, 50)
    with django_assert_max_num_queries(10):
        web.get("/verwijzingen/")
