"""Referring in a real browser, and the provider who answers in a browser of its own."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Organisation
from cases.models import Dossier
from registrations.models import Referral
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


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return persons.cast()


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    made = make.dossier(cast.antwerp, stalking="yes")
    koen = make.person(cast.antwerp, "Koen", "De Backer")
    make.involvement(made, make.person(cast.antwerp, "Sofie", "Verhaegen"), "victim")
    make.involvement(made, koen, "offender")
    make.offence(made, forms=(make.stalking_form(),), offence_type=make.belaging(), acted=(koen,))
    make.programme(label="Gedragstraining intrafamiliaal geweld (IFG)")
    make.end_reason(label="Andere hulp begon")
    caw = make.organisation("CAW Antwerpen")
    with as_owner():
        Organisation.objects.filter(pk=caw.pk).update(sector="caw")
        caw.partnerships.create(centre=cast.antwerp, starts_on=make.FIRST_DAY)
    return made


def check(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def test_refer_and_let_the_provider_report_back(
    page: Page,
    console: ConsoleLog,
    browser: Browser,
    live_server: Any,
    cast: Cast,
    dossier: Dossier,
) -> None:
    give_session(page.context, live_server, cast.colleague)
    page.goto(f"{live_server.url}{dossier.get_absolute_url()}")
    page.get_by_role("link", name="Verwijzen", exact=True).click()
    check(page)
    assert_focus_visible(page)
    expect(page.get_by_label("Ja", exact=True)).to_be_checked()
    expect(page.get_by_label("Belaging (art. 442bis Sw.)")).to_be_checked()
    page.get_by_label("Koen De Backer – Pleger").check()
    page.get_by_label("Naar welk programma?").select_option(
        label="Gedragstraining intrafamiliaal geweld (IFG)"
    )
    page.get_by_role("button", name="Verwijzing bewaren").click()
    check(page)
    page.get_by_role("button", name="Link maken").click()
    check(page)
    link = page.get_by_label("Link voor de aanbieder").input_value()

    provider = browser.new_context()
    theirs = provider.new_page()
    console.watch(theirs)
    theirs.goto(link)
    check(theirs)
    assert_focus_visible(theirs)
    shown = theirs.locator("body").inner_text()
    assert not any(word in shown for word in ("Koen", "De Backer", dossier.reference, "Antwerpen"))
    theirs.get_by_label("Gestart", exact=True).check()
    theirs.get_by_role("button", name="Melden").click()
    expect(theirs.get_by_text("Dank je, je melding is bewaard.")).to_be_visible()
    theirs.get_by_label("Afgerond", exact=True).check()
    theirs.get_by_role("button", name="Melden").click()
    expect(theirs.get_by_text("Er is niets meer te melden.")).to_be_visible()
    check(theirs)
    assert {cookie["name"] for cookie in provider.cookies()} == {"csrf"}

    page.goto(f"{live_server.url}{dossier.get_absolute_url()}#referrals")
    expect(page.get_by_text("Afgerond", exact=True)).to_be_visible()
    check(page)
    assert_no_console_errors(console)
    with as_owner():
        assert Referral.objects.get().state == "completed"
    provider.close()


def test_a_refused_report_and_a_dead_link(
    page: Page, live_server: Any, cast: Cast, dossier: Dossier
) -> None:
    """422 and 404 of the provider's page, at 320 px and for axe."""
    with as_owner():
        person = dossier.involvements.get(role="offender").person
    referral = make.referral(dossier, person, cast.colleague)
    make.referral_link(referral, cast.colleague, token="t" * 43)
    page.goto(f"{live_server.url}/terugkoppeling/{'t' * 43}/")
    page.get_by_label("Niet gestart").check()
    page.get_by_role("button", name="Melden").click()
    expect(page.get_by_role("link", name="Kies waarom.")).to_be_visible()
    check(page)
    assert page.goto(f"{live_server.url}/terugkoppeling/{'x' * 43}/").status == 404  # type: ignore[union-attr]
    check(page)


def test_the_list_and_the_correction(
    page: Page, console: ConsoleLog, live_server: Any, cast: Cast, dossier: Dossier
) -> None:
    with as_owner():
        person = dossier.involvements.get(role="offender").person
    referral = make.referral(dossier, person, cast.colleague)
    give_session(page.context, live_server, cast.colleague)
    for address in ("/verwijzingen/", f"/verwijzingen/{referral.pk}/verbeteren/", "/"):
        page.goto(f"{live_server.url}{address}")
        check(page)
    page.goto(f"{live_server.url}/verwijzingen/?waits=long")
    expect(page.get_by_role("link", name=referral.reference)).to_be_visible()
    assert_no_console_errors(console)
