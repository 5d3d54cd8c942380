"""Zelf samenstellen: every part of the question, its charts, its file, and hostile addresses."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from reporting.asking import AskError
from reporting.composing.composition import Composition
from reporting.events import FIGURES_EXPORTED, FIGURES_READ
from reporting.indicators import LIBRARY
from reporting.models import ExportEntry, Population
from tests import make
from tests.cases.budget import queries_of
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fixed_day")]
ADDRESS = "/cijfers/zelf/"
Get = Callable[..., Any]


@pytest.fixture
def people() -> Cast:
    made = cast()
    for centre, answers in (
        (made.antwerp, ["yes"] * 7 + ["no"] * 12 + ["unknown"] * 6),
        (made.leuven, ["yes"] * 3 + ["no"] * 9),
    ):
        for answer in answers:
            make.dossier(centre, stalking=answer, received_on=dt.date(2025, 5, 1))
    for _each in range(4):
        make.dossier(made.antwerp, stalking="yes", received_on=dt.date(2024, 5, 1))
    with as_owner():
        Population.objects.create(
            centre=made.antwerp, year=2025, inhabitants=10_000, source="Statbel", verified=True
        )
        type(made.antwerp).objects.filter(pk=made.antwerp.pk).update(tile_column=2, tile_row=0)
    return made


@pytest.fixture
def get(client: Client, people: Cast) -> Get:
    def ask(user: User | None = None, **query: Any) -> Any:
        client.force_login(user or people.coordinator)
        given = {"from": "2024", "to": "2025", **query}
        return client.get(ADDRESS, {name: each for name, each in given.items() if each})

    return ask


def texts(response: Any, line: int = 0) -> list[str]:
    screen = response.context["screen"]
    return [entry.text for entry in (*screen.lines, *screen.totals)[line].entries]


class TestAnswer:
    def test_without_a_question_it_is_the_stalking_table(self, get: Get) -> None:
        page = get()
        assert texts(page) == ["4", "7", "11"]
        assert texts(page, 2) == ["4", "10", "14"]

    def test_a_share_and_its_difference_in_points(self, get: Get) -> None:
        assert texts(get(show="share", compare="years")) == [
            *("100,0 %", "28,0 %", "37,9 %"),
            "−72,0 procentpunt",
        ]

    def test_a_rate_where_the_inhabitants_are_known_and_its_reason_where_not(
        self, get: Get
    ) -> None:
        page = get(show="rate")
        assert texts(page) == ["niet geleverd", "7,00"]
        assert texts(page, 2) == ["niet geleverd", "niet geleverd"]
        lines = {line.label: line.text for line in page.context["completeness"]}
        assert lines["Inwoners"] == "2025: Statbel"

    def test_in_percent_of_another_figure(self, get: Get) -> None:
        page = get(show="of", of="dossiers_opened:all")
        # 4 of 4 and 7 of 25 dossiers that were opened.
        assert texts(page) == ["100,0 %", "28,0 %", "37,9 %"]
        lines = {line.label: line.text for line in page.context["completeness"]}
        assert "dezelfde eenheid: dossier" in lines["Percentage"]
        assert "in procent van" in page.context["screen"].caption

    def test_at_first_it_is_in_percent_of_all_of_itself(self, get: Get) -> None:
        page = get(show="of")
        assert texts(page) == texts(get(show="share"))
        assert 'name="of"' in page.content.decode()
        assert 'name="of"' not in get(show="share").content.decode()

    @pytest.mark.parametrize(
        ("query", "reason"),
        [
            ({"of": "offences:all"}, "(dossier) gedeeld door Feiten volgens"),
            ({"of": "dossiers_active:all"}, "op een dag geteld"),
            ({"of": "no:all"}, "Kies een mogelijkheid"),
            (
                {"indicator": "helpline_calls", "of": "helpline_people:all"},
                "(oproep) gedeeld door",
            ),
        ],
    )
    def test_another_unit_is_refused_at_the_field(
        self, get: Get, query: dict[str, str], reason: str
    ) -> None:
        page = get(show="of", **query)
        assert page.status_code == 422
        assert "screen" not in page.context
        (error,) = page.context["form"].errors["of"]
        assert reason in error

    def test_a_median_has_no_share(self, get: Get) -> None:
        page = get(indicator="days_to_closing", measure="median", show="share")
        assert page.status_code == 422
        assert "(dag)" in page.context["form"].errors["show"][0]

    def test_two_centres_are_compared_in_a_line(self, get: Get, people: Cast) -> None:
        page = get(compare="rows", centre=[people.antwerp.code, people.leuven.code])
        assert texts(page, 3) == ["−4", "−4", "−8"]

    def test_another_column_and_other_rows(self, get: Get) -> None:
        assert texts(get(measure="unknown")) == ["0", "6", "6"]
        page = get(indicator="offences", by="relation")
        assert page.context["screen"].row_label == "Relatie"

    def test_as_known_before_anything_was_registered(self, get: Get) -> None:
        assert texts(get(known="01.01.2026", to="2025")) == ["0", "0", "0"]

    def test_from_a_number_to_its_dossiers_only_for_an_own_centre(self, get: Get) -> None:
        antwerp, leuven = get().context["screen"].lines
        assert "measure=stalking" in antwerp.entries[1].url
        assert not any(entry.url for entry in leuven.entries)
        plain = get(known="22.11.2026").context["screen"].lines[0]
        assert not any(entry.url for entry in plain.entries)

    def test_who_works_at_one_centre_counts_that_one(self, get: Get, people: Cast) -> None:
        page = get(people.colleague)
        assert [line.label for line in page.context["screen"].lines] == ["Antwerpen"]
        assert page.context["screen"].totals == ()

    def test_it_is_in_the_log(self, get: Get) -> None:
        get(show="share")
        with as_owner():
            event = Event.objects.filter(event_type=FIGURES_READ.code).latest("pk")
        assert '"from_year": 2024' in event.reason

    def test_it_takes_few_queries(self, client: Client, people: Cast) -> None:
        client.force_login(people.coordinator)
        plain = queries_of(client, ADDRESS, {"from": "2021", "to": "2025", "chart": "map"})
        assert len(plain) <= 22, "\n".join(plain)
        rates = queries_of(client, ADDRESS, {"from": "2021", "to": "2025", "show": "rate"})
        assert len(rates) <= 23, "\n".join(rates)


class TestCharts:
    def test_bars_of_the_last_year(self, get: Get) -> None:
        drawn = get().context["screen"].drawing.chart
        assert [(bar.label, bar.value) for bar in drawn.bars] == [("Antwerpen", 7), ("Leuven", 3)]

    def test_lines_over_the_years_mark_the_running_one(self, get: Get) -> None:
        drawn = get(chart="line", to="2026").context["screen"].drawing.chart
        assert drawn.labels == ("2024", "2025", "2026*")
        assert [point.value for point in drawn.series[0].points] == [4, 7, 0]

    def test_the_map_places_a_centre_and_sets_the_other_below(self, get: Get) -> None:
        page = get(chart="map")
        first, second = page.context["screen"].drawing.chart.shapes
        assert second.y > first.y
        assert "vh-tile" in page.content.decode()

    def test_what_is_no_number_is_a_pattern_with_words(self, get: Get) -> None:
        bars = get(show="rate").context["screen"].drawing.chart.bars
        assert (bars[1].state, bars[1].pattern) == ("niet geleverd", "lines")


class TestRefusals:
    @pytest.mark.parametrize(
        ("query", "field", "says"),
        [
            ({"from": "2025", "to": "2024"}, "from", "Het eerste jaar"),
            ({"indicator": "verzonnen"}, "indicator", "mogelijkheid"),
            ({"compare": "rows"}, "compare", "precies twee"),
            ({"compare": "years", "from": "2025"}, "compare", "twee verschillende"),
            ({"indicator": "offences", "by": "relation", "chart": "map"}, "chart", "De kaart"),
            ({"indicator": "dossiers_active", "show": "rate"}, "show", "laatste dag"),
            ({"known": "31.02.2026"}, "known", "bestaat niet"),
            ({"known": "24.11.2026"}, "known", "toekomst"),
            ({"measure": "zomaar"}, "measure", "mogelijkheid"),
            ({"centre": "atlantis"}, "centre", "mogelijkheid"),
            ({"known": "01.01.2024"}, "to", "niet begonnen"),
        ],
    )
    def test_it_is_said_at_the_field(
        self, get: Get, query: dict[str, str], field: str, says: str
    ) -> None:
        page = get(**query)
        assert page.status_code == 422
        assert says in " ".join(page.context["form"].errors[field])
        assert "screen" not in page.context

    def test_another_indicator_forgets_the_rows_of_the_one_before(self, get: Get) -> None:
        left = {"by": "relation", "only_forms": "physical", "measure": "zomaar"}
        assert get(indicator="dossiers_stalking", was="offences", **left).status_code == 200

    @pytest.mark.parametrize("value", ["\x00", "'", "9" * 5000, "<script>", "-1", "١٢", "a&b=%ff"])
    @pytest.mark.parametrize(
        "name",
        [
            *("indicator", "from", "to", "by", "centre", "only_forms"),
            *("known", "measure", "show", "chart", "compare", "was"),
        ],
    )
    def test_no_address_is_an_error_of_ours(self, get: Get, name: str, value: str) -> None:
        page = get(**{"indicator": "offences", name: value})
        assert page.status_code in {200, 422}
        assert b"<script>alert" not in page.content

    def test_raw_bytes_in_the_address(self, client: Client, people: Cast) -> None:
        client.force_login(people.coordinator)
        for raw in ("known=%ff%fe", "centre=%ed%a0%80", "indicator=%00&&&=;", "from[]=1"):
            assert client.get(f"{ADDRESS}?{raw}").status_code in {200, 422}


@pytest.mark.parametrize("code", list(LIBRARY))
def test_every_indicator_can_be_asked(get: Get, code: str) -> None:
    assert get(indicator=code).status_code == 200


class TestExport:
    def file(self, client: Client, user: User, **query: str) -> list[list[str]]:
        client.force_login(user)
        given = {"from": "2025", "to": "2025", "format": "csv", **query}
        response = client.get(reverse("reporting:self_service_export"), given)
        assert response.status_code == 200
        text = response.content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ","))

    def test_the_file_holds_what_the_screen_shows(self, client: Client, people: Cast) -> None:
        flat = [" ".join(row) for row in self.file(client, people.coordinator, show="rate")]
        assert any("Veilig Huis Antwerpen" in row and "10000" in row for row in flat)
        assert any("Veilig Huis Leuven" in row and "niet geleverd" in row for row in flat)

    @pytest.mark.parametrize("code", ["xlsx", "ods", "pdf"])
    def test_a_rate_with_its_two_decimals_fits_every_format(
        self, client: Client, people: Cast, code: str
    ) -> None:
        client.force_login(people.coordinator)
        asked = {"from": "2025", "to": "2025", "show": "rate", "format": code}
        response = client.get(reverse("reporting:self_service_export"), asked)
        assert response.status_code == 200
        assert response["Content-Disposition"].endswith(f'.{code}"')

    def test_outside_the_house_small_numbers_are_hidden(self, client: Client, people: Cast) -> None:
        flat = [
            " ".join(row)
            for row in self.file(client, people.analyst, shared="on", purpose="parliament")
        ]
        assert any("Veilig Huis Leuven" in row and "verborgen" in row for row in flat)
        with as_owner():
            assert ExportEntry.objects.latest("at").profile == "parliament"
            assert Event.objects.filter(event_type=FIGURES_EXPORTED.code).count() == 1

    def test_a_percentage_leaves_with_what_is_below_the_line(
        self, client: Client, people: Cast
    ) -> None:
        query = {"show": "of", "of": "dossiers_opened:all"}
        flat = [" ".join(row) for row in self.file(client, people.coordinator, **query)]
        assert any("2025" in line and "28,0" in line and " 25 " in line for line in flat)
        with as_owner():
            left = Event.objects.filter(event_type=FIGURES_EXPORTED.code)
            assert sorted(left.values_list("object_id", flat=True)) == [
                "dossiers_opened",
                "dossiers_stalking",
            ]

    def test_a_percentage_of_a_hidden_number_is_hidden(self, client: Client, people: Cast) -> None:
        query = {"show": "of", "of": "dossiers_opened:all", "shared": "on"}
        rows = self.file(client, people.coordinator, **query)
        leuven = [row for row in rows if row and "Leuven" in row[0] and row[1] == "2025"]
        assert len(leuven) == 1
        assert "verborgen" in leuven[0]
        assert "25,0" not in leuven[0]

    @pytest.mark.parametrize(
        ("query", "profile"),
        [
            ({}, "internal"),
            ({"profile": "internal"}, "internal"),
            ({"profile": "internal", "shared": "on"}, "parliament"),
            ({"profile": "steering"}, "steering"),
            ({"profile": "open_data", "shared": "on"}, "open_data"),
        ],
    )
    @pytest.mark.parametrize("name", ["self_service", "stalking", "indicator"])
    def test_the_reader_decides_whatever_control_says_so(
        self, client: Client, people: Cast, name: str, query: dict[str, str], profile: str
    ) -> None:
        client.force_login(people.coordinator)
        code = {"code": "dossiers_stalking"} if name == "indicator" else {}
        address = reverse(f"reporting:{name}_export", kwargs=code)
        response = client.get(address, {"from": "2025", "to": "2025", "format": "csv", **query})
        assert response.status_code == 200
        assert ("verborgen" in response.content.decode("utf-8-sig")) == (profile != "internal")
        with as_owner():
            assert ExportEntry.objects.latest("at").profile == profile

    def test_a_reader_that_does_not_exist(self, client: Client, people: Cast) -> None:
        client.force_login(people.coordinator)
        response = client.get(
            reverse("reporting:self_service_export"), {"format": "csv", "profile": "everybody"}
        )
        assert response.status_code == 422

    def test_a_wrong_question_goes_back_to_the_page(self, client: Client, people: Cast) -> None:
        client.force_login(people.coordinator)
        address = reverse("reporting:self_service_export")
        assert client.get(address, {"format": "csv", "from": "1"}).status_code == 422
        assert client.get(address, {"format": "exe"}).status_code == 200


def test_a_composition_survives_its_json_and_refuses_nonsense(get: Get) -> None:
    form = get(show="rate", chart="line", known="22.11.2026").context["form"]
    made = form.composition()
    assert Composition.from_json(made.to_json()) == made
    below = get(show="of", of="dossiers_opened:all").context["form"].composition()
    assert below.of == "dossiers_opened:all"
    assert Composition.from_json(below.to_json()) == below
    assert "of=dossiers_opened%3Aall" in below.query()
    nonsense: tuple[Any, ...] = (None, [], {}, {"ask": {}}, {**made.to_json(), "show": "zomaar"})
    for wrong in nonsense:
        with pytest.raises(AskError):
            Composition.from_json(wrong)
    again = get(**dict(pair.split("=") for pair in made.query().split("&")))
    assert again.context["form"].composition() == made
