"""Vergelijk met een eerder moment: from three screens, and what a hostile address gets."""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from reporting.asking import Ask, AskError
from reporting.differences import comparison_of
from reporting.differences.screen import screen_of
from reporting.events import FIGURES_READ
from reporting.indicators import LIBRARY
from reporting.services.differences import compare_moments
from tests import make
from tests.cases.budget import queries_of
from tests.database import as_owner
from tests.persons import Cast, cast
from tests.reporting.known import known_since

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fixed_day")]
ADDRESS = "/cijfers/indicatoren/{}/verschil/"
THEN = "10.02.2026"
Get = Callable[..., Any]


def make_duplicate(dossier_id: int, day: str) -> None:
    """As if somebody said so on that day: the clock of these tests is behind the database's."""
    before = timezone.now()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_dossier SET counting_exclusion = 'duplicate' WHERE id = %s", [dossier_id]
        )
        for table in ("reporting_dossierfact", "reporting_unitfact"):
            for column in ("known_until", "known_from"):
                statement = f"UPDATE {table} SET {column} = %s WHERE {column} > %s"
                cursor.execute(statement, [day, before])


@pytest.fixture
def people() -> Cast:
    """Of 2025: five known at first, two entered later, and one of the five a duplicate now."""
    made = cast()
    ids = [
        make.dossier(made.antwerp, stalking="yes", received_on=dt.date(2025, 5, 1)).pk
        for _each in range(7)
    ]
    for number, pk in enumerate(ids):
        known_since(pk, "2026-02-10 12:00Z" if number < 5 else "2026-03-01 12:00Z")
    make_duplicate(ids[0], "2026-03-02")
    late = make.dossier(made.leuven, stalking="yes", received_on=dt.date(2024, 5, 1))
    known_since(late.pk, "2026-03-03")
    return made


@pytest.fixture
def get(client: Client, people: Cast) -> Get:
    def ask(user: User | None = None, code: str = "dossiers_stalking", **query: Any) -> Any:
        client.force_login(user or people.coordinator)
        given = {"from": "2023", "to": "2025", "then": THEN, **query}
        return client.get(ADDRESS.format(code), {k: v for k, v in given.items() if v is not None})

    return ask


def line_of(page: Any, label: str, year: str) -> Any:
    screen = page.context["screen"]
    return next(
        one for one in (*screen.lines, *screen.totals) if (one.label, one.year) == (label, year)
    )


@pytest.mark.parametrize("code", ["dossiers_stalking", "dossiers_opened"])
class TestTable:
    def test_old_new_difference_and_why(self, get: Get, code: str) -> None:
        line = line_of(get(code=code), "Antwerpen", "2025")
        assert [box.text for box in line.boxes] == ["5", "6"]
        assert line.difference == "+1"
        assert line.why == ("+2 laat ingevoerd", "−1 samengevoegd")

    def test_everything_together_in_one_sentence(self, get: Get, code: str) -> None:
        page = get(code=code)
        assert page.context["screen"].summary == (
            "Alles samen ging van 5 naar 7: +3 laat ingevoerd; −1 samengevoegd."
        )
        assert "Alles samen ging van 5 naar 7" in page.content.decode()

    def test_what_stayed_the_same_is_counted_and_can_be_shown(self, get: Get, code: str) -> None:
        page = get(code=code)
        assert [(one.label, one.year) for one in page.context["screen"].lines] == [
            ("Antwerpen", "2025"),
            ("Leuven", "2024"),
        ]
        left_out = page.context["screen"].left_out
        assert "bleven gelijk" in left_out
        whole = get(code=code, same="on").context["screen"]
        assert len(whole.lines) == 2 + int(re.findall("[0-9]+", left_out)[0])
        assert whole.left_out == ""

    def test_another_column(self, get: Get, code: str) -> None:
        screen = get(code=code, measure="no").context["screen"]
        assert screen.lines == ()
        assert screen.summary == "Alles samen bleef 0."

    def test_the_second_moment_can_be_chosen_too(self, get: Get, code: str) -> None:
        page = get(code=code, known="01.03.2026")
        assert line_of(page, "Antwerpen", "2025").why == ("+2 laat ingevoerd",)
        assert page.context["screen"].now == "01.03.2026, 23.59 u."
        assert page.context["screen"].then == "10.02.2026, 23.59 u."

    def test_today_with_today(self, get: Get, code: str) -> None:
        assert get(code=code, then="vandaag").context["screen"].lines == ()

    def test_it_is_in_the_log_as_two_figures(self, get: Get, code: str) -> None:
        get(code=code)
        with as_owner():
            events = Event.objects.filter(event_type=FIGURES_READ.code)
            moments = [json.loads(event.reason)["known_on"] for event in events]
        assert sorted(map(str, moments)) == ["2026-02-10T22:59:59.999999+00:00", "None"]


def test_a_state_is_no_zero_and_has_no_difference(get: Get) -> None:
    line = line_of(get(same="on", **{"from": "2022"}), "Antwerpen", "2022")
    assert [box.text for box in line.boxes] == ["niet geregistreerd"] * 2
    assert line.difference == "geen"
    assert line.why == ("niet geteld",)


def test_that_nothing_is_left_over_is_said(get: Get) -> None:
    assert "Niet verklaard: niets." in get().content.decode()


def test_what_is_left_over_has_its_own_row(people: Cast) -> None:
    """The screen of a difference that no reason explains."""
    ask = Ask("dossiers_opened", 2023, 2025)
    then = dt.datetime(2026, 2, 10, 23, tzinfo=dt.UTC)
    with as_owner():
        found = compare_moments(by=people.coordinator, ask=ask, then=then)
    screen = screen_of(comparison_of(found.before, found.after, {}), "all", with_same=False)
    assert ("+1 niet verklaard",) in [line.why for line in screen.lines]
    assert "In 7 cijfers tellen de redenen niet op" in screen.explained


class TestYears:
    def test_a_year_that_had_not_begun_is_left_out_and_said(self, get: Get) -> None:
        page = get(then="31.12.2024", to="2026")
        assert page.context["screen"].totals[-1].year == "alle jaren"
        assert {one.year for one in page.context["screen"].totals} == {
            *("2023", "2024", "alle jaren")
        }
        assert "nog niet begonnen was: 2025, 2026." in page.content.decode()


class TestForm:
    def test_first_only_the_question(self, get: Get) -> None:
        page = get(then=None)
        assert page.status_code == 200
        assert "screen" not in page.context
        html = page.content.decode()
        assert 'name="then"' in html
        assert "Alleen voor intern gebruik" in html

    @pytest.mark.parametrize(
        ("query", "field", "says"),
        [
            ({"then": ""}, "then", "dd.mm.jjjj"),
            ({"then": "24.11.2026"}, "then", "toekomst"),
            ({"then": "30.02.2026"}, "then", "bestaat niet"),
            ({"then": "\x00"}, "then", "dd.mm.jjjj"),
            ({"then": "01.01.1800"}, "then", "1900 of later"),
            ({"then": "01.06.2022"}, "then", "al begonnen"),
            ({"known": "01.02.2026"}, "then", "Kies een dag vóór"),
            ({"known": "01.02.2030"}, "known", "toekomst"),
            ({"from": "2025", "to": "2024"}, "from", "na het laatste jaar"),
            ({"measure": "x"}, "measure", "uit de lijst"),
            ({"centre": "gent"}, "centre", "uit de lijst"),
        ],
    )
    def test_a_mistake_is_said_at_the_field(
        self, get: Get, query: dict[str, str], field: str, says: str
    ) -> None:
        page = get(**query)
        assert page.status_code == 422
        assert says in " ".join(page.context["form"].errors[field])
        assert "screen" not in page.context

    @pytest.mark.parametrize("code", list(LIBRARY))
    def test_every_indicator_has_its_page(self, get: Get, code: str) -> None:
        page = get(code=code, same="on", **{"from": "2025"})
        assert page.status_code == 200
        assert "Wat telt dit cijfer?" in page.content.decode()


class TestRights:
    def test_who_works_at_one_centre_compares_that_one(self, get: Get, people: Cast) -> None:
        page = get(people.colleague)
        assert {one.label for one in page.context["screen"].lines} == {"Antwerpen"}

    def test_no_such_indicator(self, get: Get) -> None:
        assert get(code="bestaat-niet").status_code == 404

    def test_not_for_readers_outside(self, people: Cast) -> None:
        ask = Ask("dossiers_stalking", 2024, 2025, profile="parliament")
        with pytest.raises(AskError, match="intern gebruik"):
            compare_moments(by=people.coordinator, ask=ask, then=dt.datetime.now(dt.UTC))


@pytest.mark.parametrize(
    "address",
    [
        "/cijfers/stalking/?from=2024&to=2025",
        "/cijfers/indicatoren/dossiers_stalking/?from=2024&to=2025",
        "/cijfers/zelf/?from=2024&to=2025&measure=stalking",
    ],
)
def test_from_every_screen_of_figures(client: Client, people: Cast, address: str) -> None:
    client.force_login(people.coordinator)
    page = client.get(address)
    url = page.context["difference_url"]
    assert f'href="{url.replace("&", "&amp;")}"' in page.content.decode()
    form = client.get(url).context["form"]
    assert (form["from"].value(), form["to"].value()) == ("2024", "2025")
    answered = client.get(f"{url}&then={THEN}")
    assert line_of(answered, "Antwerpen", "2025").difference == "+1"


def test_the_centres_that_were_chosen_come_along(client: Client, people: Cast) -> None:
    client.force_login(people.coordinator)
    page = client.get("/cijfers/stalking/", {"centre": people.leuven.pk})
    form = client.get(page.context["difference_url"]).context["form"]
    assert form["centre"].value() == [people.leuven.code]


def test_a_figure_that_cannot_be_counted_has_nothing_to_compare(
    client: Client, people: Cast
) -> None:
    client.force_login(people.coordinator)
    page = client.get("/cijfers/indicatoren/protection_measures/")
    assert "verschil" not in page.content.decode()


def test_it_takes_a_fixed_number_of_queries(client: Client, people: Cast) -> None:
    client.force_login(people.coordinator)
    address = ADDRESS.format("dossiers_opened")
    few = queries_of(client, address, {"then": THEN})
    for _each in range(3):
        make.dossier(make.centre(), stalking="yes", received_on=dt.date(2025, 5, 1))
    assert len(queries_of(client, address, {"then": THEN})) == len(few)
