"""The page of a new intake: search, choose or describe, save once."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Dossier, Draft, Person
from codelists.models import FormOfViolence
from registrations.models import Intake
from tests import make
from tests.database import as_owner
from tests.persons import Cast

URL = "/aanmeldingen/nieuw/"


@pytest.fixture
def web(client: Client, cast: Cast) -> Client:
    client.force_login(cast.colleague)
    return client


def typed(**changes: Any) -> dict[str, Any]:
    """A complete post: a new victim, no offender, no child."""
    data = {
        "submission": str(uuid.uuid4()),
        "p-TOTAL_FORMS": "3",
        "p-INITIAL_FORMS": "0",
        "p-0-role": "victim",
        "p-0-search": "Sofie Voorbeeld 12.04.1989",
        "p-0-choice": "new",
        "p-0-given_name": "Sofie",
        "p-0-family_name": "Voorbeeld",
        "p-0-born_on": "12.04.1989",
        "p-1-role": "offender",
        "p-2-role": "child",
        "story": "Hij wacht haar op.",
        "forms": [str(make.stalking_form().pk)],
        "stalking": "yes",
        "reporter_sector": str(make.sector().pk),
        "received_on": "vandaag",
        "do": "save",
    }
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def errors_at(response: Any) -> set[str]:
    """Where the error summary points to."""
    summary = response.content.decode().partition('id="error-summary"')[2].partition("</ul>")[0]
    return set(re.findall(r'href="#id_([^"]+)"', summary))


def test_the_page_asks_nothing_it_need_not(web: Client) -> None:
    page = web.get(URL).content.decode()
    assert "Voor welk centrum" not in page
    assert page.index("Stalking/belaging") < page.index("Fysiek geweld")
    radios = re.findall(r'<input[^>]*name="stalking"[^>]*>', page)
    assert len(radios) == 3
    assert not any("checked" in radio for radio in radios)


def test_an_intake_is_saved_and_shown(web: Client, cast: Cast) -> None:
    response = web.post(URL, typed(), follow=True)
    intake = Intake.objects.get()
    assert response.redirect_chain == [(f"/aanmeldingen/{intake.pk}/", 302)]
    assert "Hij wacht haar op." in response.content.decode()
    assert intake.people.get().person.born_on == dt.date(1989, 4, 12)
    assert (intake.centre, intake.created_by) == (cast.antwerp, cast.colleague)


def test_save_and_open_leads_to_the_dossier(web: Client) -> None:
    response = web.post(URL, typed(do="open"))
    dossier = Dossier.objects.get()
    assert response["Location"] == dossier.get_absolute_url()
    assert Intake.objects.get().dossier == dossier
