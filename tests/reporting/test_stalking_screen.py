"""The screen, the list behind a number and the export button."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from audit.models import Event
from cases.models import Dossier
from lib.acting import acting_as
from reporting.events import COUNTED_DOSSIERS_LISTED, FIGURES_EXPORTED, FIGURES_READ
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fixed_day")]
PAGES = ("index", "stalking", "stalking_export", "indicator_dossiers")
IN_ADDRESS = {"indicator_dossiers": ["dossiers_stalking"]}


@pytest.fixture
def people() -> Cast:
    made = cast()
    for centre, answers in (
        (made.antwerp, ["yes"] * 7 + ["no"] * 12 + ["unknown"] * 6),
        (made.leuven, ["yes"] * 3 + ["no"] * 9),
    ):
        for answer in answers:
            make.dossier(centre, stalking=answer, received_on=dt.date(2025, 5, 1))
    make.dossier(made.antwerp, received_on=dt.date(2025, 5, 1), counting_exclusion="duplicate")
    return made


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def get_as(user: User, name: str, **query: Any) -> Any:
        client.force_login(user)
        return client.get(reverse(f"reporting:{name}", args=IN_ADDRESS.get(name)), query)

    return get_as


Get = Callable[..., Any]


def words(response: Any) -> str:
    """The text of a page as it is read."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def table_text(response: Any) -> str:
    body = re.search(r"<table.*?</table>", response.content.decode(), re.DOTALL)
    assert body
    return " ".join(re.sub(r"<[^>]+>", " ", body.group()).split())


class TestAccess:
    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize(
        "who",
        [
            *("convened_partner", "other_partner", "functional_admin", "privacy_officer"),
            "former_colleague",
        ],
    )
    def test_who_may_not_see_figures_finds_nothing(
        self, people: Cast, get: Get, page: str, who: str
    ) -> None:
        assert get(getattr(people, who), page, format="csv").status_code == 404

    @pytest.mark.parametrize(
        "who", ["colleague", "case_director", "coordinator", "analyst", "other_centre"]
    )
    def test_who_may_sees_the_screens(self, people: Cast, get: Get, who: str) -> None:
        assert get(getattr(people, who), "index").status_code == 200
        assert get(getattr(people, who), "stalking").status_code == 200

    @pytest.mark.parametrize(
        ("who", "status"),
        [("coordinator", 200), ("analyst", 200), ("colleague", 403), ("case_director", 403)],
    )
    def test_who_may_hand_figures_on(self, people: Cast, get: Get, who: str, status: int) -> None:
        user = getattr(people, who)
        assert get(user, "stalking_export", format="csv").status_code == status
        page = get(user, "stalking").content.decode()
        assert ("Gedeelde export" in page) == (status == 200)

    def test_a_caseworker_sees_her_own_centre_only(self, people: Cast, get: Get) -> None:
        response = get(people.colleague, "stalking", **{"from": 2025, "to": 2025})
        assert "Leuven" not in words(response)
        assert "Antwerpen 7" in table_text(response)
        other = {"from": 2025, "to": 2025, "centre": people.leuven.pk}
        assert get(people.colleague, "stalking", **other).context["selection"].centres == [
            people.antwerp
        ]

    def test_a_coordinator_sees_every_centre(self, people: Cast, get: Get) -> None:
        text = table_text(get(people.coordinator, "stalking", **{"from": 2025, "to": 2025}))
        assert "Antwerpen 7 6 24,0 %" in text
        assert "Leuven 3 0 0,0 %" in text
        assert "Alle centra 10" in text

    def test_a_visitor_signs_in_first(self, client: Client) -> None:
        for page in PAGES:
            address = reverse(f"reporting:{page}", args=IN_ADDRESS.get(page))
            assert client.get(address).status_code == 302


class TestScreen:
    def test_states_definition_and_what_is_missing(self, people: Cast, get: Get) -> None:
        text = words(get(people.coordinator, "stalking"))
        for expected in (
            "Antwerpen niet geregistreerd",
            "stalking geregistreerd sinds 01.10.2023",
            "2026 lopend jaar, tot 23.11.2026",
            "Wat telt dit cijfer?",
            "beantwoord met ja, of het dossier bevat een feit dat niet weerlegd is",
            "Aantal niet meegeteld: dubbel 1",
            "Aantal niet meegeteld: ingetrokken 0",
            "8 van 10 cijfers van een centrum in een jaar, waarvan 4 onvolledig",
            "Stand 23.11.2026, 13.",
        ):
            assert expected in text

    @pytest.mark.parametrize(
        ("per", "expected"),
        [
            ("year", "2025 10 6 21 37 16,2 % 2 van 2 centra"),
            ("centre", "Antwerpen 7 6 12 25 24,0 % 1 van 1 jaar"),
        ],
    )
    def test_the_other_breakdowns(self, people: Cast, get: Get, per: str, expected: str) -> None:
        query = {"from": 2025, "to": 2025, "per": per}
        assert expected in table_text(get(people.coordinator, "stalking", **query))

    def test_a_mark_is_never_read_as_a_digit(self, people: Cast, get: Get) -> None:
        make.dossier(people.antwerp, stalking="yes", received_on=dt.date(2023, 12, 1))
        text = table_text(get(people.coordinator, "stalking", **{"from": 2023, "to": 2023}))
        assert "Antwerpen 1 (a)" in text

    def test_the_chart_says_the_same(self, people: Cast, get: Get) -> None:
        query = {"from": 2022, "to": 2025}
        chart = get(people.coordinator, "stalking", **query).context["screen"].chart
        assert [(bar.label, bar.value) for bar in chart.bars] == [("Antwerpen", 7), ("Leuven", 3)]
        query = {"from": 2022, "to": 2022}
        chart = get(people.coordinator, "stalking", **query).context["screen"].chart
        assert [bar.state for bar in chart.bars] == [
            "niet geregistreerd (pas sinds 01.10.2023)"
        ] * 2

    def test_one_centre_is_drawn_over_the_years(self, people: Cast, get: Get) -> None:
        chart = get(people.colleague, "stalking").context["screen"].chart
        assert chart.title == "Dossiers met stalking in Veilig Huis Antwerpen, per jaar"
        expected = [("2022", None), ("2023", 0), ("2024", 0), ("2025", 7), ("2026", 0)]
        assert [(bar.label, bar.value) for bar in chart.bars] == expected

    def test_no_script_or_style_stands_in_the_page(self, people: Cast, get: Get) -> None:
        page = get(people.coordinator, "stalking").content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert re.search(r"<script(?![^>]*\bsrc=)", page) is None

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ({"from": 2026, "to": 2024}, "Het eerste jaar ligt na het laatste jaar."),
            ({"from": 2027}, "uit de lijst."),
            ({"to": "\x00"}, "uit de lijst."),
            ({"from": "\ud800"}, "uit de lijst."),
            ({"per": "gemeente"}, "uit de lijst."),
            ({"centre": "999999999999999999999"}, "uit de lijst."),
            ({"from": "9" * 5000}, "uit de lijst."),
        ],
    )
    def test_a_filter_that_cannot_be_read(
        self, people: Cast, client: Client, query: dict[str, Any], message: str
    ) -> None:
        client.force_login(people.coordinator)
        pairs = "&".join(f"{key}={quoted(str(value))}" for key, value in query.items())
        response = client.get(f"{reverse('reporting:stalking')}?{pairs}")
        assert response.status_code == 422
        assert message in words(response)
        assert "<table" not in response.content.decode()
        back = client.get(f"{reverse('reporting:stalking_export')}?{pairs}&format=csv")
        assert back.status_code == 302

    def test_queries(
        self, people: Cast, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        client.force_login(people.coordinator)
        # The thirteenth: which years were signed.
        with django_assert_max_num_queries(13):
            client.get(reverse("reporting:stalking"))
        # One more than the screen: the line in the ledger.
        with django_assert_max_num_queries(14):
            client.get(reverse("reporting:stalking_export"), {"format": "xlsx"})
        # For others the tables that tell of this one are counted and protected with it, together
        # with what earlier files printed; and the file is kept as an edition.
        with django_assert_max_num_queries(24):
            client.get(reverse("reporting:stalking_export"), {"format": "xlsx", "shared": "on"})


def quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


class TestDossiersBehindANumber:
    def ask(self, get: Get, user: User, **query: Any) -> Any:
        given = {"from": 2025, "to": 2025, "measure": "stalking"}
        return get(user, "indicator_dossiers", **(given | query))

    def test_the_list_is_as_long_as_the_number_says(self, people: Cast, get: Get) -> None:
        dossier = make.dossier(people.antwerp, stalking="no", received_on=dt.date(2025, 6, 1))
        make.offence(dossier, offence_type=make.belaging())
        response = self.ask(get, people.colleague, centre=people.antwerp.code)
        assert "8 dossiers tellen mee in dit cijfer." in words(response)
        assert dossier.reference in words(response)
        rows = response.context["rows"]
        assert len(rows) == 8
        unknown = self.ask(get, people.colleague, centre=people.antwerp.code, measure="unknown")
        assert len(unknown.context["rows"]) == 6

    def test_only_numbers_of_an_own_centre_lead_there(self, people: Cast, get: Get) -> None:
        page = get(people.coordinator, "stalking").content.decode()
        links = re.findall(r'href="([^"]*_stalking/dossiers[^"]*)"', page)
        assert links
        assert all(f"centre={people.antwerp.code}&amp;" in link for link in links)
        assert all(link.count("centre=") == 1 for link in links)
        assert "_stalking/dossiers" not in get(people.analyst, "stalking").content.decode()

    @pytest.mark.parametrize(
        "query",
        [
            {"measure": "nonsense"},
            {"measure": ""},
            {"from": "2025x"},
            {"to": "20256"},
            {"from": "2025", "to": "2024"},
            {"centre": "-1"},
            {"centre": ""},
            {"centre": "99999999999999999999"},
            {"centre": "١"},
            {"centre": "\x00"},
            {"row": ""},
            {"row": "nonsense"},
            {"known": "01.11.2026"},
        ],
    )
    def test_a_figure_that_cannot_exist(
        self, people: Cast, get: Get, query: dict[str, str]
    ) -> None:
        asked = {"centre": people.antwerp.code} | query
        assert self.ask(get, people.colleague, **asked).status_code == 404

    def test_where_there_is_no_number_there_is_no_list(self, people: Cast, get: Get) -> None:
        """Of a year before the registration of stalking the table says so, and counts nothing."""
        make.dossier(people.antwerp, stalking="yes", received_on=dt.date(2022, 5, 1))
        asked = {"centre": people.antwerp.code, "from": 2022, "to": 2022}
        assert self.ask(get, people.colleague, **asked).status_code == 404

    def test_another_centre_does_not_exist(self, people: Cast, get: Get) -> None:
        assert self.ask(get, people.coordinator, centre=people.leuven.code).status_code == 404
        assert self.ask(get, people.analyst, centre=people.antwerp.code).status_code == 404

    def test_it_is_logged_with_the_dossiers_shown(self, people: Cast, get: Get) -> None:
        rows = self.ask(get, people.colleague, centre=people.antwerp.code).context["rows"]
        (event,) = events(COUNTED_DOSSIERS_LISTED.code)
        assert event.row_ids == [row.dossier_id for row in rows]
        assert event.centre_id == people.antwerp.pk
        assert "people" in event.fields

    def test_pages(
        self, people: Cast, get: Get, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(50):
            make.dossier(people.antwerp, stalking="yes", received_on=dt.date(2025, 6, 1))
        client.force_login(people.colleague)
        query: dict[str, Any] = {"from": 2025, "to": 2025, "measure": "stalking"}
        query["centre"] = people.antwerp.code
        address = reverse("reporting:indicator_dossiers", args=["dossiers_stalking"])
        # The thirteenth: the number itself, counted as on the page it was asked on.
        with django_assert_max_num_queries(13):
            first = client.get(address, query)
        assert len(first.context["rows"]) == 50
        last = self.ask(get, people.colleague, centre=people.antwerp.code, page=2)
        assert len(last.context["rows"]) == 7
        far = self.ask(get, people.colleague, centre=people.antwerp.code, page="99999999999999")
        assert far.status_code == 200


def events(code: str) -> list[Event]:
    with as_owner():
        return list(Event.objects.filter(event_type=code).order_by("at"))


class TestLog:
    def test_a_look_is_logged(self, people: Cast, get: Get) -> None:
        get(people.coordinator, "stalking", **{"from": 2024, "to": 2025})
        (event,) = events(FIGURES_READ.code)
        assert event.actor_id == people.coordinator.pk
        assert event.object_id == "dossiers_stalking"
        assert event.reason.startswith("2024-2025 per centre,year ")
        assert {"stalking", "unknown", "no", "all"} == set(event.fields)

    def test_an_export_is_logged_with_its_kind(self, people: Cast, get: Get) -> None:
        get(people.analyst, "stalking_export", format="xlsx", shared="on")
        (event,) = events(FIGURES_EXPORTED.code)
        assert event.reason.endswith("xlsx shared")
        assert event.actor_id == people.analyst.pk

    def test_a_refused_export_leaves_no_file(self, people: Cast, get: Get) -> None:
        response = get(people.colleague, "stalking_export", format="xlsx")
        assert response.status_code == 403
        assert "Content-Disposition" not in response.headers
        assert events(FIGURES_EXPORTED.code) == []

    def test_without_a_log_line_no_file_leaves(
        self, people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_arguments: Any, **_options: Any) -> None:
            raise RuntimeError("the log is full")

        monkeypatch.setattr("reporting.services.figures.record", broken)
        client.force_login(people.coordinator)
        client.raise_request_exception = False
        response = client.get(reverse("reporting:stalking_export"), {"format": "csv"})
        assert response.status_code == 500
        assert b"geteld" not in response.content


class TestExport:
    def test_the_file_holds_the_numbers_of_the_screen(self, people: Cast, get: Get) -> None:
        query = {"from": 2024, "to": 2025, "per": "centre,year"}
        table = get(people.coordinator, "stalking", **query).context["table"]
        response = get(people.coordinator, "stalking_export", format="xlsx", **query)
        assert response["Content-Disposition"] == (
            'attachment; filename="dossiers-stalking-2024-2025.xlsx"'
        )
        assert "no-store" in response["Cache-Control"]
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_name(
            "Cijfers"
        )
        rows = {(row[0], row[1]): row for row in sheet.to_python()[1:]}
        for centre in table.centres:
            for year in table.years:
                row = rows[centre.name, str(year)]
                cell = table.cell(centre.id, year)
                assert row[3] == cell["stalking"].value
                assert row[5] == cell["unknown"].value
                assert row[9] == cell["all"].value
        assert rows["alle centra", "alle jaren"][3] == table.total["stalking"].value

    def test_a_shared_export_hides_and_the_screen_does_not(self, people: Cast, get: Get) -> None:
        query = {"from": 2025, "to": 2025}
        text = table_text(get(people.coordinator, "stalking", **query))
        assert "Leuven 3 0 0,0 %" in text
        shared = get(people.coordinator, "stalking_export", format="csv", shared="on", **query)
        line = next(line for line in shared.content.decode().splitlines() if "Leuven;2025" in line)
        assert ";;verborgen;" in line
        assert "-gedeeld.csv" in shared["Content-Disposition"]

    def test_the_number_goes_up_by_one(self, people: Cast, get: Get) -> None:
        """A dossier with stalking logged today is in the next export."""

        start = "Veilig Huis Antwerpen;2026"

        def running_year() -> int:
            response = get(people.coordinator, "stalking_export", format="csv")
            rows = response.content.decode().splitlines()
            return int(next(row for row in rows if row.startswith(start)).split(";")[3])

        before = running_year()
        with acting_as(people.colleague.pk):
            Dossier.objects.create(
                reference="VH-2026-000001",
                centre=people.antwerp,
                received_on=dt.date(2026, 11, 23),
                opened_on=dt.date(2026, 11, 23),
                stalking="yes",
            )
        assert running_year() == before + 1

    @pytest.mark.parametrize("kind", ["", "exe", "pdf\x00", "../pdf"])
    def test_an_unknown_kind_of_file_goes_back_to_the_screen(
        self, people: Cast, get: Get, kind: str
    ) -> None:
        response = get(people.coordinator, "stalking_export", format=kind)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("reporting:stalking"))

    def test_nothing_is_changed_by_a_post(self, people: Cast, client: Client) -> None:
        client.force_login(people.coordinator)
        assert client.post(reverse("reporting:stalking_export")).status_code == 405
