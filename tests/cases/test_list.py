import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from cases.masking import Mask
from cases.models import Dossier
from cases.queries import dossier_list
from cases.queries.dossier_list import Choices, dossier_page, joined
from lib.acting import acting_as
from lib.keyset import Cursor
from tests import make
from tests.cases.budget import queries_of
from tests.cases.logged import events
from tests.cases.pages import text_of
from tests.database import as_owner
from tests.persons import Cast

URL = reverse("cases:dossier_list")


def shown(desk: Client, **query: Any) -> list[str]:
    """The numbers on the page, in order."""
    page = desk.get(URL, query)
    assert page.status_code == 200
    return [row.reference for row in page.context["page"].rows]


def test_newest_intake_first_and_only_open_ones(desk: Client, cast: Cast) -> None:
    old = make.dossier(cast.antwerp, received_on=dt.date(2024, 5, 1))
    new = make.dossier(cast.antwerp, received_on=dt.date(2025, 5, 1))
    make.dossier(cast.antwerp, closed_on=dt.date(2025, 6, 1), closure_reason=make.closure_reason())
    make.dossier(cast.leuven)
    assert shown(desk) == [new.reference, old.reference]


@pytest.fixture
def several(cast: Cast) -> dict[str, str]:
    """One dossier for each filter, by what makes it special."""
    closed: dict[str, Any] = {
        "closed_on": dt.date(2025, 6, 1),
        "closure_reason": make.closure_reason(),
    }
    made = {
        "plain": make.dossier(cast.antwerp),
        "closed": make.dossier(cast.antwerp, **closed),
        "mine": make.dossier(cast.antwerp, case_director=cast.colleague),
        "other": make.dossier(cast.antwerp, case_director=cast.case_director),
        "stalking": make.dossier(cast.antwerp, stalking="yes"),
        "unknown": make.dossier(cast.antwerp, stalking="unknown"),
        "2023": make.dossier(cast.antwerp, received_on=dt.date(2023, 12, 31)),
        "fact": make.dossier(cast.antwerp),
        "refuted": make.dossier(cast.antwerp),
    }
    make.offence(made["fact"], forms=(make.form("digital"),))
    make.offence(made["refuted"], forms=(make.form("digital"),), status="refuted")
    return {dossier.reference: name for name, dossier in made.items()}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"status": "closed"}, {"closed"}),
        ({"director": "me"}, {"mine"}),
        ({"stalking": "yes"}, {"stalking"}),
        ({"stalking": "unknown"}, {"unknown"}),
        ({"year": "2023"}, {"2023"}),
        ({"year": "2023", "stalking": "yes"}, set()),
    ],
)
def test_each_filter_keeps_what_fits(
    desk: Client, several: dict[str, str], query: dict[str, str], expected: set[str]
) -> None:
    assert {several[reference] for reference in shown(desk, **query)} == expected


def test_the_filters_for_all_and_for_nobody(desk: Client, several: dict[str, str]) -> None:
    assert len(shown(desk, status="all")) == 9
    assert {"mine", "other"}.isdisjoint(
        several[reference] for reference in shown(desk, director="nobody")
    )


def test_the_filter_on_a_form_of_violence_passes_over_refuted_facts(
    desk: Client, several: dict[str, str]
) -> None:
    found = shown(desk, form=make.form("digital").pk)
    assert [several[reference] for reference in found] == ["fact"]


def test_a_centre_is_chosen_only_by_who_works_at_two(desk: Client, cast: Cast) -> None:
    here = make.dossier(cast.antwerp)
    assert "centre" not in desk.get(URL).context["form"].fields
    make.membership(cast.colleague, "caseworker", at=cast.leuven)  # type: ignore[arg-type]
    there = make.dossier(cast.leuven)
    assert set(shown(desk)) == {here.reference, there.reference}
    assert shown(desk, centre=cast.leuven.pk) == [there.reference]


@pytest.mark.parametrize(
    "query",
    [
        {"year": "abc"},
        {"year": "3000"},
        {"stalking": "perhaps"},
        {"form": "9" * 40},
        {"status": "a\x00b"},
        {"director": "12"},
    ],
)
def test_a_filter_that_does_not_exist_is_told(desk: Client, query: dict[str, str]) -> None:
    page = desk.get(URL, query)
    assert page.status_code == 422
    assert "error-summary" in text_of(page)


@pytest.mark.parametrize(
    "cursor", ["", "x", "%00", "bzIwMjY", "é" * 5000, "-1", "bzk5OTktMTItMzEuMQ"]
)
def test_a_cursor_that_cannot_be_read_starts_anew(
    desk: Client, dossier: Dossier, cursor: str
) -> None:
    assert shown(desk, na=cursor) == [dossier.reference]


def test_next_and_previous_keep_the_filters(
    desk: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossier_list, "PAGE_SIZE", 2)
    for day in range(1, 6):
        make.dossier(cast.antwerp, received_on=dt.date(2025, 1, day), stalking="yes")
    first = desk.get(URL, {"stalking": "yes"})
    assert "Vorige" not in text_of(first)
    second = desk.get(URL + first.context["older_url"])
    assert "stalking=yes" in second.context["older_url"]
    third = desk.get(URL + second.context["older_url"])
    assert [len(page.context["page"].rows) for page in (first, second, third)] == [2, 2, 1]
    back = desk.get(URL + third.context["newer_url"])
    assert back.context["page"].rows == second.context["page"].rows
    assert third.context["first_url"] == "?stalking=yes"


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(days=st.lists(st.integers(1, 6), max_size=12), size=st.integers(1, 5))
def test_walking_the_pages_gives_every_row_once_in_order(
    reader: User, days: list[int], size: int
) -> None:
    """Also with many dossiers of one day, there and back."""
    with as_owner():
        Dossier.objects.all().delete()
    centre = reader.memberships_today[0].centre
    assert centre is not None
    made = [make.dossier(centre, received_on=dt.date(2025, 1, day)) for day in days]
    expected = [d.pk for d in sorted(made, key=lambda d: (d.received_on, d.pk), reverse=True)]
    with acting_as(reader.pk):
        forth, last = _walk(reader, size, "")
        back, _first = _walk(reader, size, last, newer=True)
    assert forth == expected
    assert back == expected[: len(back)]
    assert len(expected) - len(back) <= size


@pytest.fixture
def reader(cast: Cast) -> User:
    return cast.colleague


def _walk(reader: User, size: int, start: str, *, newer: bool = False) -> tuple[list[int], str]:
    """All pages from here to the end, in the order of the list, and the last cursor back."""
    found: list[list[int]] = []
    cursor, previous = start, ""
    original, dossier_list.PAGE_SIZE = dossier_list.PAGE_SIZE, size
    try:
        while newer is False or cursor:
            page = dossier_page(
                by=reader,
                choices=Choices(),
                cursor=Cursor.decode(cursor) if cursor else None,
                mask=Mask(),
            )
            found.append([row.dossier_id for row in page.rows])
            previous = page.newer
            cursor = page.newer if newer else page.older
            if not cursor:
                break
    finally:
        dossier_list.PAGE_SIZE = original
    pages = reversed(found) if newer else found
    return [pk for page in pages for pk in page], previous


def test_a_row_says_what_a_caseworker_looks_for(desk: Client, cast: Cast) -> None:
    directed = make.dossier(
        cast.antwerp, case_director=make.user("imaes", first_name="Ine", last_name="Maes")
    )
    make.involvement(directed, make.person(cast.antwerp, "Sofie", "Verhaegen"), "victim")
    make.involvement(directed, make.person(cast.antwerp, "Koen", "De Backer"), "offender")
    (row,) = desk.get(URL).context["page"].rows
    assert row.people == "Verhaegen – De Backer"
    assert row.case_director == "Ine Maes"
    assert row.received_on == "10.03.2025"
    assert (row.stalking, row.status) == ("Nee", "Open")


def test_many_names_are_counted() -> None:
    assert joined(["A", "B", "C", "D", "E"]) == "A – B – C +2"


def test_every_cell_is_escaped(desk: Client, cast: Cast) -> None:
    """The lines are put together by hand, so each cell gets a tag."""
    evil = "<b>kwaad</b>"
    with as_owner():
        type(cast.antwerp).objects.filter(pk=cast.antwerp.pk).update(name=evil)
    director = make.user("evil", first_name=evil)
    marked = make.dossier(cast.antwerp, case_director=director, reference="VH-<b>")
    make.involvement(marked, make.person(cast.antwerp, "X", evil))
    make.membership(cast.colleague, "caseworker", at=cast.leuven)  # type: ignore[arg-type]
    make.form("evil", label=evil)
    html = text_of(desk.get(URL))
    assert "<b>" not in html
    assert html.count("&lt;b&gt;kwaad") >= 4


def test_hidden_names_never_leave_the_server(desk: Client, dossier: Dossier, cast: Cast) -> None:
    make.involvement(dossier, make.person(cast.antwerp, "Sofie", "Verhaegen"))
    assert "Verhaegen" in text_of(desk.get(URL))
    desk.post(reverse("accounts:toggle_names"))
    html = text_of(desk.get(URL))
    assert "Verhaegen" not in html
    assert "Namen verborgen" in html


def test_a_page_is_one_event_with_the_ids_shown(desk: Client, cast: Cast) -> None:
    made = [make.dossier(cast.antwerp) for _ in range(3)]
    desk.get(URL)
    (event,) = events("cases.dossier.listed")
    assert set(event.row_ids) == {dossier.pk for dossier in made}
    assert "people" in event.fields


def test_a_partner_sees_what_he_is_convened_for(partner_desk: Client, dossier: Dossier) -> None:
    make.dossier(dossier.centre)
    assert shown(partner_desk) == [dossier.reference]


def test_nothing_found_says_how_to_go_on(desk: Client) -> None:
    assert "Geen dossiers met deze filters." in text_of(desk.get(URL))


def test_the_list_needs_few_queries(desk: Client, cast: Cast) -> None:
    for _ in range(5):
        dossier = make.dossier(cast.antwerp, case_director=cast.case_director)
        make.involvement(dossier, make.person(cast.antwerp))
    assert len(queries_of(desk, URL)) <= 10
    one_row = len(queries_of(desk, URL, {"director": "nobody"}))
    assert len(queries_of(desk, URL)) <= one_row + 1
