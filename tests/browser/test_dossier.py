"""The dossier in a real browser: keyboard alone, two tabs, without JavaScript, at 320 px."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cases.models import Dossier, Draft, Offence
from tests import make, persons
from tests.browser.support import (
    ConsoleLog,
    assert_accessible,
    assert_fits,
    assert_focus_visible,
    assert_no_console_errors,
    give_session,
)
from tests.cases.pages import address
from tests.database import as_owner
from tests.persons import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return persons.cast()


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    """A dossier with something in every corner, and a warning."""
    made = make.dossier(cast.antwerp, summary="Mevrouw wordt achtervolgd.")
    sofie = make.person(
        cast.antwerp, "Sofie", "Verhaegen", secret_address=True, contact_warning="Eerst sms’en."
    )
    koen = make.person(cast.antwerp, "Koen", "De Backer")
    make.involvement(made, sofie, "victim")
    make.involvement(made, koen, "offender")
    make.offence(
        made,
        forms=(make.form(label="Fysiek geweld"), make.stalking_form()),
        offence_type=make.belaging(),
        acted=(koen,),
        affected=(sofie,),
        description="Stond aan de school.",
    )
    make.criteria(made, cast.colleague)
    make.convocation(made, cast.police, cast.colleague)
    return made


@pytest.fixture
def signed_in(page: Page, live_server: Any, cast: Cast) -> Page:
    """An empty page of the colleague at Antwerp."""
    give_session(page.context, live_server, cast.colleague)
    return page


@pytest.fixture
def at_work(signed_in: Page, live_server: Any, dossier: Dossier) -> Page:
    """The page of the dossier, open before her."""
    signed_in.goto(f"{live_server.url}{dossier.get_absolute_url()}")
    return signed_in


@pytest.fixture
def without_script(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    give_session(context, live_server, cast.colleague)
    yield context.new_page()
    context.close()


def stored(dossier: Dossier) -> Dossier:
    with as_owner():
        return Dossier.objects.get(pk=dossier.pk)


def type_over(area: Locator, text: str) -> None:
    """As she types: the form has just come in, and one event could be too early for it to hear."""
    area.fill("")
    area.press_sequentially(text, delay=20)


def tab_to(page: Page, wanted: str, steps: int = 80) -> None:
    """Press Tab until what has the focus is called or holds this."""
    for _step in range(steps):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement;"
            " return [e.name || '', (e.innerText || '').trim(),"
            "         e.labels && e.labels.length ? e.labels[0].innerText.trim() : '']; }"
        )
        if wanted in focused:
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


PAGES = (
    "dossier_detail",
    "summary",
    "stalking",
    "case_director",
    "counting",
    "close",
    "involve",
    "offence_new",
    "criteria",
    "convene",
)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible_and_fits_a_narrow_screen(
    signed_in: Page, live_server: Any, dossier: Dossier, console: ConsoleLog, name: str
) -> None:
    signed_in.goto(f"{live_server.url}{address(name, dossier)}")
    assert_accessible(signed_in)
    assert_fits(signed_in)
    assert_no_console_errors(console)


def test_the_list_and_the_search_are_accessible_and_fit(
    signed_in: Page, live_server: Any, dossier: Dossier, console: ConsoleLog
) -> None:
    signed_in.goto(f"{live_server.url}/dossiers/")
    assert_accessible(signed_in)
    assert_fits(signed_in)
    signed_in.get_by_role("searchbox").first.fill("verhaegen")
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("heading", name="Gevonden dossiers")).to_be_visible()
    assert "verhaegen" not in signed_in.url
    assert_accessible(signed_in)
    assert_fits(signed_in)
    assert_no_console_errors(console)


def test_the_keyboard_reaches_everything_in_sight(at_work: Page) -> None:
    assert_focus_visible(at_work)


def test_names_hidden_is_accessible_too(at_work: Page) -> None:
    at_work.get_by_role("button", name="Namen verbergen").click()
    expect(at_work.get_by_role("heading", level=1)).to_contain_text("Namen verborgen")
    expect(at_work.locator("body")).not_to_contain_text("Verhaegen")
    assert_accessible(at_work)


def test_a_fact_with_the_keyboard_alone(
    at_work: Page, dossier: Dossier, console: ConsoleLog
) -> None:
    """f, date, kind, who, what happened, Alt+S."""
    page, keys = at_work, at_work.keyboard
    keys.press("f")
    expect(page.get_by_role("heading", name="Feit toevoegen")).to_be_visible()
    tab_to(page, "occurred_from")
    keys.type("gisteren")
    tab_to(page, "Stalking/belaging")
    keys.press("Space")
    tab_to(page, "Koen De Backer – Pleger")
    keys.press("Space")
    tab_to(page, "description")
    keys.type("Belde twintig keer.")
    keys.press("Alt+s")
    expect(page.get_by_text("Feit toegevoegd.")).to_be_visible()
    expect(page.get_by_text("Belde twintig keer.")).to_be_visible()
    with as_owner():
        fact = Offence.objects.get(description="Belde twintig keer.")
        assert [party.person.given_name for party in fact.parties.all()] == ["Koen"]
    assert_no_console_errors(console)


def test_a_refused_fact_puts_the_focus_on_the_summary_of_errors(at_work: Page) -> None:
    at_work.keyboard.press("f")
    at_work.get_by_label("Wanneer? Datum of eerste dag").fill("31.02.2026")
    at_work.get_by_role("button", name="Bewaren").click()
    expect(at_work.locator("#error-summary")).to_be_focused()
    expect(at_work).to_have_title(re.compile("^Fout:"))
    assert_accessible(at_work)
    assert_fits(at_work)
    at_work.locator("#error-summary a").first.click()
    expect(at_work.get_by_label("Wanneer? Datum of eerste dag")).to_be_focused()


def test_a_warning_is_put_right_with_one_click(at_work: Page, dossier: Dossier) -> None:
    at_work.get_by_role("button", name="Zet het antwoord op ja").click()
    expect(at_work.get_by_text("Antwoord over stalking bewaard.")).to_be_visible()
    expect(at_work.get_by_text("De cijfers volgen het feit")).to_have_count(0)
    assert stored(dossier).stalking == "yes"


def test_the_summary_is_changed_within_the_page(
    at_work: Page, dossier: Dossier, console: ConsoleLog
) -> None:
    page = at_work
    page.get_by_role("link", name="Wijzig samenvatting").click()
    type_over(page.get_by_label("Samenvatting"), "Nieuwe samenvatting.")
    expect(page.get_by_text("Concept bewaard op")).to_be_visible(timeout=8000)
    assert_accessible(page)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Samenvatting bewaard.")).to_be_visible()
    expect(page.locator("#key-summary")).to_contain_text("Nieuwe samenvatting.")
    assert stored(dossier).summary == "Nieuwe samenvatting."
    with as_owner():
        assert not Draft.objects.exists()
    assert_no_console_errors(console)


def test_what_was_typed_survives_leaving_the_page(at_work: Page) -> None:
    at_work.get_by_role("link", name="Wijzig samenvatting").click()
    type_over(at_work.get_by_label("Samenvatting"), "Half getypt")
    expect(at_work.get_by_text("Concept bewaard op")).to_be_visible(timeout=8000)
    at_work.reload()
    at_work.get_by_role("link", name="Wijzig samenvatting").click()
    expect(at_work.get_by_label("Samenvatting")).to_have_value("Half getypt")
    expect(at_work.get_by_text("die je nog niet bewaard had")).to_be_visible()


def test_two_tabs_lose_nothing(at_work: Page, live_server: Any, dossier: Dossier) -> None:
    url = f"{live_server.url}{address('summary', dossier)}"
    first, second = at_work, at_work.context.new_page()
    first.goto(url)
    second.goto(url)
    for page, text in ((first, "Eerste tab"), (second, "Tweede tab")):
        page.get_by_label("Samenvatting").fill(text)
        page.get_by_role("button", name="Bewaren").click()
    expect(second.get_by_text("Iemand anders wijzigde dit terwijl je typte.")).to_be_visible()
    expect(second.get_by_role("table")).to_contain_text("Eerste tab")
    expect(second.get_by_label("Samenvatting")).to_have_value("Tweede tab")
    assert stored(dossier).summary == "Eerste tab"
    assert_accessible(second)
    assert_fits(second)
    second.get_by_role("button", name="Mijn tekst bewaren").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text(dossier.reference)
    assert stored(dossier).summary == "Tweede tab"


def test_without_javascript_everything_still_works(
    without_script: Page, live_server: Any, dossier: Dossier
) -> None:
    page = without_script
    page.goto(f"{live_server.url}{dossier.get_absolute_url()}")
    page.get_by_role("link", name="Wijzig samenvatting").click()
    page.get_by_label("Samenvatting").fill("Zonder script.")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Samenvatting bewaard.")).to_be_visible()
    page.get_by_role("link", name="Feit toevoegen").click()
    page.get_by_label("Wanneer? Datum of eerste dag").fill("vandaag")
    page.get_by_label("Stalking/belaging").check()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Feit toegevoegd.")).to_be_visible()
    page.get_by_role("link", name="Persoon toevoegen").click()
    page.get_by_label("Naam of geboortedatum").fill("Lowie De Backer")
    page.get_by_role("button", name="Zoek persoon").click()
    expect(page.get_by_label("Voornaam")).to_have_value("Lowie")
    page.get_by_label("Kind").check()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("link", name="Lowie De Backer", exact=True)).to_be_visible()
    page.get_by_role("link", name="Dossier afsluiten").click()
    page.get_by_label("stopped").check()
    page.get_by_role("button", name="Dossier afsluiten").click()
    expect(page.get_by_text("Het dossier is afgesloten.")).to_be_visible()
    assert stored(dossier).summary == "Zonder script."
    assert not stored(dossier).is_open


@pytest.fixture(autouse=True)
def a_reason_to_close(cast: Cast) -> None:
    make.closure_reason()
