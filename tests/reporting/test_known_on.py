"""As known on a day: on every screen, in its file, in the rows behind it and in the API."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from audit.models import Event
from reporting.events import FIGURES_READ
from reporting.models import ExportEntry, SavedQuestion
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast
from tests.reporting.known import known_since

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fixed_day")]
PAGES = [
    "/cijfers/stalking/",
    "/cijfers/indicatoren/dossiers_opened/",
    "/cijfers/indicatoren/dossiers_stalking/",
    "/cijfers/zelf/",
]
APIS = ["/api/v1/figures/dossiers_stalking/", "/api/v1/figures/dossiers_opened/"]
YEARS = {"from": "2024", "to": "2025"}


@pytest.fixture
def people(client: Client) -> Cast:
    """Five dossiers known on 10 February 2026, and two that came a day later."""
    made = cast()
    for number in range(7):
        day = dt.date(2025, 5, 1)
        dossier = make.dossier(made.antwerp, stalking="yes", received_on=day)
        known_since(dossier.pk, "2026-02-10 12:00Z" if number < 5 else "2026-02-10 23:30Z")
    client.force_login(made.coordinator)
    return made


def figures_of(page: Any) -> list[str]:
    """The numbers of Antwerpen."""
    line = next(one for one in page.context["screen"].lines if one.label == "Antwerpen")
    return [entry.text for entry in line.entries]


@pytest.mark.parametrize("address", PAGES)
class TestScreens:
    def test_until_the_end_of_that_day_in_brussels(
        self, client: Client, people: Cast, address: str
    ) -> None:
        assert "7" in figures_of(client.get(address, YEARS))
        page = client.get(address, {**YEARS, "known": "10.02.2026"})
        assert "5" in figures_of(page)
        assert "7" not in figures_of(page)
        lines = {line.label: line.text for line in page.context["definition"]}
        assert lines["Stand"] == "10.02.2026, 23.59 u."
        later = client.get(address, {**YEARS, "known": "11.02.2026"})
        assert "7" in figures_of(later)

    def test_no_number_leads_to_the_dossiers_of_today(
        self, client: Client, people: Cast, address: str
    ) -> None:
        page = client.get(address, {**YEARS, "known": "10.02.2026"})
        assert not any(one.url for line in page.context["screen"].lines for one in line.entries)

    @pytest.mark.parametrize(
        ("query", "field", "says"),
        [
            ({"known": "24.11.2026"}, "known", "toekomst"),
            ({"known": "31.02.2026"}, "known", "bestaat niet"),
            ({"known": "x"}, "known", "dd.mm.jjjj"),
            ({"known": "31.12.2024"}, "to", "2025 was op die dag nog niet begonnen"),
        ],
    )
    def test_a_mistake_is_said_at_the_field(
        self,
        client: Client,
        people: Cast,
        address: str,
        query: dict[str, str],
        field: str,
        says: str,
    ) -> None:
        page = client.get(address, YEARS | query)
        assert page.status_code == 422
        assert says in " ".join(page.context["form"].errors[field])

    def test_it_is_in_the_log(self, client: Client, people: Cast, address: str) -> None:
        client.get(address, {**YEARS, "known": "10.02.2026"})
        with as_owner():
            reason = Event.objects.filter(event_type=FIGURES_READ.code).latest("pk").reason
        assert "2026-02-10T22:59:59" in reason


@pytest.mark.parametrize("address", PAGES)
def test_the_file_is_that_of_the_screen(client: Client, people: Cast, address: str) -> None:
    shown = client.get(address, {**YEARS, "known": "10.02.2026"}).content.decode()
    assert 'name="known" value="10.02.2026"' in shown
    query = {**YEARS, "known": "10.02.2026", "format": "csv"}
    text = client.get(f"{address}export/", query).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert any(row[:2] == ["Stand", "10.02.2026, 23.59 u."] for row in rows)
    antwerp = next(row for row in rows if row[:2] == ["Veilig Huis Antwerpen", "2025"])
    assert "5" in antwerp
    assert "7" not in antwerp
    with as_owner():
        assert "2026-02-10T22:59:59" in str(ExportEntry.objects.latest("at").what)


def test_the_rows_behind_it_are_those_of_that_day(client: Client, people: Cast) -> None:
    page = client.get("/cijfers/stalking/", {**YEARS, "known": "10.02.2026"})
    form = client.get(page.context["rows_url"]).context["form"]
    assert form["known"].value() == "10.02.2026"
    asked = {
        **YEARS,
        "known": "10.02.2026",
        "file_format": "csv",
        "reason": "controle van het cijfer",
        "submission": str(form["submission"].value()),
    }
    file = client.post("/cijfers/stalking/rijen/", asked)
    assert file.content.decode("utf-8-sig").count("Veilig Huis Antwerpen;01.05.2025") == 5


def test_a_saved_question_keeps_the_day(client: Client, people: Cast) -> None:
    query = urlencode({**YEARS, "known": "10.02.2026"})
    given = {"query": query, "name": "Zoals toen", "audience": "owner"}
    client.post("/cijfers/zelf/bewaren/", given)
    with as_owner():
        saved = SavedQuestion.objects.get()
    assert saved.question["ask"]["known_on"] == "2026-02-10T22:59:59.999999+00:00"
    listed = client.get("/cijfers/bewaard/").context["lines"]
    assert "5" in figures_of(client.get(listed[0].url))


@pytest.mark.parametrize("address", APIS)
class TestApi:
    def test_a_day_and_a_moment(self, client: Client, people: Cast, address: str) -> None:
        for asked, number in (
            ("2026-02-10", 5),
            ("2026-02-11", 7),
            ("2026-02-11T00:29:59+01:00", 5),
            ("2026-02-11T00:30:00+01:00", 7),
            ("2026-11-23", 7),
            ("", 7),
        ):
            data = client.get(address, {"known_on": asked}).json()
            (found,) = (
                row["stalking"]["value"]
                for row in data["figures"]
                if (row["centre"], row["year"]) == (people.antwerp.code, 2025)
            )
            assert found == number, asked

    def test_the_years_end_with_that_day(self, client: Client, people: Cast, address: str) -> None:
        data = client.get(address, {"known_on": "2022-12-31"}).json()
        assert max(row["year"] or 0 for row in data["figures"]) == 2022
        assert data["known_on"].startswith("2022-12-31T22:59:59")

    @pytest.mark.parametrize(
        "known_on",
        ["morgen", "2026-11-24", "2026-11-23T23:00Z", "2026-02-10T09:00", "0001-01-01", "\x00"],
    )
    def test_what_is_no_moment_in_the_past_is_refused(
        self, client: Client, people: Cast, address: str, known_on: str
    ) -> None:
        answer = client.get(address, {"known_on": known_on})
        assert answer.status_code == 422
        assert list(answer.json()) == ["known_on"]
