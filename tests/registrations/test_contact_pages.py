"""The pages of advice requests and of contacts with 1712: one form, one list, nothing typed."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from codelists.models import (
    AdviceTheme,
    CallerClass,
    ContactChannel,
    HelplineTheme,
    ReporterSector,
)
from lib.calendar import brussels_today
from registrations.contact_queries import PAGE_SIZE
from registrations.models import AdviceRequest, HelplineContact
from tests import make
from tests.cases.pages import form_of
from tests.persons import Cast
from tests.registrations.posts import errors_at, rows

ADVICE = "/adviesvragen/"
HELPLINE = "/oproepen-1712/"


@pytest.fixture
def helpline(client: Client, cast: Cast) -> Client:
    """A browser in which somebody of 1712 is signed in."""
    client.force_login(cast.helpline_partner)
    return client


def advice(**changes: Any) -> dict[str, Any]:
    """A complete post. None leaves a field out."""
    return _post(make.advice_content(), changes)


def contact(**changes: Any) -> dict[str, Any]:
    """A complete post of a contact with 1712."""
    return _post(make.helpline_content(), {"anonymous": "yes", **changes})


def _post(content: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    chosen = {name: getattr(value, "pk", value) for name, value in content.items()}
    data = {**chosen, "submission": str(uuid.uuid4()), "received_on": "vandaag", "do": "save"}
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def html(response: Any) -> str:
    return str(response.content.decode())


# --- a new one ------------------------------------------------------------------------------


def test_an_advice_request_is_saved_and_shown(web: Client, cast: Cast) -> None:
    answer = web.post(f"{ADVICE}nieuw/", advice())
    (request,) = rows(AdviceRequest)
    assert (answer.status_code, answer["Location"]) == (302, f"{ADVICE}{request.pk}/")
    assert (request.centre, request.registered_by) == (cast.antwerp, cast.colleague)
    assert request.received_on == brussels_today()
    page = html(web.get(answer["Location"]))
    assert f"<title>Adviesvraag {request.pk} – Veilig Huis dossiers</title>" in page
    assert "partner_violence" in page


def test_a_contact_with_1712_is_saved_and_shown(helpline: Client, cast: Cast) -> None:
    answer = helpline.post(f"{HELPLINE}nieuw/", contact(reported_people="3", main_form=""))
    (saved,) = rows(HelplineContact)
    assert answer["Location"] == f"{HELPLINE}{saved.pk}/"
    assert (saved.organisation, saved.reported_people, saved.main_form) == (cast.helpline, 3, None)
    assert "Niet bekend of geen geweld" in html(helpline.get(answer["Location"]))


def test_a_double_click_saves_once(web: Client) -> None:
    twice = advice()
    first, second = (web.post(f"{ADVICE}nieuw/", twice) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(rows(AdviceRequest)) == 1


def test_going_back_and_changing_what_was_saved_asks_first(web: Client) -> None:
    form = advice()
    web.post(f"{ADVICE}nieuw/", form)
    changed = web.post(f"{ADVICE}nieuw/", {**form, "received_on": "gisteren"})
    assert changed.status_code == 409
    assert "al bewaard" in html(changed)
    assert len(rows(AdviceRequest)) == 1


def test_the_form_starts_with_today_and_the_channel_of_last_time(web: Client) -> None:
    make.code(ContactChannel, "email", for_advice=True)
    email = ContactChannel.objects.get(code="email")
    fresh = form_of(web, f"{ADVICE}nieuw/")
    assert fresh["received_on"] == "vandaag"
    assert "channel" not in fresh
    web.post(f"{ADVICE}nieuw/", advice(channel=email.pk))
    assert form_of(web, f"{ADVICE}nieuw/")["channel"] == str(email.pk)


def test_save_and_next_leads_to_an_empty_form(web: Client) -> None:
    answer = web.post(f"{ADVICE}nieuw/", advice(do="another"))
    assert answer["Location"] == f"{ADVICE}nieuw/"
    assert "De adviesvraag is bewaard." in html(web.get(answer["Location"]))


def test_everything_that_is_missing_is_said_at_once_and_what_was_chosen_stays(web: Client) -> None:
    school, _ = make.sector("school"), make.channel()
    answer = web.post(
        f"{ADVICE}nieuw/", {"submission": "", "asker_sector": school.pk, "received_on": ""}
    )
    assert answer.status_code == 422
    assert errors_at(answer) == {"theme", "advice", "outcome", "channel_0", "received_on"}
    assert f'value="{school.pk}" selected' in html(answer)
    assert not rows(AdviceRequest)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("31.02.2026", "bestaat niet"),
        ("01.01.2099", "toekomst"),
        ("31.12.2011", "2012"),
        ("a\x00b", "dd.mm.jjjj"),
    ],
)
def test_impossible_days_are_refused_at_the_field(web: Client, day: str, says: str) -> None:
    answer = web.post(f"{ADVICE}nieuw/", advice(received_on=day))
    assert answer.status_code == 422
    assert errors_at(answer) == {"received_on"}
    assert says in html(answer)


@pytest.mark.parametrize(
    "number", ["-1", "1000", str(10**12), "9" * 5000, "1.000", "1,5", "1e2", "٣", "a\x00b", ""]
)
def test_impossible_numbers_of_people_are_refused_at_the_field(
    helpline: Client, number: str
) -> None:
    """1.000 is a thousand here, not one."""
    answer = helpline.post(f"{HELPLINE}nieuw/", contact(reported_people=number))
    assert answer.status_code == 422
    assert errors_at(answer) == {"reported_people"}
    assert "Geef een geheel getal van 0 tot 999." in html(answer)
    assert not rows(HelplineContact)


def test_a_theme_of_later_is_refused_for_a_call_of_2018(helpline: Client) -> None:
    stalking = make.code(HelplineTheme, "stalking", valid_from=dt.date(2021, 1, 1))
    post = contact(theme=stalking.pk)
    refused = helpline.post(f"{HELPLINE}nieuw/", {**post, "received_on": "15.06.2018"})
    assert refused.status_code == 422
    assert errors_at(refused) == {"theme"}
    assert "was niet geldig op deze dag" in html(refused)
    assert helpline.post(f"{HELPLINE}nieuw/", post).status_code == 302


def test_codes_of_the_other_register_are_not_offered(helpline: Client) -> None:
    make.code(ContactChannel, "visit", label="Ter plaatse", for_advice=True)
    make.channel()
    page = html(helpline.get(f"{HELPLINE}nieuw/"))
    assert "Ter plaatse" not in page
    assert "phone" in page


def test_old_files_unknown_is_no_sector_to_choose(web: Client) -> None:
    make.code(ReporterSector, "unknown", label="Onbekend uit oud bestand")
    assert "Onbekend uit oud bestand" not in html(web.get(f"{ADVICE}nieuw/"))


# --- reading and changing -------------------------------------------------------------------


def test_reading_is_logged_with_the_fields_that_were_shown(web: Client, cast: Cast) -> None:
    request = make.advice_request(cast.antwerp, cast.colleague)
    web.get(f"{ADVICE}{request.pk}/")
    (event,) = rows(Event)
    assert (event.event_type, event.object_id) == ("registrations.advice.read", str(request.pk))
    assert {"theme", "outcome"} <= set(event.fields)


def test_a_change_on_an_older_version_shows_both(web: Client, cast: Cast) -> None:
    request = make.advice_request(cast.antwerp, cast.colleague)
    make.code(AdviceTheme, "stalking", label="Stalking/belaging")
    other = AdviceTheme.objects.get(code="stalking")
    url = f"{ADVICE}{request.pk}/wijzigen/"
    mine = form_of(web, url)
    theirs = {**mine, "submission": str(uuid.uuid4()), "theme": str(other.pk)}
    assert web.post(url, theirs).status_code == 302
    conflict = web.post(url, {**mine, "received_on": "11.03.2025"})
    assert conflict.status_code == 409
    for text in ("Iemand anders", "Stalking/belaging", "11.03.2025", "10.03.2025"):
        assert text in html(conflict)
    (saved,) = rows(AdviceRequest)
    assert (saved.theme, saved.received_on) == (other, dt.date(2025, 3, 10))


def test_an_ended_code_stays_in_the_form_of_its_day(web: Client, cast: Cast) -> None:
    ended = make.code(AdviceTheme, "ended", label="Oud thema", valid_until=dt.date(2025, 12, 31))
    request = make.advice_request(cast.antwerp, cast.colleague, theme=ended)
    assert "Oud thema" not in html(web.get(f"{ADVICE}nieuw/"))
    untouched = form_of(web, f"{ADVICE}{request.pk}/wijzigen/")
    assert untouched["theme"] == str(ended.pk)
    assert web.post(f"{ADVICE}{request.pk}/wijzigen/", untouched).status_code == 302


def test_a_contact_is_left_out_of_the_figures_and_says_so(web: Client, cast: Cast) -> None:
    request = make.advice_request(cast.antwerp, cast.colleague)
    make.advice_request(cast.antwerp, cast.colleague)
    post = {"version": "1", "counting_exclusion": "duplicate", "submission": str(uuid.uuid4())}
    assert web.post(f"{ADVICE}{request.pk}/telling/", post).status_code == 302
    assert "Nee: dubbel genoteerd" in html(web.get(f"{ADVICE}{request.pk}/"))
    listed = html(web.get(ADVICE))
    assert "1 adviesvraag telt mee." in listed
    assert "1 telt niet mee." in listed


def test_counting_on_an_older_version_shows_how_it_is_now(web: Client, cast: Cast) -> None:
    request = make.advice_request(cast.antwerp, cast.colleague, version=2)
    post = {"version": "1", "counting_exclusion": "withdrawn", "submission": str(uuid.uuid4())}
    answer = web.post(f"{ADVICE}{request.pk}/telling/", post)
    assert answer.status_code == 409
    (saved,) = rows(AdviceRequest)
    assert saved.counting_exclusion == ""


# --- the list -------------------------------------------------------------------------------


def listed(response: Any) -> list[str]:
    return re.findall(r'href="/(?:adviesvragen|oproepen-1712)/(\d+)/"', html(response))


def test_pages_go_on_without_repeating_or_skipping(web: Client, cast: Cast) -> None:
    made = [make.advice_request(cast.antwerp, cast.colleague) for _ in range(PAGE_SIZE + 3)]
    first = web.get(ADVICE)
    older = re.search(r'href="(\?na=[^"]+)" rel="next"', html(first))
    assert older is not None
    second = web.get(ADVICE + older[1])
    assert [*listed(first), *listed(second)] == [str(row.pk) for row in reversed(made)]


def test_the_list_is_narrowed_by_year_theme_and_counting(helpline: Client, cast: Cast) -> None:
    theme = make.code(HelplineTheme, "stalking")
    by = cast.helpline_partner
    old = make.helpline_contact(cast.helpline, by, received_on=dt.date(2024, 12, 31))
    new = make.helpline_contact(cast.helpline, by, theme=theme, reported_people=4)
    out = make.helpline_contact(cast.helpline, by, counting_exclusion="training")
    assert listed(helpline.get(f"{HELPLINE}?year=2024")) == [str(old.pk)]
    assert listed(helpline.get(f"{HELPLINE}?theme={theme.pk}")) == [str(new.pk)]
    assert listed(helpline.get(f"{HELPLINE}?counting=no")) == [str(out.pk)]
    whole = html(helpline.get(HELPLINE))
    assert "2 oproepen tellen mee." in whole
    assert "Daarin zijn 5 personen gemeld." in whole
    assert "1 telt niet mee." in whole


@pytest.mark.parametrize("query", ["?year=x", "?theme=9999", "?counting=%00", "?na=x&year=1"])
def test_a_filter_that_makes_no_sense_is_said(web: Client, query: str) -> None:
    assert web.get(ADVICE + query).status_code == 422


def test_the_list_is_logged(web: Client, cast: Cast) -> None:
    request = make.advice_request(cast.antwerp, cast.colleague)
    web.get(ADVICE)
    (event,) = rows(Event)
    assert (event.event_type, event.row_ids) == ("registrations.advice.listed", [request.pk])


# --- who starts where -----------------------------------------------------------------------


def test_the_helpline_starts_with_its_contacts_and_sees_no_room_of_dossiers(
    helpline: Client, cast: Cast
) -> None:
    make.code(CallerClass, "work")
    mine = make.helpline_contact(cast.helpline, cast.helpline_partner)
    make.dossier(cast.antwerp)
    page = html(helpline.get("/"))
    assert listed(helpline.get("/")) == [str(mine.pk)]
    assert 'href="/dossiers/"' not in page
    assert "Nieuwe oproep 1712" in page
    assert not re.search(r"VH-\d{4}-\d+", html(helpline.get("/dossiers/")))


def test_staff_finds_advice_requests_from_the_first_page(web: Client) -> None:
    page = html(web.get("/"))
    assert f'href="{ADVICE}"' in page
    assert f'href="{ADVICE}nieuw/"' in page
    assert HELPLINE not in page


def test_who_works_at_two_centres_chooses_one(web: Client, cast: Cast) -> None:
    make.membership(cast.colleague, "caseworker", at=cast.leuven)  # type: ignore[arg-type]
    missing = web.post(f"{ADVICE}nieuw/", advice())
    assert errors_at(missing) == {"place_0"}
    web.post(f"{ADVICE}nieuw/", advice(place=str(cast.leuven.pk)))
    (saved,) = rows(AdviceRequest)
    assert saved.centre == cast.leuven
