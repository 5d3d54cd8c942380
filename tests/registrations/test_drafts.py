"""What was typed is kept, offered again and thrown away; never shown to anybody else."""

from typing import Any

import pytest
from django.test import Client

from cases.models import Draft
from registrations.models import Intake
from tests import make
from tests.persons import Cast
from tests.registrations.posts import NEW, rows, the_intake, typed

KEEP = "/aanmeldingen/concept/"


def html(response: Any) -> str:
    return str(response.content.decode())


def test_a_draft_is_kept_with_the_time(web: Client) -> None:
    response = web.post(KEEP, typed(stalking=None, story="Half af"))
    assert response.status_code == 200
    assert "Concept bewaard" in html(response)
    (draft,) = rows(Draft)
    assert draft.content["story"] == ["Half af"]
    assert "csrfmiddlewaretoken" not in draft.content


def test_two_tabs_are_two_drafts_and_one_tab_is_one(web: Client) -> None:
    first, second = typed(), typed(story="Tweede tab")
    for data in (first, second, {**first, "story": "Meer tekst"}):
        web.post(KEEP, data)
    assert sorted(draft.content["story"][0] for draft in rows(Draft)) == [
        "Meer tekst",
        "Tweede tab",
    ]


def test_the_page_offers_a_draft_and_goes_on_with_it(web: Client) -> None:
    data = typed(stalking=None, story="Half af", received_on="31.02.2026")
    web.post(KEEP, data)
    offer = html(web.get(NEW))
    assert f"?concept={data['submission']}" in offer
    assert "Half af" not in offer
    page = html(web.get(f"{NEW}?concept={data['submission']}"))
    for text in ("Half af", 'value="31.02.2026"', 'value="Sofie"', data["submission"]):
        assert text in page
    assert "error-summary" not in page


def test_saving_ends_the_draft(web: Client) -> None:
    data = typed()
    web.post(KEEP, data)
    web.post(NEW, data)
    assert rows(Draft) == []


def test_a_late_keystroke_makes_no_draft_of_what_was_saved(web: Client) -> None:
    data = typed()
    web.post(NEW, data)
    assert web.post(KEEP, data).status_code == 204
    assert rows(Draft) == []


def test_a_draft_is_thrown_away(web: Client) -> None:
    data = typed()
    web.post(KEEP, data)
    response = web.post("/aanmeldingen/concept/weggooien/", {"concept": data["submission"]})
    assert response["Location"] == NEW
    assert rows(Draft) == []


def test_nobody_else_sees_or_ends_a_draft(web: Client, cast: Cast) -> None:
    data = typed(story="Geheim")
    web.post(KEEP, data)
    other = Client()
    other.force_login(cast.coordinator)
    assert other.get(f"{NEW}?concept={data['submission']}").status_code == 404
    other.post("/aanmeldingen/concept/weggooien/", {"concept": data["submission"]})
    assert "concept" not in html(other.get(NEW)).partition('<form class="vh-intake"')[0]
    assert len(rows(Draft)) == 1


@pytest.mark.parametrize("key", ["x", "", "\x00", "00000000-0000-4000-8000-000000000000"])
def test_a_draft_that_is_not_there_is_not_found(web: Client, key: str) -> None:
    assert web.get(NEW, {"concept": key}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"story": "a\x00b"}, 200),
        ({"na\x00am": "x"}, 200),
        ({"story": "x" * 10_000_000}, 422),
        ({"submission": "geen sleutel"}, 204),
        ({"submission": None}, 204),
    ],
)
def test_a_strange_draft_is_no_crash(web: Client, changes: dict[str, Any], status: int) -> None:
    assert web.post(KEEP, typed(**changes)).status_code == status


def test_a_draft_of_a_change_is_kept_with_its_intake(web: Client, cast: Cast) -> None:
    intake = make.intake(cast.antwerp, cast.colleague, story="Bewaard.")
    url = f"/aanmeldingen/{intake.pk}/wijzigen/"
    web.post(f"{url}concept/", typed(story="Half gewijzigd", version="1"))
    offer = html(web.get(url))
    assert "Bewaard." in offer
    assert "Half gewijzigd" not in offer
    assert "Half gewijzigd" in html(web.get(f"{url}?concept"))
    web.post(url, {"do": "discard"})
    assert rows(Draft) == []
    assert the_intake().story == "Bewaard."


def test_only_who_sees_the_intake_keeps_a_draft_of_it(client: Client, cast: Cast) -> None:
    intake = make.intake(cast.antwerp, cast.colleague)
    client.force_login(cast.other_centre)
    url = f"/aanmeldingen/{intake.pk}/wijzigen/concept/"
    assert client.post(url, typed()).status_code == 404
    assert rows(Draft) == []


def test_partners_keep_no_drafts_of_intakes(client: Client, cast: Cast) -> None:
    client.force_login(cast.convened_partner)
    assert client.post(KEEP, typed()).status_code == 404
    assert rows(Draft) == rows(Intake) == []


def test_after_a_session_that_ended_she_comes_back_to_her_page(client: Client, cast: Cast) -> None:
    """The draft is posted by htmx: its own address is no page to come back to."""
    page = f"http://testserver{NEW}"
    headers = {"HX-Request": "true", "HX-Current-URL": page}
    response = client.post(KEEP, typed(), headers=headers)
    assert response.status_code == 204
    assert response["HX-Redirect"] == f"/aanmelden/?next={NEW}"
