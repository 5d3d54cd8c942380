"""Two people in one dossier, and text that was typed and not saved yet."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from cases.models import Dossier, Draft, Offence, Person
from cases.services.dossier import assign_case_director, edit_dossier
from lib.acting import acting_as
from tests import make
from tests.cases.logged import events
from tests.cases.pages import address, form_of, posted_form, text_of
from tests.database import as_owner
from tests.persons import Cast


def edited_by_somebody_else(dossier: Dossier, cast: Cast, **changes: Any) -> None:
    with as_owner():
        version = Dossier.objects.get(pk=dossier.pk).version
    with acting_as(cast.case_director.pk):
        edit_dossier(by=cast.case_director, dossier=dossier, version=version, **changes)


def summary_of(dossier: Dossier) -> str:
    with as_owner():
        return str(Dossier.objects.get(pk=dossier.pk).summary)


@pytest.fixture
def conflict(desk: Client, dossier: Dossier, cast: Cast) -> Any:
    """I opened the page, somebody else saved, then I saved."""
    url = address("summary", dossier)
    mine = {**form_of(desk, url), "summary": "Mijn tekst."}
    edited_by_somebody_else(dossier, cast, summary="Haar tekst.")
    return desk.post(url, mine)


def test_both_texts_are_shown_and_nothing_is_written(conflict: Any, dossier: Dossier) -> None:
    assert conflict.status_code == 409
    (difference,) = conflict.context["differences"]
    assert (difference.saved, difference.typed) == ("Haar tekst.", "Mijn tekst.")
    html = text_of(conflict)
    assert html.count("Mijn tekst.") >= 2, "beside the other text and still in the form"
    assert summary_of(dossier) == "Haar tekst."


def test_one_click_saves_mine_over_it(desk: Client, conflict: Any, dossier: Dossier) -> None:
    url = address("summary", dossier)
    assert desk.post(url, posted_form(conflict, url)).status_code == 302
    assert summary_of(dossier) == "Mijn tekst."


def test_one_click_keeps_hers(desk: Client, conflict: Any, dossier: Dossier) -> None:
    url = address("summary", dossier)
    answer = desk.post(url, {**posted_form(conflict, url), "discard": "mine"})
    assert answer.headers["Location"] == dossier.get_absolute_url()
    assert summary_of(dossier) == "Haar tekst."


def test_a_third_text_in_between_is_a_conflict_again(
    desk: Client, conflict: Any, dossier: Dossier, cast: Cast
) -> None:
    url = address("summary", dossier)
    edited_by_somebody_else(dossier, cast, summary="Weer een andere tekst.")
    again = desk.post(url, posted_form(conflict, url))
    assert again.status_code == 409
    assert again.context["differences"][0].saved == "Weer een andere tekst."


def test_a_change_of_something_else_is_no_conflict(
    desk: Client, dossier: Dossier, cast: Cast
) -> None:
    """The case director changed meanwhile; nobody touched the summary."""
    url = address("summary", dossier)
    mine = {**form_of(desk, url), "summary": "Mijn tekst."}
    with acting_as(cast.coordinator.pk):
        assign_case_director(
            by=cast.coordinator, dossier=dossier, version=1, case_director=cast.case_director
        )
    assert desk.post(url, mine).status_code == 302
    assert summary_of(dossier) == "Mijn tekst."


def test_a_stale_form_that_forged_nothing_says_so_inline_as_well(
    desk: Client, dossier: Dossier, cast: Cast
) -> None:
    url = address("summary", dossier)
    htmx = {"HX-Request": "true"}
    mine = {**posted_form(desk.get(url, headers=htmx), url), "summary": "Mijn tekst."}
    edited_by_somebody_else(dossier, cast, summary="Haar tekst.")
    fragment = desk.post(url, mine, headers=htmx)
    assert fragment.status_code == 409
    assert "<html" not in text_of(fragment)
    assert "Behoud wat in het dossier staat" in text_of(fragment)


def test_the_fields_of_a_fact_are_compared_in_words(
    desk: Client, dossier: Dossier, koen: Person, sofie: Person
) -> None:
    physical, stalking = make.form(label="Fysiek geweld"), make.stalking_form()
    offence = make.offence(dossier, forms=(physical,), occurred_from=dt.date(2025, 3, 1))
    url = address("offence_edit", dossier, offence.pk)
    opened = form_of(desk, url)
    first = {**opened, "acted": [koen.pk], "status": "confirmed"}
    assert desk.post(url, first).status_code == 302
    again = form_of(desk, url)["submission"]
    second = {**opened, "submission": again, "acted": [sofie.pk], "occurred_from": "2/3/25",
              "forms": [physical.pk, stalking.pk]}  # fmt: skip
    page = desk.post(url, second)
    assert page.status_code == 409
    told = {row.label: (row.saved, row.typed) for row in page.context["differences"]}
    assert told["Wie deed het?"] == ("Koen Proefman – Pleger", "Sofie Voorbeeld – Slachtoffer")
    assert told["Wanneer? Datum of eerste dag"] == ("01.03.2025", "2/3/25")
    assert told["Welk soort geweld?"] == ("Fysiek geweld", "Stalking/belaging, Fysiek geweld")
    assert told["Hoe zeker is het?"] == ("Bevestigd", "Vermoed")
    url_again = posted_form(page, url)
    assert desk.post(url, url_again).status_code == 302
    with as_owner():
        assert Offence.objects.get(pk=offence.pk).status == "suspected"


def test_a_dossier_closed_meanwhile_takes_no_facts_and_keeps_the_text(
    desk: Client, dossier: Dossier
) -> None:
    url = address("offence_new", dossier)
    mine = {**form_of(desk, url), "occurred_from": "vandaag", "forms": [make.form().pk],
            "description": "LANG VERHAAL"}  # fmt: skip
    with as_owner():
        Dossier.objects.update(closed_on=dt.date(2025, 6, 1), closure_reason=make.closure_reason())
    page = desk.post(url, mine)
    assert page.status_code == 422
    assert "Dit dossier is afgesloten." in text_of(page)
    assert "LANG VERHAAL" in text_of(page)


# --- drafts ---


def type_draft(desk: Client, url: str, **typed: Any) -> Any:
    return desk.post(url, {**form_of(desk, url), **typed, "do": "draft"})


def test_what_was_typed_comes_back_and_is_forgotten_once_saved(
    desk: Client, dossier: Dossier
) -> None:
    url = address("summary", dossier)
    line = type_draft(desk, url, summary="Halve zin")
    assert "Concept bewaard op" in text_of(line)
    assert summary_of(dossier) == "Eerste samenvatting.", "a draft saves nothing"
    page = desk.get(url)
    assert "die je nog niet bewaard had" in text_of(page)
    form = posted_form(page, url)
    assert form["summary"] == "Halve zin"
    assert desk.post(url, form).status_code == 302
    assert "Halve zin" not in text_of(desk.get(url)).partition("<textarea")[0]
    with as_owner():
        assert not Draft.objects.exists()


def test_a_draft_is_thrown_away_on_request(desk: Client, dossier: Dossier) -> None:
    url = address("summary", dossier)
    type_draft(desk, url, summary="Halve zin")
    answer = desk.post(url, {"discard": "draft"})
    assert answer.headers["Location"] == url
    assert form_of(desk, url)["summary"] == "Eerste samenvatting."


def test_a_draft_over_a_text_that_changed_is_a_conflict(
    desk: Client, dossier: Dossier, cast: Cast
) -> None:
    url = address("summary", dossier)
    type_draft(desk, url, summary="Mijn halve zin")
    edited_by_somebody_else(dossier, cast, summary="Haar tekst.")
    assert desk.post(url, form_of(desk, url)).status_code == 409


def test_drafts_of_two_facts_and_of_a_new_one_do_not_mix(desk: Client, dossier: Dossier) -> None:
    one = make.offence(dossier, forms=(make.form(),))
    two = make.offence(dossier, forms=(make.form(),))
    urls = [address("offence_edit", dossier, one.pk), address("offence_edit", dossier, two.pk),
            address("offence_new", dossier)]  # fmt: skip
    for number, url in enumerate(urls):
        type_draft(desk, url, description=f"Concept {number}")
    assert [form_of(desk, url)["description"] for url in urls] == [
        "Concept 0", "Concept 1", "Concept 2",
    ]  # fmt: skip


def test_ticked_boxes_come_back_from_a_draft(desk: Client, dossier: Dossier, koen: Person) -> None:
    url = address("offence_new", dossier)
    type_draft(desk, url, acted=[koen.pk], forms=[make.form().pk, make.stalking_form().pk])
    form = form_of(desk, url)
    assert form["acted"] == str(koen.pk)
    assert len(form["forms"]) == 2


def test_a_draft_is_nobody_elses(desk: Client, dossier: Dossier, cast: Cast) -> None:
    url = address("summary", dossier)
    type_draft(desk, url, summary="Alleen van mij")
    other = Client()
    other.force_login(cast.case_director)
    assert "Alleen van mij" not in text_of(other.get(url))


@pytest.mark.parametrize("typed", ["a\x00b", "x" * 200_000, "\u202e"], ids=range(3))
def test_a_draft_of_any_text_is_no_server_error(desk: Client, dossier: Dossier, typed: str) -> None:
    url = address("summary", dossier)
    sent = {**form_of(desk, url), "summary": typed, "do": "draft"}
    answer = desk.post(url, sent)
    assert answer.status_code == (422 if len(typed) > 1000 else 200)
    assert desk.get(url).status_code == 200


def test_the_last_keystroke_after_saving_makes_no_draft(desk: Client, dossier: Dossier) -> None:
    url = address("summary", dossier)
    form = {**form_of(desk, url), "summary": "Af."}
    desk.post(url, form)
    assert desk.post(url, {**form, "do": "draft"}).status_code == 204
    with as_owner():
        assert not Draft.objects.exists()


def test_a_partner_keeps_no_draft(partner_desk: Client, dossier: Dossier) -> None:
    answer = partner_desk.post(address("summary", dossier), {"summary": "x", "do": "draft"})
    assert answer.status_code == 403


def test_a_page_with_both_texts_is_logged_as_read(conflict: Any) -> None:
    assert len(events("cases.dossier.read")) == 2
