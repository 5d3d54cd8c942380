"""The page of one intake: reading, deciding, opening a dossier, changing; and the list."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from audit.models import Event
from cases.models import Dossier, Offence, Person
from registrations.models import Intake
from registrations.queries import PAGE_SIZE
from tests import make
from tests.database import as_owner
from tests.persons import Cast
from tests.registrations.posts import errors_at, people_of, rows, the_intake, typed


@pytest.fixture
def sofie(cast: Cast) -> Person:
    return make.person(cast.antwerp, "Sofie", "Voorbeeld", born_on=dt.date(1989, 4, 12))


@pytest.fixture
def intake(cast: Cast, sofie: Person) -> Intake:
    return make.intake(
        cast.antwerp,
        cast.colleague,
        people=((sofie, "victim"),),
        forms=(make.stalking_form(),),
        stalking="yes",
        story="Hij wacht haar op.",
        reporter_name="Wijkagent Peeters",
    )


def url(intake: Intake, part: str = "") -> str:
    return f"/aanmeldingen/{intake.pk}/{part}"


def html(response: Any) -> str:
    return str(response.content.decode())


def event_types() -> list[str]:
    return [event.event_type for event in rows(Event)]


# --- reading --------------------------------------------------------------------------------


def test_the_page_shows_all_of_it(web: Client, intake: Intake) -> None:
    page = html(web.get(url(intake)))
    for text in (
        "Aanmelding van 10.03.2025",
        "Hij wacht haar op.",
        "Sofie Voorbeeld",
        "12.04.1989",
        "Stalking/belaging",
        "Wijkagent Peeters",
        "Wacht op beslissing",
    ):
        assert text in page


def test_the_title_names_nobody(web: Client, intake: Intake) -> None:
    page = html(web.get(url(intake)))
    assert f"<title>Aanmelding {intake.pk} – Veilig Huis dossiers</title>" in page


def test_reading_is_logged(web: Client, cast: Cast, intake: Intake) -> None:
    web.get(url(intake))
    (event,) = rows(Event)
    assert event.event_type == "registrations.intake.read"
    assert (event.object_id, event.centre_id) == (str(intake.pk), cast.antwerp.pk)
    assert {"story", "people", "reporter_name"} <= set(event.fields)


def test_names_hidden_leave_the_server_out(web: Client, intake: Intake) -> None:
    web.post("/voorkeuren/namen/")
    page = html(web.get(url(intake)))
    for secret in ("Sofie", "wacht haar op", "Peeters", "12.04.1989"):
        assert secret not in page


def test_other_dossiers_of_the_people_are_shown(
    web: Client, cast: Cast, intake: Intake, sofie: Person
) -> None:
    """That is how a renewed intake is recognised; a dossier out of sight stays so."""
    mine, hidden = make.dossier(cast.antwerp), make.dossier(cast.leuven)
    make.involvement(mine, sofie)
    make.involvement(hidden, sofie)
    page = html(web.get(url(intake)))
    assert mine.reference in page
    assert hidden.reference not in page


@pytest.mark.parametrize(
    "person",
    ["convened_partner", "other_centre", "former_colleague", "analyst", "privacy_officer"],
)
@pytest.mark.parametrize(
    ("method", "part"),
    [("get", ""), ("get", "wijzigen/"), ("post", "beslissen/"), ("post", "dossier/")],
)
def test_out_of_the_centre_there_is_no_intake(
    client: Client, cast: Cast, intake: Intake, person: str, method: str, part: str
) -> None:
    client.force_login(getattr(cast, person))
    assert getattr(client, method)(url(intake, part)).status_code == 404
    assert rows(Dossier) == []


def test_a_convened_partner_does_not_see_the_intake_of_his_dossier(
    client: Client, cast: Cast, intake: Intake
) -> None:
    client.force_login(cast.colleague)
    client.post(url(intake, "dossier/"))
    (dossier,) = rows(Dossier)
    make.convocation(dossier, cast.police, cast.colleague)
    client.force_login(cast.convened_partner)
    assert client.get(url(intake)).status_code == 404


def test_the_page_costs_few_queries(
    web: Client, cast: Cast, intake: Intake, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        child = make.person(cast.antwerp, f"Kind {number}")
        with as_owner():
            intake.people.create(person=child, role="child")
    # Three are the test's own transaction.
    with django_assert_max_num_queries(13):
        web.get(url(intake))


# --- deciding -------------------------------------------------------------------------------


def decision(intake: Intake, **changes: Any) -> dict[str, Any]:
    advice = make.outcome("advice_only", opens_dossier=False)
    return {
        "submission": str(uuid.uuid4()),
        "version": str(intake.version),
        "outcome": str(advice.pk),
        "motivation": "Wil zelf verder.",
        **changes,
    }


def test_an_outcome_is_saved(web: Client, cast: Cast, intake: Intake) -> None:
    response = web.post(url(intake, "beslissen/"), decision(intake), follow=True)
    page = html(response)
    assert "De uitkomst is bewaard." in page
    assert "Wil zelf verder." in page
    assert "Dossier openen" not in page
    assert the_intake().decided_by == cast.colleague


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"outcome": ""}, {"outcome_0"}),
        ({"outcome": "999999"}, {"outcome_0"}),
        ({"motivation": ""}, {"motivation"}),
        ({"motivation": "a\x00b"}, {"motivation"}),
        ({"motivation": "x" * 5000}, {"motivation"}),
        ({"dossier": "VH-2026-000001"}, {"dossier"}),
        ({"dossier": "\x00"}, {"dossier"}),
        ({"version": ""}, set()),
        ({"version": "9" * 40}, set()),
    ],
)
def test_a_decision_says_what_is_wrong(
    web: Client, intake: Intake, changes: dict[str, str], where: set[str]
) -> None:
    make.outcome("advice_only", opens_dossier=False)
    response = web.post(url(intake, "beslissen/"), decision(intake, **changes))
    assert response.status_code == 422
    assert where <= errors_at(response) | set()
    assert the_intake().outcome is None


def test_an_intake_joins_a_running_dossier(web: Client, cast: Cast, intake: Intake) -> None:
    running = make.dossier(cast.antwerp, reference="VH-2026-000412")
    joined = make.outcome("joined_existing", opens_dossier=False)
    data = decision(intake, outcome=str(joined.pk), dossier="2026-412")
    web.post(url(intake, "beslissen/"), data)
    assert the_intake().dossier_id == running.pk


def test_a_dossier_of_another_centre_cannot_be_joined(
    web: Client, cast: Cast, intake: Intake
) -> None:
    """The answer is the one for a number that does not exist."""
    make.dossier(cast.leuven, reference="VH-2026-000777")
    joined = make.outcome("joined_existing", opens_dossier=False)
    for number in ("VH-2026-000777", "VH-2026-000778"):
        data = decision(intake, outcome=str(joined.pk), dossier=number)
        response = web.post(url(intake, "beslissen/"), data)
        assert errors_at(response) == {"dossier"}
        assert "Dit dossier bestaat niet in je centrum." in html(response)


def test_a_decision_on_an_older_text_asks_to_read_again(web: Client, intake: Intake) -> None:
    data = decision(intake)
    with as_owner():
        Intake.objects.update(version=2, story="Nieuwe tekst.")
    response = web.post(url(intake, "beslissen/"), data)
    page = html(response)
    assert response.status_code == 409
    assert "Iemand anders wijzigde deze aanmelding terwijl je besliste." in page
    assert "Nieuwe tekst." in page
    assert "Wil zelf verder." in page
    assert the_intake().outcome is None
    again = web.post(url(intake, "beslissen/"), {**data, **hidden_fields(page, "beslissen/")})
    assert again.status_code == 302
    assert the_intake().outcome is not None


def test_a_second_click_decides_nothing_again(web: Client, intake: Intake) -> None:
    data = decision(intake)
    for _click in range(2):
        assert web.post(url(intake, "beslissen/"), data).status_code == 302
    assert event_types().count("registrations.intake.decided") == 1


# --- opening a dossier ----------------------------------------------------------------------


def test_every_click_leads_to_the_same_dossier(web: Client, intake: Intake) -> None:
    places = {web.post(url(intake, "dossier/"))["Location"] for _click in range(3)}
    (dossier,) = rows(Dossier)
    assert places == {dossier.get_absolute_url()}


def test_a_refused_intake_opens_no_dossier(web: Client, intake: Intake) -> None:
    web.post(url(intake, "beslissen/"), decision(intake))
    response = web.post(url(intake, "dossier/"), follow=True)
    assert response.redirect_chain == [(url(intake), 302)]
    assert "Over deze aanmelding is al beslist." in html(response)
    assert rows(Dossier) == []


# --- changing -------------------------------------------------------------------------------


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """Submission and version as the page now gives them."""
    form = page.partition(f'{action}"')[2]
    return {
        name: re.findall(rf'name="{name}" value="([^"]+)"', form)[0]
        for name in ("submission", "version")
    }


def changed(intake: Intake, sofie: Person, **changes: Any) -> dict[str, Any]:
    row = {"p-0-choice": str(sofie.pk), "p-0-search": ""}
    return typed(**{"version": "1", "story": "Hij wacht haar nog op.", **row, **changes})


def test_the_form_shows_what_is_stored(web: Client, intake: Intake, sofie: Person) -> None:
    page = html(web.get(url(intake, "wijzigen/")))
    assert "Hij wacht haar op." in page
    assert re.search(rf'value="{sofie.pk}"[^>]* checked', page)
    assert re.search(r'name="stalking" value="yes"[^>]* checked', page)
    assert 'value="10.03.2025"' in page


def test_a_change_is_saved(web: Client, intake: Intake, sofie: Person) -> None:
    response = web.post(url(intake, "wijzigen/"), changed(intake, sofie))
    assert response["Location"] == url(intake)
    saved = the_intake()
    assert (saved.story, saved.version) == ("Hij wacht haar nog op.", 2)
    assert people_of(saved) == {("Sofie Voorbeeld", "victim")}


def test_somebody_is_taken_off_and_somebody_else_added(
    web: Client, intake: Intake, sofie: Person
) -> None:
    more = {"p-0-choice": "none", "p-1-choice": "new", "p-1-given_name": "Koen"}
    web.post(url(intake, "wijzigen/"), changed(intake, sofie, **more))
    assert people_of(the_intake()) == {("Koen", "offender")}


def test_a_stale_change_shows_both_texts(
    web: Client, intake: Intake, sofie: Person, cast: Cast
) -> None:
    other = Client()
    other.force_login(cast.coordinator)
    first = changed(intake, sofie, story="Van de coordinator.", reporter_name="Hulplijn")
    assert other.post(url(intake, "wijzigen/"), first).status_code == 302
    mine = changed(intake, sofie, story="Van mij.")
    response = web.post(url(intake, "wijzigen/"), mine)
    page = html(response)
    assert response.status_code == 409
    assert "Iemand anders wijzigde dit terwijl je typte." in page
    for text in ("Van de coordinator.", "Van mij.", "Hulplijn"):
        assert text in page
    assert the_intake().story == "Van de coordinator."
    again = web.post(url(intake, "wijzigen/"), {**mine, **hidden_fields(page, "wijzigen/")})
    assert again.status_code == 302
    assert the_intake().story == "Van mij."


def test_a_mistake_in_a_change_saves_nothing(web: Client, intake: Intake, sofie: Person) -> None:
    response = web.post(url(intake, "wijzigen/"), changed(intake, sofie, received_on="31.02.2026"))
    assert (response.status_code, errors_at(response)) == (422, {"received_on"})
    assert the_intake().version == 1


@pytest.mark.parametrize("version", ["", "0", "x", "-1", "9" * 30])
def test_a_broken_version_is_no_crash(
    web: Client, intake: Intake, sofie: Person, version: str
) -> None:
    response = web.post(url(intake, "wijzigen/"), changed(intake, sofie, version=version))
    assert response.status_code in {409, 422}
    assert the_intake().version == 1


def test_search_and_more_rows_while_changing(web: Client, intake: Intake, sofie: Person) -> None:
    page = html(web.post(url(intake, "wijzigen/"), changed(intake, sofie, do="add-child")))
    assert 'name="p-TOTAL_FORMS" value="4"' in page
    assert "Hij wacht haar nog op." in page
    assert the_intake().version == 1


def test_a_decided_intake_is_not_changed(web: Client, intake: Intake, sofie: Person) -> None:
    web.post(url(intake, "dossier/"))
    for response in (
        web.get(url(intake, "wijzigen/"), follow=True),
        web.post(url(intake, "wijzigen/"), changed(intake, sofie), follow=True),
    ):
        assert response.redirect_chain == [(url(intake), 302)]
        assert "Over deze aanmelding is al beslist." in html(response)
    assert the_intake().story == "Hij wacht haar op."


# --- the list -------------------------------------------------------------------------------


def test_the_list_shows_what_waits(web: Client, cast: Cast, intake: Intake) -> None:
    decided = make.intake(
        cast.antwerp,
        cast.colleague,
        story="Klaar.",
        outcome=make.outcome("advice_only", opens_dossier=False),
        decided_on=dt.date(2025, 3, 11),
        decided_by=cast.colleague,
    )
    elsewhere = make.intake(cast.leuven, cast.other_centre)
    waiting, everything = web.get("/aanmeldingen/"), web.get("/aanmeldingen/?toon=alle")
    assert url(intake) in html(waiting)
    assert url(decided) not in html(waiting)
    assert url(decided) in html(everything)
    assert url(elsewhere) not in html(everything)


def test_the_list_is_logged_with_its_rows(web: Client, intake: Intake) -> None:
    web.get("/aanmeldingen/")
    (event,) = rows(Event)
    assert (event.event_type, event.row_ids) == ("registrations.intake.listed", [intake.pk])


def test_the_list_goes_on_by_keyset(web: Client, cast: Cast, sofie: Person) -> None:
    made = [
        make.intake(
            cast.antwerp,
            cast.colleague,
            received_on=dt.date(2025, 1, 1) + dt.timedelta(days=number // 2),
            people=((sofie, "victim"),),
        )
        for number in range(PAGE_SIZE + 5)
    ]
    first = html(web.get("/aanmeldingen/"))
    older = re.findall(r'href="(\?na=[^"]+)" rel="next"', first)[0]
    second = html(web.get(f"/aanmeldingen/{older}"))
    seen = re.findall(r'href="/aanmeldingen/(\d+)/"', first + second)
    assert [int(pk) for pk in seen] == [intake.pk for intake in reversed(made)]


@pytest.mark.parametrize("cursor", ["x", "%00", "é", "b2222"])
def test_a_broken_cursor_starts_anew(web: Client, intake: Intake, cursor: str) -> None:
    assert url(intake) in html(web.get(f"/aanmeldingen/?na={cursor}"))


def test_the_list_costs_few_queries(
    web: Client, cast: Cast, sofie: Person, django_assert_max_num_queries: Any
) -> None:
    for _number in range(15):
        make.intake(cast.antwerp, cast.colleague, people=((sofie, "victim"),))
    # Three are the test's own transaction.
    with django_assert_max_num_queries(10):
        web.get("/aanmeldingen/")


# --- on the page of the dossier, and its first fact -------------------------------------------


@pytest.fixture
def opened(web: Client, intake: Intake) -> Dossier:
    web.post(url(intake, "dossier/"))
    (dossier,) = rows(Dossier)
    assert isinstance(dossier, Dossier)
    return dossier


def test_the_dossier_shows_its_intake_and_proposes_a_fact(
    web: Client, intake: Intake, opened: Dossier
) -> None:
    page = html(web.get(opened.get_absolute_url()))
    assert url(intake) in page
    assert url(intake, "feit/") in page
    assert "Stalking/belaging" in page


def test_a_partner_sees_no_intake_on_the_dossier(
    client: Client, cast: Cast, intake: Intake, opened: Dossier
) -> None:
    make.convocation(opened, cast.police, cast.colleague)
    client.force_login(cast.convened_partner)
    page = html(client.get(opened.get_absolute_url()))
    assert "/aanmeldingen/" not in page


def test_the_fact_is_filled_in_but_for_its_day(
    web: Client, intake: Intake, opened: Dossier, sofie: Person
) -> None:
    page = html(web.get(url(intake, "feit/")))
    form = make.stalking_form()
    assert re.search(rf'name="forms" value="{form.pk}"[^>]* checked', page)
    assert re.search(rf'name="affected" value="{sofie.pk}"[^>]* checked', page)
    assert re.search(r'name="status" value="suspected"[^>]* checked', page)
    assert not re.search(r'name="occurred_from" value=', page)


def fact(sofie: Person, **changes: Any) -> dict[str, Any]:
    return {
        "submission": str(uuid.uuid4()),
        "version": "1",
        "occurred_from": "01.03.2025",
        "forms": [str(make.stalking_form().pk)],
        "affected": [str(sofie.pk)],
        "status": "suspected",
        **changes,
    }


def test_a_confirmed_fact_is_recorded_once(
    web: Client, intake: Intake, opened: Dossier, sofie: Person
) -> None:
    data = fact(sofie)
    for _click in range(2):
        response = web.post(url(intake, "feit/"), data)
        assert response["Location"] == f"{opened.get_absolute_url()}#facts"
    (offence,) = rows(Offence)
    assert (offence.dossier_id, offence.occurred_from) == (opened.pk, dt.date(2025, 3, 1))
    assert url(intake, "feit/") not in html(web.get(opened.get_absolute_url()))


def test_a_fact_without_a_day_is_refused(
    web: Client, intake: Intake, opened: Dossier, sofie: Person
) -> None:
    response = web.post(url(intake, "feit/"), fact(sofie, occurred_from=""))
    assert (response.status_code, errors_at(response)) == (422, {"occurred_from"})
    assert rows(Offence) == []


def test_without_a_dossier_there_is_no_fact(web: Client, intake: Intake) -> None:
    assert web.get(url(intake, "feit/")).status_code == 404
