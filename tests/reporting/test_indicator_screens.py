"""Cijfers › Indicatoren: the library, a page per indicator, its files, the API, the command."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Centre
from audit.models import Event
from reporting.indicators import LIBRARY
from reporting.models import CoverageEvent, ExportEntry, RegistrationStart
from reporting.services.coverage_files import load_coverage_events
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def same_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command changes to the owner's connection; here that would be another transaction."""
    monkeypatch.setattr("lib.maintenance.as_owner", as_owner)


@pytest.fixture
def people(client: Client) -> Cast:
    people = cast()
    dossier = make.dossier(people.antwerp, stalking="yes")
    make.offence(dossier, forms=(make.form(), make.stalking_form()), relation=make.relation())
    make.offence(dossier, forms=(make.form(),))
    make.intake(people.antwerp, people.case_director)
    client.force_login(people.coordinator)
    return people


def page(client: Client, code: str, **query: str) -> Any:
    return client.get(reverse("reporting:indicator", args=[code]), query)


class TestList:
    def test_every_indicator_under_its_theme(self, client: Client, people: Cast) -> None:
        html = client.get(reverse("reporting:indicators")).content.decode()
        assert all(reverse("reporting:indicator", args=[code]) in html for code in LIBRARY)
        assert "De 13 indicatoren van EIGE" in html

    def test_search(self, client: Client, people: Cast) -> None:
        response = client.get(reverse("reporting:indicators"), {"word": "Heraanmelding"})
        assert response.context["count"] == 1
        nothing = client.get(reverse("reporting:indicators"), {"word": "zzz"})
        assert "Geen indicatoren met dit woord." in nothing.content.decode()

    @pytest.mark.parametrize("word", ["\x00", "x" * 100, "\ud800".encode("utf-8", "replace")])
    def test_hostile_words_are_no_error(self, client: Client, people: Cast, word: Any) -> None:
        response = client.get(reverse("reporting:indicators"), {"word": word})
        assert response.status_code in {200, 422}


class TestPage:
    @pytest.mark.parametrize("code", list(LIBRARY))
    def test_each_has_its_page(self, client: Client, people: Cast, code: str) -> None:
        response = page(client, code)
        assert response.status_code == 200
        html = response.content.decode()
        assert "Wat telt dit cijfer?" in html
        assert "eerste versie" in html.lower()
        assert LIBRARY[code].unit.label in html

    def test_rows_of_another_dimension(self, client: Client, people: Cast) -> None:
        response = page(client, "offences", by="relation", **{"from": "2025", "to": "2025"})
        assert [line.label for line in response.context["screen"].lines] == [
            "ex_partner",
            "onbekend",
        ]
        assert response.context["table"].total["all"].value == 2

    def test_a_filter_says_what_it_drops(self, client: Client, people: Cast) -> None:
        response = page(
            client, "offences", by="relation", only_forms="stalking", **{"from": "2025"}
        )
        assert response.context["table"].total["all"].value == 1
        lines = {line.label: line.text for line in response.context["completeness"]}
        assert lines["Aantal niet meegeteld: weggelaten door de filters"] == "1"

    def test_overlap_is_explained_on_the_page(self, client: Client, people: Cast) -> None:
        response = page(client, "offences", by="forms", **{"from": "2025", "to": "2025"})
        rows = [line.entries[0].text for line in response.context["screen"].lines]
        assert sorted(rows) == ["1", "2"]
        assert response.context["table"].total["all"].value == 2
        assert "kan in meer dan één rij staan" in response.content.decode()

    def test_what_every_row_lies_over_is_said_once(self, client: Client, people: Cast) -> None:
        """Of centres each has its own coverage; forms of violence all lie over the same centres."""
        screen = page(client, "offences", by="forms", **{"from": "2022"}).context["screen"]
        details = [entry.detail for line in screen.lines for entry in line.entries if entry.text]
        assert not any("onvolledig" in one or "van" in one.split() for one in details)
        assert any("centra" in entry.detail for line in screen.totals for entry in line.entries)
        screen = page(client, "offences", by="centre", **{"from": "2022"}).context["screen"]
        assert any("jaren" in entry.detail for line in screen.lines for entry in line.entries)

    @pytest.mark.parametrize(
        "query",
        [
            {"from": "2026", "to": "2025"},
            {"from": "x"},
            {"by": "nonsense"},
            {"only_relation": "nonsense"},
            {"centre": "nonsense"},
        ],
    )
    def test_a_filter_that_cannot_be_read(
        self, client: Client, people: Cast, query: dict[str, str]
    ) -> None:
        assert page(client, "offences", **query).status_code == 422

    def test_what_does_not_exist(self, client: Client, people: Cast) -> None:
        assert page(client, "nonsense").status_code == 404

    def test_a_look_is_logged(self, client: Client, people: Cast) -> None:
        page(client, "intakes")
        with as_owner():
            event = Event.objects.filter(event_type="reporting.figures.read").latest("at")
        assert event.object_id == "intakes"
        assert json.loads(event.reason)["indicator"] == "intakes"


class TestFiles:
    def test_csv_with_value_and_state_and_a_line_in_the_ledger(
        self, client: Client, people: Cast
    ) -> None:
        response = client.get(
            reverse("reporting:indicator_export", args=["offences"]),
            {"format": "csv", "by": "relation", "from": "2025", "to": "2025"},
        )
        head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
        assert head[:5] == ["Relatie", "Jaar", "Soort rij", "Alle feiten", "Toestand alle feiten"]
        assert rows[0][:5] == ["ex_partner", "2025", "cijfer", "1", "geteld"]
        with as_owner():
            entry = ExportEntry.objects.get()
        assert entry.kind == "offences"
        assert entry.what["by"] == "relation"

    @pytest.mark.parametrize("code", ["xlsx", "ods", "pdf"])
    def test_other_formats(self, client: Client, people: Cast, code: str) -> None:
        response = client.get(
            reverse("reporting:indicator_export", args=["intakes"]),
            {"format": code, "shared": "on"},
        )
        assert response.status_code == 200
        assert len(response.content) > 2000


class TestMachines:
    def test_api(self, client: Client, people: Cast) -> None:
        url = reverse("v1:figures_indicator", args=["offences"])
        data = client.get(url, {"by": "forms", "from": "2025", "to": "2025"}).json()
        assert (data["unit"], data["by"]) == ("offence", "forms")
        figures = {row["forms"]: row["all"] for row in data["figures"] if row["year"] == 2025}
        assert figures["physical"] == {"value": 2, "state": "counted"}
        assert figures[None] == {"value": 2, "state": "counted"}
        assert client.get(url, {"from": "x"}).status_code == 422
        missing = reverse("v1:figures_indicator", args=["nonsense"])
        assert client.get(missing).status_code == 404

    @pytest.mark.parametrize("code", list(LIBRARY))
    def test_command(self, people: Cast, code: str) -> None:
        out = io.StringIO()
        call_command("figures", code, "--format", "json", stdout=out)
        assert json.loads(out.getvalue())["indicator"] == code

    def test_command_says_what_is_wrong(self, people: Cast) -> None:
        with pytest.raises(CommandError, match="opsplitsen"):
            call_command("figures", "intakes", "--by", "nonsense")


def test_coverage_events_are_loaded_once_and_kept_as_edited() -> None:
    centre = make.centre("Veilig Huis Halle-Vilvoorde")
    with as_owner():
        Centre.objects.filter(pk=centre.pk).update(code="halle_vilvoorde")
        assert load_coverage_events() == 1
        CoverageEvent.objects.update(text="Aangepast.")
        assert load_coverage_events() == 0
        event = CoverageEvent.objects.get()
    assert (event.text, event.starts_on.year, event.verified) == ("Aangepast.", 2025, False)


def test_a_start_everywhere_exists_once() -> None:
    with as_owner():
        RegistrationStart.objects.create(variable="helpline", starts_on="2020-01-01")
        with pytest.raises(IntegrityError), transaction.atomic():
            RegistrationStart.objects.create(variable="helpline", starts_on="2021-01-01")
