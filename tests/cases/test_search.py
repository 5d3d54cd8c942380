from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Dossier, Person
from tests import make
from tests.cases.logged import events
from tests.cases.pages import text_of
from tests.persons import Cast

URL = reverse("cases:search")


def search(desk: Client, text: str) -> Any:
    return desk.post(URL, {"q": text})


def found(desk: Client, text: str) -> list[str]:
    page = search(desk, text)
    assert page.status_code == 200
    return [row.reference for row in page.context["rows"]]


@pytest.fixture
def numbered(cast: Cast) -> Dossier:
    return make.dossier(
        cast.antwerp,
        reference="VH-2026-000412",
        source_reference="FJC/12.5",
        import_source="fjc",
    )


@pytest.mark.parametrize(
    "typed",
    ["VH-2026-000412", "vh-2026-412", " 2026-412 ", "2026 000412", "VH 2026-412", "FJC/12.5"],
)
def test_a_number_goes_straight_to_its_dossier(desk: Client, numbered: Dossier, typed: str) -> None:
    answer = search(desk, typed)
    assert answer.status_code == 302
    assert answer.headers["Location"] == numbered.get_absolute_url()


def test_a_name_gives_the_dossiers_of_who_is_meant(
    desk: Client, dossier: Dossier, sofie: Person, cast: Cast
) -> None:
    make.involvement(make.dossier(cast.antwerp), make.person(cast.antwerp, "Iemand", "Anders"))
    assert found(desk, "voorbeeld") == [dossier.reference]
    assert found(desk, "Niemandsnaam") == []


def test_somebody_with_two_roles_is_one_result(
    desk: Client, dossier: Dossier, sofie: Person
) -> None:
    make.involvement(dossier, sofie, "offender")
    assert found(desk, "Voorbeeld") == [dossier.reference]


def test_what_another_centre_knows_is_not_found(desk: Client, cast: Cast) -> None:
    foreign = make.dossier(cast.leuven, source_reference="LEU-1", import_source="fjc")
    make.involvement(foreign, make.person(cast.leuven, "Geheim", "Elders"))
    for typed in (foreign.reference, "LEU-1", "Elders"):
        assert found(desk, typed) == []


def test_an_old_number_is_for_the_centre_only(partner_desk: Client, cast: Cast) -> None:
    shared = make.dossier(cast.antwerp, source_reference="FJC-9", import_source="fjc")
    make.convocation(shared, cast.police, cast.colleague)
    assert found(partner_desk, "FJC-9") == []
    assert search(partner_desk, shared.reference).status_code == 302


def test_the_log_holds_who_was_shown_and_not_what_was_typed(
    desk: Client, dossier: Dossier, sofie: Person
) -> None:
    found(desk, "Voorbeeld")
    (event,) = events("cases.dossier.searched")
    assert event.row_ids == [dossier.pk]
    assert "voorbeeld" not in str(vars(event)).lower()


def test_hidden_names_are_hidden_in_results(desk: Client, dossier: Dossier, sofie: Person) -> None:
    desk.post(reverse("accounts:toggle_names"))
    html = text_of(search(desk, "Sofie"))
    assert dossier.reference in html
    assert "Voorbeeld" not in html


@pytest.mark.parametrize(
    "typed", ["", "   ", "a\x00b", "x" * 300, "\u202ex", "x" * 10_000_000], ids=range(6)
)
def test_a_search_that_cannot_be_read_is_told(desk: Client, typed: str) -> None:
    page = search(desk, typed)
    assert page.status_code == 422
    assert 'id="error-summary"' in text_of(page)


def test_a_search_is_never_in_an_address(desk: Client) -> None:
    assert desk.get(URL, {"q": "Voorbeeld"}).status_code == 405
