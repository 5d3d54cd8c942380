"""Logging an intake in a real browser: with the keyboard alone, without JavaScript, at 320 px."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from cases.models import Dossier, Draft, Person
from codelists.services.loading import load_code_lists
from registrations.models import Intake
from tests import make, persons
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
    give_session,
)
from tests.database import as_owner
from tests.persons import Cast

pytestmark = pytest.mark.django_db(transaction=True)
CODES = Path(__file__).parents[2] / "codelists" / "data"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The real code lists, and a person who is known already under another spelling."""
    with as_owner():
        load_code_lists(folder=CODES)
    people = persons.cast()
    make.person(people.antwerp, "Sofie", "Verhaegen", born_on=dt.date(1989, 4, 12))
    make.person(people.antwerp, "Sophie", "Verhaeghen", born_on=dt.date(1991, 2, 1))
    return people


@pytest.fixture
def at_work(page: Page, live_server: Any, cast: Cast) -> Page:
    """A page in which the colleague at Antwerp is signed in."""
    give_session(page.context, live_server, cast.colleague)
    page.goto(f"{live_server.url}/")
    return page


@pytest.fixture
def without_script(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    give_session(context, live_server, cast.colleague)
    yield context.new_page()
    context.close()


def the_only(model: Any) -> Any:
    with as_owner():
        return model.objects.get()


def involved(intake: Intake) -> set[tuple[str, str]]:
    with as_owner():
        return {(one.person.full_name, one.role) for one in intake.people.select_related("person")}


def tab_to(page: Page, name: str, steps: int = 60) -> None:
    """Press Tab until the element with this name or value has the focus."""
    for _step in range(steps):
        page.keyboard.press("Tab")
        focused = page.evaluate("() => [document.activeElement.name, document.activeElement.value]")
        if name in focused:
            return
    pytest.fail(f"the keyboard does not reach {name}")


def test_an_intake_with_the_keyboard_alone(at_work: Page, console: ConsoleLog) -> None:
    """n, name and date, choose, story, kind, answer, sector, Alt+S."""
    page, keys = at_work, at_work.keyboard
    keys.press("n")
    page.wait_for_url("**/aanmeldingen/nieuw/")
    expect(page.locator("#id_p-0-search")).to_be_focused()
    keys.type("sofie verhagen 12.04.1989")
    expect(page.locator("#p-0-count")).to_contain_text("2 mogelijke overeenkomsten")
    expect(page.locator("#p-0-found")).to_contain_text("Zeer gelijkend")
    tab_to(page, "p-0-choice")
    keys.press("Space")
    tab_to(page, "p-1-search")
    keys.type("koen de backer")
    expect(page.locator("#p-1-count")).to_contain_text("We maken een nieuwe persoon aan")
    tab_to(page, "p-1-family_name")
    expect(page.locator("#id_p-1-family_name")).to_have_value("De Backer")
    tab_to(page, "story")
    keys.type("Hij wacht haar elke week op aan de school.")
    tab_to(page, "forms")
    keys.press("Space")
    tab_to(page, "stalking")
    keys.press("Space")
    tab_to(page, "reporter_sector")
    keys.type("Politie")
    keys.press("Alt+s")
    page.wait_for_url("**/aanmeldingen/*/")
    expect(page.locator("#messages")).to_contain_text("De aanmelding is bewaard.")
    intake = the_only(Intake)
    assert intake.stalking == "yes"
    assert involved(intake) == {("Sofie Verhaegen", "victim"), ("Koen De Backer", "offender")}
    assert_no_console_errors(console)


def test_an_intake_without_javascript(without_script: Page, live_server: Any) -> None:
    page = without_script
    page.goto(f"{live_server.url}/aanmeldingen/nieuw/")
    page.get_by_label("Wat is er gebeurd?").fill("Hij wacht haar op.")
    page.locator("#id_p-0-search").fill("verhagen 12.04.1989")
    page.locator("#id_p-0-search").press("Enter")
    expect(page.locator("#p-0-found")).to_contain_text("Sofie Verhaegen °12.04.1989")
    expect(page.get_by_label("Wat is er gebeurd?")).to_have_value("Hij wacht haar op.")
    assert_accessible_without_script(page)
    page.locator("#id_p-0-choice").check()
    page.get_by_role("button", name="Kind", exact=True).click()
    page.locator("#id_p-3-search").fill("Lowie Voorbeeld")
    page.get_by_role("button", name="Zoek persoon – Kind 2").click()
    expect(page.locator("#id_p-3-given_name")).to_have_value("Lowie")
    expect(page.locator("#id_p-0-choice")).to_be_checked()
    page.get_by_label("Belaging (stalking)").check()
    page.get_by_role("group", name="Is er stalking").get_by_label("Ja").check()
    page.get_by_label("Aangemeld door").select_option(label="CAW")
    page.get_by_role("button", name="Bewaren en dossier openen").click()
    dossier = the_only(Dossier)
    assert page.url.endswith(dossier.get_absolute_url())
    assert involved(the_only(Intake)) == {
        ("Sofie Verhaegen", "victim"),
        ("Lowie Voorbeeld", "child"),
    }


def assert_accessible_without_script(page: Page) -> None:
    """axe needs scripts; what can be seen without: one title, and every field has a label."""
    unlabelled = [
        field.get_attribute("name")
        for field in page.locator("main input:not([type=hidden]), main textarea").all()
        if field.is_visible()
        and not page.locator(f"label[for='{field.get_attribute('id')}']").count()
        and not field.locator("xpath=ancestor::label").count()
    ]
    assert not unlabelled
    assert page.locator("h1").count() == 1


def test_a_refused_form_says_where_to_look(at_work: Page, live_server: Any) -> None:
    page = at_work
    page.goto(f"{live_server.url}/aanmeldingen/nieuw/")
    page.get_by_role("button", name="Aanmelding bewaren").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title("Fout: Nieuwe aanmelding – Veilig Huis dossiers")
    page.get_by_role("link", name="Kies ja, nee of onbekend.").click()
    expect(page.locator("#id_stalking_0")).to_be_focused()
    assert_accessible(page)
    assert_fits(page)


def test_what_is_typed_is_kept_and_offered_again(
    at_work: Page, live_server: Any, console: ConsoleLog
) -> None:
    page = at_work
    page.goto(f"{live_server.url}/aanmeldingen/nieuw/")
    page.get_by_label("Wat is er gebeurd?").press_sequentially("Half verhaal")
    expect(page.locator("#draft-state")).to_contain_text("Concept bewaard")
    assert the_only(Draft).content["story"] == ["Half verhaal"]
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Aanmelding die nog niet bewaard is").click()
    expect(page.get_by_label("Wat is er gebeurd?")).to_have_value("Half verhaal")
    page.goto(f"{live_server.url}/aanmeldingen/nieuw/")
    expect(page.get_by_role("region", name="Je hebt een concept")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Weggooien").click()
    with as_owner():
        assert not Draft.objects.exists()
    assert_no_console_errors(console)


def test_a_new_person_is_described_only_when_needed(at_work: Page, live_server: Any) -> None:
    page = at_work
    page.goto(f"{live_server.url}/aanmeldingen/nieuw/")
    page.locator("#id_p-0-search").press_sequentially("verhagen")
    expect(page.locator("#p-0-found")).to_contain_text("Sophie Verhaeghen")
    expect(page.locator("#id_p-0-given_name")).to_be_hidden()
    page.locator("#p-0-found").get_by_label("Geen van deze – nieuwe persoon").check()
    expect(page.locator("#id_p-0-given_name")).to_be_visible()
    page.locator("#p-0-found").get_by_label("Sophie Verhaeghen").check()
    expect(page.locator("#id_p-0-given_name")).to_be_hidden()
    assert_accessible(page)
    assert_fits(page)


@pytest.fixture
def slow_line(at_work: Page, live_server: Any) -> Iterator[Page]:
    """The page of a new intake, over a line on which no search is answered before the save."""
    waiting = hold_searches(at_work)
    at_work.goto(f"{live_server.url}/aanmeldingen/nieuw/")
    yield at_work
    for route in waiting:
        with suppress(Error):
            route.abort()


def hold_searches(page: Page) -> list[Route]:
    """Every search from now on, unanswered."""
    waiting: list[Route] = []

    # The browser interface wants a function of its own: it writes on it.
    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/personen/zoeken/", hold)
    return waiting


def fill_in_and_save(page: Page, name: str) -> None:
    """Everything but who it is: faster than the line."""
    with page.expect_request("**/personen/zoeken/"):
        page.locator("#id_p-0-search").fill(name)
    page.get_by_label("Wat is er gebeurd?").fill("Wacht haar elke avond op.")
    page.get_by_label("Belaging (stalking)", exact=True).check()
    page.get_by_role("group", name="Is er stalking").get_by_label("Ja", exact=True).check()
    page.get_by_label("Aangemeld door").select_option(index=1)
    page.get_by_role("button", name="Bewaren en dossier openen").click()


def test_saving_before_the_search_is_answered(slow_line: Page) -> None:
    fill_in_and_save(slow_line, "Nieuwe Testpersoon")
    slow_line.wait_for_url("**/dossiers/VH-*/")
    assert involved(the_only(Intake)) == {("Nieuwe Testpersoon", "victim")}


def test_saving_before_an_alike_person_was_in_sight(slow_line: Page, live_server: Any) -> None:
    """No second record of somebody known: the page asks, and loses nothing."""
    page = slow_line
    fill_in_and_save(page, "sofie verhagen 12.04.1989")
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Kies of deze persoon al gekend is.").click()
    expect(page.locator("#id_p-0-choice")).to_be_focused()
    expect(page.get_by_label("Wat is er gebeurd?")).to_have_value("Wacht haar elke avond op.")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Bewaren en dossier openen").click()
    page.wait_for_url("**/dossiers/VH-*/")
    assert involved(the_only(Intake)) == {("Sofie Verhaegen", "victim")}


def test_a_late_answer_wipes_nothing_out(at_work: Page, live_server: Any) -> None:
    """She corrects the proposed name while the answer to her last keystroke is on its way."""
    page = at_work
    page.goto(f"{live_server.url}/aanmeldingen/nieuw/")
    page.locator("#id_p-0-search").fill("koen bakker")
    expect(page.locator("#id_p-0-family_name")).to_have_value("Bakker")
    late = hold_searches(page)
    with page.expect_request("**/personen/zoeken/"):
        page.locator("#id_p-0-search").press_sequentially("s")
    with page.expect_event("requestfailed"):
        page.locator("#id_p-0-family_name").fill("De Bakker")
    assert len(late) == 1
    expect(page.locator("#id_p-0-family_name")).to_have_value("De Bakker")
    expect(page.locator("#toasts")).to_be_empty()


def test_only_the_row_is_sent_to_search(at_work: Page, live_server: Any) -> None:
    """A story has no business in a search, and a name none in an address."""
    page, sent = at_work, []
    page.on("request", lambda request: sent.append((request.url, request.post_data or "")))
    page.goto(f"{live_server.url}/aanmeldingen/nieuw/")
    page.get_by_label("Wat is er gebeurd?").fill("Geheimverhaal")
    with page.expect_response("**/personen/zoeken/"):
        page.locator("#id_p-0-search").press_sequentially("verhagen")
    searches = [body for url, body in sent if url.endswith("/personen/zoeken/")]
    assert searches
    assert not any("Geheimverhaal" in body for body in searches)
    assert not any("verhagen" in url for url, _body in sent)


def test_the_screens_are_accessible_and_fit(
    at_work: Page, live_server: Any, cast: Cast, console: ConsoleLog
) -> None:
    page = at_work
    with as_owner():
        sofie = Person.objects.get(given_name="Sofie")
        Person.objects.filter(pk=sofie.pk).update(secret_address=True, contact_warning="Sms eerst")
    people = ((sofie, "victim"),)
    waiting = make.intake(cast.antwerp, cast.colleague, people=people, story="Tekst. " * 200)
    dossier = make.dossier(cast.antwerp, case_director=cast.colleague)
    make.involvement(dossier, sofie)
    screens = [
        "/",
        "/aanmeldingen/",
        "/aanmeldingen/nieuw/",
        f"/aanmeldingen/{waiting.pk}/",
        f"/aanmeldingen/{waiting.pk}/wijzigen/",
        f"/personen/{sofie.pk}/",
        f"/personen/{sofie.pk}/wijzigen/",
    ]
    for screen in screens:
        page.goto(f"{live_server.url}{screen}")
        assert_accessible(page)
        assert_fits(page)
        assert_focus_visible(page)
    assert_no_console_errors(console)
