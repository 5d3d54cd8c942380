"""The page of a new intake: search, choose or describe, save once."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role
from audit.models import Event
from cases.models import Dossier, Person
from registrations.models import Intake
from tests import make
from tests.database import as_owner
from tests.persons import Cast
from tests.registrations.posts import NEW, errors_at, people_of, rows, the_intake, typed


def test_the_page_asks_nothing_it_need_not(web: Client) -> None:
    page = web.get(NEW).content.decode()
    assert "Voor welk centrum" not in page
    assert page.index("Stalking/belaging") < page.index("Fysiek geweld")
    radios = re.findall(r'<input[^>]*name="stalking"[^>]*>', page)
    assert len(radios) == 3
    assert not any("checked" in radio for radio in radios)


def test_an_intake_is_saved_and_shown(web: Client, cast: Cast) -> None:
    response = web.post(NEW, typed(), follow=True)
    intake = the_intake()
    assert response.redirect_chain == [(f"/aanmeldingen/{intake.pk}/", 302)]
    assert "Hij wacht haar op." in response.content.decode()
    assert people_of(intake) == {("Sofie Voorbeeld", "victim")}
    assert rows(Person)[0].born_on == dt.date(1989, 4, 12)
    assert (intake.centre, intake.created_by) == (cast.antwerp, cast.colleague)


def test_save_and_open_leads_to_the_dossier(web: Client) -> None:
    response = web.post(NEW, typed(do="open"))
    (dossier,) = rows(Dossier)
    assert response["Location"] == dossier.get_absolute_url()
    assert the_intake().dossier_id == dossier.pk


def test_without_an_outcome_that_opens_the_intake_is_still_saved(web: Client) -> None:
    with as_owner():
        type(make.outcome()).objects.all().update(valid_until=dt.date(2020, 1, 1))
    response = web.post(NEW, typed(do="open"), follow=True)
    assert response.redirect_chain == [(f"/aanmeldingen/{the_intake().pk}/", 302)]
    assert "zonder dossier" in response.content.decode()
    assert rows(Dossier) == []


# --- who ------------------------------------------------------------------------------------


def test_a_known_person_is_chosen(web: Client, cast: Cast) -> None:
    sofie = make.person(cast.antwerp)
    web.post(NEW, typed(**{"p-0-choice": str(sofie.pk)}))
    assert rows(Person) == [sofie]
    assert people_of(the_intake()) == {("Sofie Voorbeeld", "victim")}


def test_several_people_in_several_roles(web: Client, cast: Cast) -> None:
    sofie = make.person(cast.antwerp)
    more = {
        "p-TOTAL_FORMS": "5",
        "p-0-choice": str(sofie.pk),
        "p-1-choice": str(sofie.pk),
        "p-3-role": "child",
        "p-3-given_name": "Lowie",
        "p-4-role": "victim",
        "p-4-given_name": "Mia",
        "p-4-choice": "new",
    }
    web.post(NEW, typed(**more))
    assert people_of(the_intake()) == {
        ("Sofie Voorbeeld", "victim"),
        ("Sofie Voorbeeld", "offender"),
        ("Lowie", "child"),
        ("Mia", "victim"),
    }


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"p-0-choice": "new", "p-0-given_name": "", "p-0-family_name": ""}, "p-0-family_name"),
        ({"p-0-born_on": "31.02.2026"}, "p-0-born_on"),
        ({"p-0-born_on": "01.01.2999"}, "p-0-born_on"),
        ({"p-0-given_name": "So\x00fie"}, "p-0-given_name"),
        ({"p-0-contact_warning": "x" * 201}, "p-0-contact_warning"),
        ({"p-0-choice": "bestaat-niet"}, "p-0-choice"),
        ({"p-0-choice": "9" * 30}, "p-0-choice"),
    ],
)
def test_a_row_says_what_is_wrong(web: Client, changes: dict[str, str], where: str) -> None:
    # A search without a result leaves the details as they were typed.
    response = web.post(NEW, typed(**{"p-0-parsed": "Sofie", **changes}))
    assert response.status_code == 422
    assert errors_at(response) == {where}
    assert rows(Intake) == rows(Person) == []


def unanswered(search: str, **changes: str) -> dict[str, str]:
    """What a browser sends before the answer to a search arrived, or without JavaScript."""
    details = {f"p-0-{name}": "" for name in ("choice", "given_name", "family_name", "born_on")}
    return {**details, "p-0-search": search, **changes}


def test_who_resembles_nobody_needs_no_answer(web: Client, cast: Cast) -> None:
    """On a slow line the form is sent before the list: nobody is on it, so she is new."""
    make.person(cast.antwerp, "Koen", "Proefman")
    response = web.post(NEW, typed(**unanswered("Mia De Backer 3/11/85")))
    assert response.status_code == 302
    assert people_of(the_intake()) == {("Mia De Backer", "victim")}
    assert dt.date(1985, 11, 3) in {person.born_on for person in rows(Person)}


@pytest.mark.parametrize("early", [{}, {"p-0-choice": "new", "p-0-parsed": "Mi"}])
def test_who_resembles_somebody_is_asked_after(
    web: Client, cast: Cast, early: dict[str, str]
) -> None:
    """An answer to an earlier text is none: that list had nobody on it."""
    mia = make.person(cast.antwerp, "Mia", "De Baecker")
    response = web.post(NEW, typed(**unanswered("mia de backer", **early)))
    assert (response.status_code, errors_at(response)) == (422, {"p-0-choice"})
    assert f'name="p-0-choice" value="{mia.pk}" id="id_p-0-choice"' in response.content.decode()
    again = unanswered("mia de backer", **{"p-0-parsed": "mia de backer", "p-0-choice": "new"})
    assert web.post(NEW, typed(**again)).status_code == 302
    assert rows(Person)[0] == mia
    assert people_of(the_intake()) == {("Mia De Backer", "victim")}


@pytest.mark.parametrize(
    ("search", "where"), [("12.04.1989", "p-0-family_name"), ("S", "p-0-search")]
)
def test_too_little_to_know_her_by_is_asked_after(web: Client, search: str, where: str) -> None:
    response = web.post(NEW, typed(**unanswered(search)))
    assert (response.status_code, errors_at(response)) == (422, {where})
    assert f'id="id_{where}"' in response.content.decode()


def test_somebody_must_be_named(web: Client) -> None:
    empty = {name: None for name in typed() if name.startswith("p-0-") and name != "p-0-role"}
    response = web.post(NEW, typed(**empty))
    assert (response.status_code, errors_at(response)) == (422, {"p-0-search"})


def test_the_same_person_twice_in_one_role(web: Client, cast: Cast) -> None:
    sofie = str(make.person(cast.antwerp).pk)
    twice = {"p-0-choice": sofie, "p-1-role": "victim", "p-1-choice": sofie}
    response = web.post(NEW, typed(**twice))
    assert (response.status_code, errors_at(response)) == (422, {"p-1-choice"})


def test_a_person_of_another_centre_cannot_be_chosen(web: Client, cast: Cast) -> None:
    """Nor does the answer differ from one for a number that does not exist."""
    hidden = make.person(cast.leuven, "Verborgen", "Geheimhouder")
    answers = []
    for number in (hidden.pk, hidden.pk + 1000):
        response = web.post(NEW, typed(**{"p-0-choice": str(number), "submission": None}))
        assert (response.status_code, errors_at(response)) == (422, {"p-0-choice"})
        page = re.sub(r"csrfmiddlewaretoken[^>]*|[0-9a-f-]{36}", "", response.content.decode())
        answers.append(page)
    assert answers[0] == answers[1]
    assert "Geheimhouder" not in answers[0]
    assert rows(Intake) == []


def test_details_do_not_matter_once_somebody_is_chosen(web: Client, cast: Cast) -> None:
    sofie = make.person(cast.antwerp)
    web.post(NEW, typed(**{"p-0-choice": str(sofie.pk), "p-0-born_on": "31.02.2026"}))
    assert people_of(the_intake()) == {("Sofie Voorbeeld", "victim")}


def test_too_many_people_or_none_at_all_is_no_crash(web: Client) -> None:
    for total in ("21", "1000", "-1", "x", "", None):
        response = web.post(NEW, typed(**{"p-TOTAL_FORMS": total}))
        assert response.status_code == 422, total
    assert rows(Intake) == []


@pytest.mark.parametrize("count", [{"p-TOTAL_FORMS": None}, {"p-TOTAL_FORMS": "1"}])
def test_a_lost_count_of_people_loses_nobody(web: Client, count: dict[str, str | None]) -> None:
    """A page that was tampered with or cut short: everybody typed is on it again."""
    more = {"p-1-choice": "new", "p-1-given_name": "Koen", "p-1-family_name": "Proefman"}
    response = web.post(NEW, typed(**more, **count))
    page = response.content.decode()
    assert response.status_code == 422
    assert "De lijst van personen kwam beschadigd aan." in page
    assert 'value="Sofie"' in page
    assert 'value="Koen"' in page
    assert 'name="p-TOTAL_FORMS" value="3"' in page
    assert rows(Intake) == rows(Person) == []


@pytest.mark.parametrize("role", [None, "buur"])
def test_a_role_that_was_tampered_with_is_told_in_dutch(web: Client, role: str | None) -> None:
    response = web.post(NEW, typed(**{"p-0-role": role}))
    assert response.status_code == 422
    assert "‘Rol’" in response.content.decode()


# --- what, from whom, when ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"story": ""}, {"story"}),
        ({"story": "a\x00b"}, {"story"}),
        ({"story": "gnp\u202eexe"}, {"story"}),
        ({"story": "x" * 20_001}, {"story"}),
        ({"forms": None}, {"forms_0"}),
        ({"forms": ["999999"]}, {"forms_0"}),
        ({"forms": ["\x00"]}, {"forms_0"}),
        ({"stalking": None}, {"stalking_0"}),
        ({"stalking": "maybe"}, {"stalking_0"}),
        ({"stalking": "no"}, {"stalking_0"}),
        ({"reporter_sector": ""}, {"reporter_sector"}),
        ({"reporter_sector": "999999"}, {"reporter_sector"}),
        ({"reporter_role": "999999"}, {"reporter_role"}),
        ({"reporter_name": "x" * 161}, {"reporter_name"}),
        ({"received_on": ""}, {"received_on"}),
        ({"received_on": "31.02.2026"}, {"received_on"}),
        ({"received_on": "01.01.2999"}, {"received_on"}),
        ({"received_on": "morgen"}, {"received_on"}),
        ({"story": "", "stalking": None, "forms": None}, {"story", "stalking_0", "forms_0"}),
    ],
)
def test_every_mistake_is_named_at_its_field(
    web: Client, changes: dict[str, Any], where: set[str]
) -> None:
    response = web.post(NEW, typed(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert errors_at(response) == where
    assert "<title>Fout:" in page
    assert "This " not in page.partition("<main")[2]
    assert rows(Intake) == rows(Person) == []


def test_nothing_typed_is_lost(web: Client) -> None:
    page = web.post(NEW, typed(received_on="31.02.2026", reporter_name="Wijkagent Peeters"))
    html = page.content.decode()
    for text in ("31.02.2026", "Wijkagent Peeters", "Hij wacht haar op.", "12.04.1989", "Sofie"):
        assert text in html
    assert len(re.findall(r"<input[^>]* checked", html)) >= 3


def test_ten_megabytes_are_refused_at_the_field(web: Client) -> None:
    response = web.post(NEW, typed(story="x" * 10_000_000))
    assert (response.status_code, errors_at(response)) == (422, {"story"})
    assert "10.000.000" in response.content.decode()


@pytest.mark.parametrize("lost", ["%ED%A0%80", "%EF%BF%BD", "caf%E9"])
def test_lost_bytes_are_refused_at_the_field(web: Client, lost: str) -> None:
    """A lone surrogate, what a browser makes of one, and another encoding than UTF-8."""
    body = "&".join(
        f"{name}={value[0] if isinstance(value, list) else value}"
        for name, value in typed(story=f"Hij wacht {lost}").items()
    )
    response = web.post(NEW, body, content_type="application/x-www-form-urlencoded")
    assert (response.status_code, errors_at(response)) == (422, {"story"})
    assert "Hij wacht" in response.content.decode()
    assert rows(Intake) == []


def test_a_code_of_the_day_of_the_intake_may_be_used(web: Client) -> None:
    old = make.form("old", label="Oude vorm", valid_until=dt.date(2026, 6, 30))
    assert "Oude vorm" not in web.get(NEW).content.decode()
    late = typed(forms=[str(old.pk)], stalking="no", received_on="15.06.2026")
    assert web.post(NEW, late).status_code == 302


def test_a_code_out_of_validity_is_refused_by_name(web: Client) -> None:
    new = make.form("new", label="Nieuwe vorm", valid_from=dt.date(2026, 10, 1))
    response = web.post(NEW, typed(forms=[str(new.pk)], stalking="no", received_on="15.06.2026"))
    assert errors_at(response) == {"forms_0"}
    assert "‘Nieuwe vorm’ gold niet op de dag van de aanmelding" in response.content.decode()


# --- for whom -------------------------------------------------------------------------------


def test_who_works_for_two_centres_says_for_which(client: Client, cast: Cast) -> None:
    make.membership(cast.colleague, Role.CASEWORKER, at=cast.leuven)
    client.force_login(cast.colleague)
    response = client.post(NEW, typed())
    assert errors_at(response) == {"centre_0"}
    client.post(NEW, typed(centre=str(cast.leuven.pk)))
    assert the_intake().centre == cast.leuven


def test_a_person_of_my_other_centre_stays_there(client: Client, cast: Cast) -> None:
    make.membership(cast.colleague, Role.CASEWORKER, at=cast.leuven)
    client.force_login(cast.colleague)
    known_in_leuven = str(make.person(cast.leuven).pk)
    response = client.post(
        NEW, typed(centre=str(cast.antwerp.pk), **{"p-0-choice": known_in_leuven})
    )
    assert errors_at(response) == {"p-0-choice"}


def test_a_centre_that_is_not_mine_is_no_choice(web: Client, cast: Cast) -> None:
    web.post(NEW, typed(centre=str(cast.leuven.pk)))
    assert the_intake().centre == cast.antwerp


@pytest.mark.parametrize(
    "person", ["convened_partner", "analyst", "functional_admin", "privacy_officer"]
)
def test_others_have_no_intakes(client: Client, cast: Cast, person: str) -> None:
    client.force_login(getattr(cast, person))
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, typed()).status_code == 404
    assert rows(Intake) == []


# --- the page comes back without saving ------------------------------------------------------


def test_search_without_javascript_loses_nothing(web: Client, cast: Cast) -> None:
    sofie = make.person(cast.antwerp, "Sofie", "Verhaegen", born_on=dt.date(1989, 4, 12))
    draft = typed(**{"p-0-search": "sofie verhagen", "p-0-choice": "", "stalking": None})
    response = web.post(NEW, {**draft, "do": "search"})
    page = response.content.decode()
    assert response.status_code == 200
    assert f'value="{sofie.pk}"' in page
    assert "Sofie Verhaegen °12.04.1989" in page
    assert "Geen van deze – nieuwe persoon" in page
    assert "Hij wacht haar op." in page
    assert "error-summary" not in page
    assert re.search(r"<input[^>]* autofocus", page)
    assert rows(Intake) == []


def test_nobody_found_proposes_a_new_person(web: Client) -> None:
    blank = {f"p-0-{name}": "" for name in ("choice", "given_name", "family_name", "born_on")}
    draft = typed(**{**blank, "p-0-search": "koen de backer 3/11/85"})
    page = web.post(NEW, {**draft, "do": "search"}).content.decode()
    assert "Geen persoon gevonden" in page
    for text in ('value="Koen"', 'value="De Backer"', 'value="03.11.1985"'):
        assert text in page


def test_one_more_row(web: Client) -> None:
    page = web.post(NEW, typed(do="add-victim")).content.decode()
    assert "Slachtoffer 2" in page
    assert 'name="p-TOTAL_FORMS" value="4"' in page
    assert re.search(r'<input[^>]*name="p-3-search"[^>]*autofocus', page)


def test_there_is_an_end_to_rows(web: Client) -> None:
    page = web.post(NEW, typed(**{"do": "add-victim", "p-TOTAL_FORMS": "20"})).content.decode()
    assert 'name="p-TOTAL_FORMS" value="20"' in page
    assert 'value="add-victim"' not in page


def test_names_hidden_means_no_form(web: Client) -> None:
    web.post("/voorkeuren/namen/")
    page = web.get(NEW).content.decode()
    assert "De namen zijn nu verborgen" in page
    assert 'name="p-0-search"' not in page


# --- cost: three queries of each count are the test's own transaction ------------------------


def test_the_page_costs_few_queries(
    web: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(11):
        web.get(NEW)


def test_more_people_cost_no_more_queries_to_show(
    web: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    people = [make.person(cast.antwerp, f"Kind{n}", "Voorbeeld") for n in range(15)]
    data = typed(story="", **{"p-TOTAL_FORMS": "15"})
    for index, person in enumerate(people):
        data |= {f"p-{index}-role": "child", f"p-{index}-choice": str(person.pk)}
    with django_assert_max_num_queries(14):
        assert web.post(NEW, data).status_code == 422


def test_reads_and_writes_are_logged_without_what_was_typed(web: Client) -> None:
    web.post(NEW, typed(do="search"))
    web.post(NEW, typed())
    events = rows(Event)
    assert {event.event_type for event in events} >= {
        "cases.person.searched",
        "cases.person.added",
        "registrations.intake.registered",
    }
    written = repr([vars(event) for event in events])
    assert "Sofie" not in written
    assert "wacht" not in written


def test_a_person_named_by_number_alone_is_logged_as_shown(web: Client, cast: Cast) -> None:
    """Who makes up a post to see a name leaves a trace."""
    sofie = make.person(cast.antwerp)
    page = web.post(
        NEW, typed(**{"do": "add-child", "p-0-choice": str(sofie.pk), "p-0-search": ""})
    )
    assert "Sofie Voorbeeld" in page.content.decode()
    (event,) = rows(Event)
    assert (event.event_type, event.row_ids) == ("cases.person.searched", [sofie.pk])
