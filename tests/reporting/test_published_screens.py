"""The two screens: who may look, what they show, and what a strange address gives."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from reporting.services.published import load_published_figures
from tests import make
from tests.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SCREENS = ("reporting:question_841", "reporting:published")


class Cells(HTMLParser):
    """The rows of every table of a page, as the texts of their cells."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] = f"{self.rows[-1][-1]}{data}".strip()


def rows_of(page: str) -> list[list[str]]:
    cells = Cells()
    cells.feed(page)
    return [row for row in cells.rows if row]


@pytest.fixture
def coordinator() -> User:
    return make.member("coordinator", Role.COORDINATOR, at=make.centre())


@pytest.fixture
def published() -> None:
    with as_owner():
        load_published_figures()


@pytest.fixture
def screen(client: Client, coordinator: User, published: None) -> Any:
    """Open a screen as the coordinator."""
    client.force_login(coordinator)

    def open_page(name: str, expected: int = 200, **query: str) -> str:
        response = client.get(reverse(name), query)
        assert response.status_code == expected
        return response.content.decode()

    return open_page


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.COORDINATOR, 200),
        (Role.CASE_DIRECTOR, 200),
        (Role.ANALYST, 200),
        (Role.PARTNER, 404),
        (Role.FUNCTIONAL_ADMIN, 404),
        (Role.PRIVACY_OFFICER, 404),
    ],
)
def test_only_who_may_see_figures_opens_the_screens(
    client: Client, name: str, role: Role, expected: int
) -> None:
    at = make.centre() if role in {Role.COORDINATOR, Role.CASE_DIRECTOR} else None
    of = make.organisation() if role == Role.PARTNER else None
    client.force_login(make.member("iemand", role, at=at, of=of))

    assert client.get(reverse(name)).status_code == expected


@pytest.mark.parametrize("name", SCREENS)
def test_nobody_looks_without_signing_in_and_nobody_posts(
    client: Client, coordinator: User, name: str
) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(coordinator)
    assert client.post(reverse(name)).status_code == 405


def test_question_841_shows_the_table_of_178_calls_as_printed(screen: Any) -> None:
    rows = rows_of(screen("reporting:question_841"))
    start = next(place for place, row in enumerate(rows) if "GP of burger" in row[0])
    table = rows[start : start + 10]

    assert [row[2] for row in table] == ["164", "6", "0", "0", "4", "0", "3", "0", "1", "178"]
    assert table[-1][0] == "contactnemer: Totaal (gedrukt totaal)"
    assert {row[3] for row in table} == {"geleverd"}
    assert {row[4] for row in table} == {"oproep"}


def test_question_841_has_eight_parts_with_their_states(screen: Any) -> None:
    text = screen("reporting:question_841")

    for number in range(1, 9):
        assert f'id="deel-{number}"' in text
    for state in (
        "niet bevoegd",
        "niet geregistreerd, geen plannen",
        "nog niet gepubliceerd",
        "niet te splitsen, verwacht eind 2024",
        "niet te splitsen, aangekondigd voor dossiers vanaf oktober 2023",
        "antwoord in woorden",
    ):
        assert state in text
    for figure in ("135", "155", "127", "360", "376", "12.044", "1,97"):
        assert f'<td class="vh-number">{figure}</td>' in text


def test_the_wrong_percentage_is_marked_and_explained(screen: Any) -> None:
    text = screen("reporting:question_841")
    share = next(row for row in rows_of(text) if row[4:5] == ["procent"] and row[2] == "1")

    assert share[5] == "w"
    assert "dezelfde teleenheid" in text


@pytest.mark.parametrize("name", SCREENS)
def test_no_cell_of_a_missing_figure_is_blank_or_zero(screen: Any, name: str) -> None:
    rows = rows_of(screen(name, **({"status": "not_published"} if "published" in name else {})))
    missing = [row for row in rows for cell in row if cell == "–geen cijfer"]

    assert missing
    for row in missing:
        state = row[row.index("–geen cijfer") + 1]
        assert state.startswith(("niet ", "nog niet ", "geweigerd"))


def test_question_841_says_so_when_nothing_is_loaded(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)

    response = client.get(reverse("reporting:question_841"))

    assert response.status_code == 200
    assert "nog niet geladen" in response.content.decode()


def test_the_list_shows_every_figure_over_its_pages(screen: Any) -> None:
    shown = 0
    for number in range(1, 13):
        shown += len(rows_of(screen("reporting:published", page=str(number)))) - 1
    assert shown == 583


def test_the_list_keeps_its_filter_on_the_next_page(screen: Any) -> None:
    text = screen("reporting:published", indicator="cgg_youth_clients")

    assert "?indicator=cgg_youth_clients&amp;page=2" in text
    assert "Gepubliceerde cijfers (80)" in text


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ({"source": "sv841"}, "32"),
        ({"status": "refused"}, "1"),
        ({"flag": "w"}, "7"),
        ({"competence": "statistiek"}, "36"),
        ({"indicator": "cgg_stalking_offenders", "status": "delivered"}, "3"),
        ({"indicator": "prosecution_stalking_inflow", "conflicts": "on"}, "5"),
    ],
)
def test_the_list_filters(screen: Any, query: dict[str, str], total: str) -> None:
    assert f"Gepubliceerde cijfers ({total})" in screen("reporting:published", **query)


def test_a_filter_without_figures_says_so(screen: Any) -> None:
    text = screen("reporting:published", indicator="cgg_stalking_offenders", status="refused")
    assert "Geen cijfers met deze filters." in text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"status": "verzonnen"}, 422),
        ({"indicator": "a\x00b"}, 422),
        ({"source": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")}, 422),
        ({"flag": "x" * 5000}, 422),
        ({"page": "-1"}, 200),
        ({"page": "9" * 400}, 200),
        ({"page": "\x00"}, 200),
    ],
)
def test_a_strange_address_gets_words_and_never_an_error_page(
    screen: Any, query: dict[str, str], status: int
) -> None:
    screen("reporting:published", expected=status, **query)


def test_a_difference_of_the_last_load_is_on_the_list(screen: Any, tmp_path: Any) -> None:
    from tests.reporting.published_files import copy_of_files, rewrite

    rewrite(copy_of_files(tmp_path), lambda rows: rows[0].update(value="179"))
    with as_owner():
        load_published_figures(folder=tmp_path, accept_changes=True)

    assert "178 → 179" in screen("reporting:published")


@pytest.mark.parametrize(("name", "budget"), [(SCREENS[0], 9), (SCREENS[1], 12)])
def test_the_screens_stay_within_their_query_budget(
    screen: Any, django_assert_max_num_queries: Any, name: str, budget: int
) -> None:
    screen(name)
    with django_assert_max_num_queries(budget):
        screen(name)
