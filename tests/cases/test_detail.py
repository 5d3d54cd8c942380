import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import panels
from cases.models import Dossier, Person
from cases.panels import Panel, register_panel
from tests import make
from tests.cases.budget import queries_of
from tests.cases.logged import events
from tests.cases.pages import address, posted_form, save, text_of
from tests.database import as_owner
from tests.persons import Cast


def page_of(desk: Client, dossier: Dossier) -> Any:
    page = desk.get(dossier.get_absolute_url())
    assert page.status_code == 200
    return page


def test_the_overview_shows_everything_in_words(
    desk: Client, dossier: Dossier, sofie: Person, koen: Person, cast: Cast
) -> None:
    make.offence(
        dossier,
        forms=(make.form(label="Fysiek geweld"), make.stalking_form()),
        offence_type=make.belaging(),
        acted=(koen,),
        affected=(sofie,),
        occurred_from=dt.date(2025, 2, 1),
        occurred_until=dt.date(2025, 2, 20),
        status="confirmed",
    )
    make.criteria(dossier, cast.colleague, coordination="no")
    overview = page_of(desk, dossier).context["overview"]
    (fact,) = overview.facts
    assert fact.when == "01.02.2025 – 20.02.2025"
    assert fact.forms == "Stalking/belaging, Fysiek geweld"
    assert fact.qualification == "Belaging (art. 442bis Sw.)"
    assert (fact.acted, fact.affected) == ("Koen Proefman", "Sofie Voorbeeld")
    assert fact.status == "Bevestigd"
    assert [person.role for person in overview.people] == ["Slachtoffer", "Pleger"]
    assert not overview.assessment.all_met
    assert [one.answer for one in overview.assessment.criteria] == ["Ja", "Ja", "Nee"]


def test_the_heading_has_the_names_and_the_title_has_not(
    desk: Client, dossier: Dossier, sofie: Person, koen: Person
) -> None:
    html = text_of(page_of(desk, dossier))
    title = html.partition("<title>")[2].partition("</title>")[0]
    assert title == f"{dossier.reference} – Veilig Huis dossiers"
    assert "Voorbeeld – Proefman" in html


def test_warnings_stand_on_top_once_per_person(desk: Client, dossier: Dossier, cast: Cast) -> None:
    person = make.person(
        cast.antwerp, "Nora", "Bang", secret_address=True, contact_warning="Eerst sms’en."
    )
    make.involvement(dossier, person, "victim")
    make.involvement(dossier, person, "offender")
    page = page_of(desk, dossier)
    assert len(page.context["warned"]) == 1
    html = text_of(page)
    assert "Geheim adres – deel de verblijfplaats niet van" in html
    assert "Eerst sms’en." in html


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        ("no", "suspected", "‘nee’"),
        ("unknown", "confirmed", "‘onbekend’"),
        ("yes", "suspected", ""),
        ("no", "refuted", ""),
    ],
)
def test_a_fact_that_contradicts_the_answer_is_shown(
    desk: Client, cast: Cast, answer: str, status: str, expected: str
) -> None:
    dossier = make.dossier(cast.antwerp, stalking=answer)
    make.offence(dossier, forms=(make.stalking_form(),), status=status)
    html = text_of(page_of(desk, dossier))
    assert ("Zet het antwoord op ja" in html) is bool(expected)
    assert expected in html


def test_a_qualification_as_belaging_contradicts_as_well(desk: Client, dossier: Dossier) -> None:
    make.offence(dossier, forms=(make.form(),), offence_type=make.belaging())
    page = page_of(desk, dossier)
    assert page.context["contradiction"]
    assert ("Stalking", "border") in page.context["pills"]


def test_one_click_sets_the_answer_right(desk: Client, dossier: Dossier) -> None:
    make.offence(dossier, forms=(make.stalking_form(),))
    page = page_of(desk, dossier)
    button = {
        "stalking": "yes",
        "version": dossier.version,
        "submission": page.context["submission"],
    }
    assert desk.post(address("stalking", dossier), button).status_code == 302
    after = page_of(desk, dossier)
    assert not after.context["contradiction"]
    assert after.context["dossier"].stalking == "yes"


def steps(desk: Client, dossier: Dossier) -> list[tuple[str, str, str]]:
    return [(s.label, s.state, s.when) for s in page_of(desk, dossier).context["course"]]


def test_the_course_shows_only_what_exists(desk: Client, dossier: Dossier, cast: Cast) -> None:
    assert steps(desk, dossier) == [
        ("Aanmelding", "current", "10.03.2025"),
        ("Criteriatoets", "todo", "nog te doen"),
        ("Afsluiting", "todo", ""),
    ]
    make.criteria(dossier, cast.colleague)
    make.convocation(dossier, cast.police, cast.colleague)
    assert steps(desk, dossier) == [
        ("Aanmelding", "done", "10.03.2025"),
        ("Criteriatoets", "done", "10.03.2025"),
        ("Casusoverleg", "current", "sinds 01.01.2020"),
        ("Afsluiting", "todo", ""),
    ]


def test_a_closed_dossier_says_so_and_offers_reopening(desk: Client, cast: Cast) -> None:
    closed = make.dossier(
        cast.antwerp,
        closed_on=dt.date(2025, 6, 1),
        closure_reason=make.closure_reason(),
        closing_note="Het geweld stopte.",
    )
    html = text_of(page_of(desk, closed))
    assert "Afgesloten op 01.06.2025: stopped" in html
    assert "Het geweld stopte." in html
    assert "heropenen/" in html
    assert "feiten/toevoegen/" not in html
    assert steps(desk, closed) == [
        ("Aanmelding", "done", "10.03.2025"),
        ("Afsluiting", "done", "01.06.2025"),
    ]


def test_a_dossier_that_does_not_count_says_why(desk: Client, cast: Cast) -> None:
    double = make.dossier(cast.antwerp, counting_exclusion="duplicate")
    page = page_of(desk, double)
    assert ("Telt niet mee", "warning") in page.context["pills"]
    assert "Nee: dubbel" in text_of(page)


# --- what a convened partner sees ---


@pytest.fixture
def told(cast: Cast, sofie: Person, dossier: Dossier) -> Dossier:
    """A dossier whose centre wrote down what stays within the centre."""
    with as_owner():
        Dossier.objects.filter(pk=dossier.pk).update(
            summary="BINNENHUIS samenvatting",
            closing_note="BINNENHUIS nota",
            source_reference="BINNENHUIS-1",
            import_source="oud",
            counting_exclusion="training",
        )
        dossier.refresh_from_db()
    make.criteria(dossier, cast.colleague, repetition_motivation="BINNENHUIS criterium")
    make.offence(dossier, forms=(make.form(),), description="Gedeeld feit.")
    return dossier


def test_a_convened_partner_sees_people_and_facts_and_nothing_of_the_centre(
    partner_desk: Client, told: Dossier
) -> None:
    page = page_of(partner_desk, told)
    html = text_of(page)
    assert "BINNENHUIS" not in html
    assert page.context["overview"].assessment is None
    assert "Telt niet mee" not in html
    assert "Gedeeld feit." in html
    assert "Voorbeeld" in html
    assert "Wijzig" not in html
    assert "toevoegen" not in html


def test_the_log_says_what_the_partner_saw(partner_desk: Client, told: Dossier) -> None:
    page_of(partner_desk, told)
    (event,) = events("cases.dossier.read")
    assert "offences" in event.fields
    assert not {"summary", "criteria", "closing_note"} & set(event.fields)
    assert event.role == "partner"


FORMS = ("summary", "stalking", "case_director", "counting", "close", "reopen", "involve",
         "offence_new", "criteria", "convene")  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_partner_changes_nothing(partner_desk: Client, dossier: Dossier, name: str) -> None:
    for method in (partner_desk.get, partner_desk.post):
        assert method(address(name, dossier)).status_code == 403


@pytest.mark.parametrize("name", ["dossier_detail", *FORMS])
def test_another_centre_and_a_number_that_does_not_exist_are_the_same(
    desk: Client, cast: Cast, name: str
) -> None:
    foreign = make.dossier(cast.leuven)
    hidden = desk.get(address(name, foreign))
    missing = desk.get(address(name, foreign).replace(foreign.reference, "VH-1999-000001"))
    assert hidden.status_code == missing.status_code == 404


def test_a_fact_of_another_dossier_is_not_found_under_this_number(
    desk: Client, dossier: Dossier, cast: Cast
) -> None:
    elsewhere = make.offence(make.dossier(cast.antwerp), forms=(make.form(),))
    assert desk.get(address("offence_edit", dossier, elsewhere.pk)).status_code == 404
    assert desk.get(address("offence_edit", dossier, 10**17)).status_code == 404
    assert desk.get(address("involvement", dossier, 10**30)).status_code == 404


# --- names hidden ---


def test_hidden_names_leave_nothing_personal_in_the_page(
    desk: Client, told: Dossier, sofie: Person, koen: Person
) -> None:
    with as_owner():
        Person.objects.filter(pk=sofie.pk).update(
            born_on=dt.date(1989, 4, 12), contact_warning="WAARSCHUWING", secret_address=True
        )
    make.offence(told, forms=(make.form(),), acted=(koen,), affected=(sofie,))
    desk.post(reverse("accounts:toggle_names"))
    html = text_of(page_of(desk, told))
    for secret in ("Sofie", "Voorbeeld", "Koen", "Proefman", "12.04.1989", "WAARSCHUWING",
                   "BINNENHUIS samenvatting", "BINNENHUIS crit", "Gedeeld feit."):  # fmt: skip
        assert secret not in html, secret
    assert "Persoon 1" in html
    assert "Geheim adres" in html


@pytest.mark.parametrize("name", ["summary", "involve"])
def test_stored_text_is_not_edited_while_names_are_hidden(
    desk: Client, told: Dossier, name: str
) -> None:
    desk.post(reverse("accounts:toggle_names"))
    html = text_of(desk.get(address(name, told)))
    assert "BINNENHUIS" not in html
    assert "Namen tonen" in html


def test_a_line_that_is_hidden_opens_as_a_page(desk: Client, told: Dossier) -> None:
    desk.post(reverse("accounts:toggle_names"))
    answer = desk.get(address("summary", told), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["HX-Redirect"] == address("summary", told)


def test_the_form_of_a_fact_names_nobody_while_names_are_hidden(
    desk: Client, told: Dossier, koen: Person
) -> None:
    desk.post(reverse("accounts:toggle_names"))
    html = text_of(desk.get(address("offence_new", told)))
    assert "Proefman" not in html
    assert "Persoon 2 – Pleger" in html


# --- panels, log, budget ---


def test_a_panel_of_an_upper_floor_is_drawn_and_logged(
    desk: Client, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_makers", {})
    register_panel(
        "test", lambda user, of, mask: Panel("design/toast.html", {"x": 1}, fields=("intakes",))
    )
    with pytest.raises(ValueError, match="twice"):
        register_panel("test", lambda user, of, mask: None)
    assert "vh-toast__close" in text_of(page_of(desk, dossier))
    assert "intakes" in events("cases.dossier.read")[-1].fields


def test_the_log_says_what_was_read(desk: Client, dossier: Dossier, cast: Cast) -> None:
    page_of(desk, dossier)
    (event,) = events("cases.dossier.read")
    assert {"summary", "people", "offences", "criteria"} <= set(event.fields)
    assert event.actor_id == cast.colleague.pk
    assert event.object_id == dossier.reference


def test_the_page_of_a_dossier_needs_few_queries(
    desk: Client, dossier: Dossier, sofie: Person, koen: Person, cast: Cast
) -> None:
    for _ in range(4):
        make.offence(dossier, forms=(make.form(), make.stalking_form()), acted=(koen,))
    make.criteria(dossier, cast.colleague)
    make.convocation(dossier, cast.police, cast.colleague)
    assert len(queries_of(desk, dossier.get_absolute_url())) <= 12


def test_a_change_within_the_page_answers_with_a_line_and_a_toast(
    desk: Client, dossier: Dossier
) -> None:
    url = address("summary", dossier)
    fragment = desk.get(url, headers={"HX-Request": "true"})
    assert "<html" not in text_of(fragment)
    sent = {**posted_form(fragment, url), "summary": "Nieuwe samenvatting."}
    line = desk.post(url, sent, headers={"HX-Request": "true"})
    assert line.status_code == 200
    assert "<html" not in text_of(line)
    assert "Nieuwe samenvatting." in text_of(line)
    assert "Samenvatting bewaard." in text_of(line)


def test_without_javascript_a_change_goes_back_to_the_dossier(
    desk: Client, dossier: Dossier
) -> None:
    answer = save(desk, address("summary", dossier), summary="Nieuwe samenvatting.")
    assert answer.status_code == 302
    assert answer.headers["Location"] == dossier.get_absolute_url()
    assert "Nieuwe samenvatting." in text_of(page_of(desk, dossier))
