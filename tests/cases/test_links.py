"""Every page opens, and every link and form on it leads somewhere."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from cases.models import Dossier, Offence, Person
from tests import make
from tests.persons import Cast

PAGES = ("summary", "stalking", "case_director", "counting", "close", "reopen", "involve",
         "offence_new", "criteria", "convene")  # fmt: skip


@pytest.fixture
def full(dossier: Dossier, sofie: Person, koen: Person, cast: Cast) -> Offence:
    """A dossier with something in every corner."""
    make.criteria(dossier, cast.colleague)
    make.convocation(dossier, cast.police, cast.colleague)
    return make.offence(
        dossier, forms=(make.stalking_form(),), acted=(koen,), affected=(sofie,), description="x"
    )


def links(html: str) -> Iterator[str]:
    for found in re.findall(r'(?:href|action|hx-get|hx-post)="(/[^"#?]*)', html):
        if not found.startswith(("/static/", "/beheer/")):
            yield unescape(found)


def assert_links_lead_somewhere(html: str) -> None:
    broken = []
    for link in set(links(html)):
        try:
            resolve(link)
        except Resolver404:
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("name", PAGES)
def test_every_form_page_opens(desk: Client, dossier: Dossier, full: Offence, name: str) -> None:
    response = desk.get(reverse(f"cases:{name}", args=[dossier.reference]))
    assert response.status_code == 200
    assert_links_lead_somewhere(response.content.decode())


def test_every_link_of_the_dossier_leads_somewhere(
    desk: Client, dossier: Dossier, full: Offence
) -> None:
    html = desk.get(dossier.get_absolute_url()).content.decode()
    assert_links_lead_somewhere(html)
    own = [link for link in links(html) if link.startswith(dossier.get_absolute_url())]
    assert len(set(own)) >= 12
    for link in set(own):
        assert desk.get(link).status_code == 200, link


def test_the_list_leads_to_the_dossier(desk: Client, dossier: Dossier) -> None:
    html = desk.get(reverse("cases:dossier_list")).content.decode()
    assert_links_lead_somewhere(html)
    assert dossier.get_absolute_url() in set(links(html))
