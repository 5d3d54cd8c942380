"""From a number to the dossiers, intakes or advice requests it counts."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import DataError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from audit.models import Event
from cases.models import Dossier
from lib.dutch import write_number
from reporting.indicators import LIBRARY
from reporting.models import RegistrationStart, UnitFact, UnitKind
from reporting.unit_counts import _by_hash
from reporting.unit_lists import list_of
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = [
    *(pytest.mark.django_db, pytest.mark.slow),
    pytest.mark.usefixtures("a_fixed_day"),
]
DAY = dt.date(2025, 5, 1)
NOT_IN_THIS_WORLD = {
    *("dossiers_closed", "days_to_closing", "convocations", "programme_results"),
    *("caw_stalking_victims", "cgg_stalking_offenders"),
    *("eige_06", "eige_07", "eige_08", "eige_09"),
}
"""What the slow count has plenty of (test_slow_count.py)."""


@pytest.fixture
def people() -> Cast:
    made = cast()
    with as_owner():
        begun = [("advice", made.antwerp), ("referrals", made.antwerp), ("helpline", None)]
        for variable, centre in begun:
            RegistrationStart.objects.create(
                variable=variable, centre=centre, starts_on=dt.date(2023, 1, 1)
            )
    for centre, by in ((made.antwerp, made.colleague), (made.leuven, made.other_centre)):
        _two_dossiers(centre, by)
        make.intake(centre, by, received_on=DAY, forms=(make.stalking_form(),))
        make.advice_request(centre, by, received_on=DAY)
    make.helpline_contact(made.helpline, made.helpline_partner, received_on=DAY)
    return made


def _two_dossiers(centre: Any, by: User) -> None:
    """Two dossiers about the same two people, with three offences and one that is refuted."""
    she = make.person(centre, sex="f", born_on=dt.date(1990, 1, 1))
    he = make.person(centre, "Jan", sex="m", born_on=dt.date(1990, 1, 1))
    forms = (make.form(), make.stalking_form())
    first = make.dossier(centre, received_on=DAY, stalking="no", opened_on=dt.date(2025, 5, 11))
    second = make.dossier(centre, received_on=DAY, stalking="no")
    for dossier in (first, second):
        make.involvement(dossier, she, "victim")
        make.involvement(dossier, he, "offender")
        sides: dict[str, Any] = {"acted": (he,), "affected": (she,), "relation": make.relation()}
        make.offence(dossier, forms=forms, **sides)
        make.criteria(dossier, by)
        make.referral(dossier, he, by, stalking="yes", started_on=DAY)
    make.offence(first, forms=forms[:1])
    make.offence(first, forms=forms[:1], status="refuted", relation=make.relation())
    make.convocation(second, make.organisation(), by)
    left_out = make.dossier(centre, received_on=DAY, counting_exclusion="withdrawn")
    make.offence(left_out, forms=forms)


def listing(client: Client, user: User, code: str, **query: Any) -> Any:
    client.force_login(user)
    given = {"centre": "veilig-huis-antwerpen", "from": "2025", "to": "2025", "measure": "all"}
    address = reverse("reporting:indicator_dossiers", args=[code])
    return client.get(address, {**given, **query})


def words(response: Any) -> str:
    assert response.status_code == 200
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def links(response: Any) -> list[tuple[str, str]]:
    """The numbers of a table that lead somewhere."""
    assert response.status_code == 200
    screen = response.context["screen"]
    lines = (*screen.lines, *screen.totals)
    return [(one.text, one.url) for line in lines for one in line.entries if one.url]


def screen(client: Client, user: User, code: str, **query: str) -> Any:
    client.force_login(user)
    return client.get(reverse("reporting:indicator", args=[code]), query)


def numbers_of_rows(client: Client, user: User, code: str, **query: str) -> set[str]:
    """Follow every link of a screen; the list behind it has the number that was clicked."""
    found = set()
    for text, url in links(screen(client, user, code, **query)):
        page = client.get(url)
        assert page.status_code == 200, url
        counted = page.context["counted"]
        assert write_number(counted.number) == text, url
        assert counted.erased == 0, url
        assert counted.listed == len(page.context["rows"]) > 0, url
        if not counted.are_parts:
            assert counted.listed == counted.units, url
        found.add(text)
    return found


class TestList:
    def test_facts_in_dossiers(self, client: Client, people: Cast) -> None:
        response = listing(client, people.colleague, "offences")
        assert "3 feiten in 2 dossiers tellen mee in dit cijfer." in words(response)
        assert len(response.context["rows"]) == 2

    @pytest.mark.parametrize(
        ("by", "row", "number", "dossiers"),
        [("relation", "ex_partner", 2, 2), ("relation", "", 1, 1), ("forms", "physical", 3, 2)],
    )
    def test_a_row(
        self, client: Client, people: Cast, by: str, row: str, number: int, dossiers: int
    ) -> None:
        response = listing(client, people.colleague, "offences", by=by, row=row)
        assert response.context["counted"].number == number
        assert len(response.context["rows"]) == dossiers

    def test_a_row_within_a_filter(self, client: Client, people: Cast) -> None:
        asked = {"by": "forms", "row": "physical", "only_forms": "stalking"}
        response = listing(client, people.colleague, "offences", **asked)
        counted = response.context["counted"]
        # As many facts are listed as are counted: one fewer than without the filter.
        assert (counted.number, counted.erased) == (2, 0)
        assert "soort geweld" in response.context["heading"].lower()

    def test_somebody_in_two_dossiers_is_one_person(self, client: Client, people: Cast) -> None:
        asked = {"by": "role", "row": "offender"}
        response = listing(client, people.colleague, "people_in_dossiers", **asked)
        assert "1 persoon in 2 dossiers telt mee in dit cijfer." in words(response)

    def test_a_median_says_of_how_many(self, client: Client, people: Cast) -> None:
        response = listing(client, people.colleague, "days_to_opening", measure="p75")
        assert "75e percentiel, dagen: 10. 2 dossiers tellen mee" in words(response)

    def test_what_is_open_on_the_last_day(self, client: Client, people: Cast) -> None:
        with as_owner():
            counted = Dossier.objects.filter(centre=people.antwerp, counting_exclusion="")
            counted.filter(offences__relation=None).update(
                closed_on=dt.date(2026, 1, 5),
                closure_reason=make.closure_reason(),
                closed_by=people.colleague,
            )
        then = listing(client, people.colleague, "dossiers_active")
        assert then.context["counted"].number == 2
        now = {"from": "2026", "to": "2026"}
        assert len(listing(client, people.colleague, "dossiers_active", **now).context["rows"]) == 1

    def test_intakes(self, client: Client, people: Cast) -> None:
        response = listing(client, people.colleague, "intakes", measure="stalking")
        assert "1 aanmelding telt mee in dit cijfer." in words(response)
        (row,) = response.context["rows"]
        assert row.intake.get_absolute_url() in response.content.decode()
        assert row.intake.centre == people.antwerp

    def test_advice(self, client: Client, people: Cast) -> None:
        response = listing(client, people.colleague, "advice_requests")
        assert "1 adviesvraag telt mee in dit cijfer." in words(response)
        ((row, _cells),) = response.context["rows"]
        assert row.get_absolute_url() in response.content.decode()

    def test_what_was_erased_is_told(self, client: Client, people: Cast) -> None:
        with as_owner():
            # Within one transaction nothing was known: date it back, as if it was days ago.
            UnitFact.objects.update(known_from=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
            counted = Dossier.objects.filter(centre=people.antwerp, counting_exclusion="")
            counted.get(offences__relation=None).delete()
        response = listing(client, people.colleague, "offences")
        assert "3 feiten in 1 dossier tellen mee in dit cijfer." in words(response)
        assert "gewist en niet meer in de lijst: 2 feiten." in words(response)

    def test_over_two_own_centres(self, client: Client, people: Cast) -> None:
        make.membership(people.colleague, Role.CASEWORKER, at=people.leuven)
        both = [people.antwerp.code, people.leuven.code]
        response = listing(client, people.colleague, "offences", centre=both)
        assert "6 feiten in 4 dossiers" in words(response)
        assert "Centrum" in words(response)

    def test_a_full_page_costs_no_more_queries(self, client: Client, people: Cast) -> None:
        client.force_login(people.colleague)
        address = reverse("reporting:indicator_dossiers", args=["offences"])
        asked = {"centre": people.antwerp.code, "from": "2025", "to": "2025", "measure": "all"}
        with CaptureQueriesContext(connection) as few:
            client.get(address, asked)
        for _each in range(60):
            make.offence(make.dossier(people.antwerp, received_on=DAY))
        with CaptureQueriesContext(connection) as many:
            response = client.get(address, asked)
        assert len(response.context["rows"]) == 50
        assert len(many) == len(few) < 20
        last = listing(client, people.colleague, "offences", page="2")
        assert len(last.context["rows"]) == 12
        assert "page=1" in last.content.decode()


@pytest.mark.parametrize("fails", [False, True])
def test_a_count_leaves_the_next_statement_its_plan(fails: bool) -> None:
    """Also one that fails half-way, in a transaction that goes on."""
    with connection.cursor() as cursor:
        if fails:
            with pytest.raises(DataError), _by_hash(cursor, needed=True):
                cursor.execute("SELECT 1 / 0")
        else:
            with _by_hash(cursor, needed=True):
                cursor.execute("SHOW enable_sort")
                assert cursor.fetchone() == ("off",)
        cursor.execute("SHOW enable_sort")
        assert cursor.fetchone() == ("on",)


def test_only_calls_have_no_list() -> None:
    nothing = {one.code for one in LIBRARY.values() if not one.missing and list_of(one) is None}
    assert nothing == {one.code for one in LIBRARY.values() if one.facts == UnitKind.HELPLINE}


class TestWhoFindsNothing:
    @pytest.mark.parametrize("code", [code for code in LIBRARY if list_of(LIBRARY[code])])
    def test_another_centre_does_not_exist(self, client: Client, people: Cast, code: str) -> None:
        assert listing(client, people.colleague, code).status_code in {200, 404}
        for user in (people.other_centre, people.analyst, people.convened_partner):
            assert listing(client, user, code).status_code == 404
        both = [people.antwerp.code, people.leuven.code]
        assert listing(client, people.coordinator, code, centre=both).status_code == 404

    @pytest.mark.parametrize("code", [code for code in LIBRARY if not list_of(LIBRARY[code])])
    def test_what_has_no_list(self, client: Client, people: Cast, code: str) -> None:
        assert listing(client, people.coordinator, code).status_code == 404
        assert listing(client, people.helpline_partner, code).status_code == 404

    def test_an_indicator_that_does_not_exist(self, client: Client, people: Cast) -> None:
        assert listing(client, people.coordinator, "nonsense").status_code == 404

    @pytest.mark.parametrize(
        "query",
        [
            {"known": "01.11.2026"},
            {"by": "nonsense"},
            {"by": "relation", "row": "nonsense"},
            {"by": "centre", "row": "veilig-huis-antwerpen"},
            {"only_relation": "nonsense"},
            {"to": "2027"},
            {"from": "2022", "to": "2022"},
        ],
    )
    def test_what_is_no_number_of_now(
        self, client: Client, people: Cast, query: dict[str, str]
    ) -> None:
        assert listing(client, people.colleague, "offences", **query).status_code == 404


class TestLinks:
    @pytest.mark.parametrize("code", [code for code in LIBRARY if list_of(LIBRARY[code])])
    def test_every_number_leads_to_as_many(self, client: Client, people: Cast, code: str) -> None:
        """By every dimension, of one year, of the total of the years and of the total of rows."""
        found = set()
        for axis in LIBRARY[code].dimensions:
            found |= numbers_of_rows(client, people.colleague, code, by=axis.code)
        assert bool(found) == (code not in NOT_IN_THIS_WORLD)

    def test_only_numbers_of_own_centres(self, client: Client, people: Cast) -> None:
        by_centre = links(screen(client, people.coordinator, "offences", by="centre"))
        assert by_centre
        assert all("centre=veilig-huis-antwerpen&" in url for _text, url in by_centre)
        assert links(screen(client, people.coordinator, "offences", by="relation")) == []
        own = {"by": "relation", "centre": people.antwerp.code}
        assert numbers_of_rows(client, people.coordinator, "offences", **own) == {"1", "2", "3"}
        assert links(screen(client, people.analyst, "offences", by="centre")) == []

    def test_never_to_an_earlier_day(self, client: Client, people: Cast) -> None:
        earlier = {"known": "22.11.2026", "from": "2025", "to": "2025"}
        assert links(screen(client, people.colleague, "offences", **earlier)) == []
        today = {**earlier, "known": "23.11.2026"}
        assert links(screen(client, people.colleague, "offences", **today))

    def test_calls_lead_nowhere(self, client: Client, people: Cast) -> None:
        page = screen(client, people.coordinator, "helpline_calls")
        assert page.context["table"].total["all"].value == 1
        assert links(page) == []

    @pytest.mark.parametrize(
        "query",
        [
            {"indicator": "offences", "by": "relation", "only_forms": "stalking"},
            {"indicator": "offences", "by": "centre", "measure": "all"},
            {"indicator": "dossiers_stalking", "measure": "all", "from": "2024", "to": "2026"},
            {"indicator": "intakes", "by": "sector", "measure": "stalking"},
        ],
    )
    def test_self_service(self, client: Client, people: Cast, query: dict[str, str]) -> None:
        client.force_login(people.colleague)
        page = client.get(reverse("reporting:self_service"), query)
        assert links(page)
        for text, url in links(page):
            counted = client.get(url).context["counted"]
            assert (write_number(counted.number), counted.erased) == (text, 0)

    def test_not_a_difference(self, client: Client, people: Cast) -> None:
        client.force_login(people.colleague)
        asked = {"indicator": "offences", "by": "centre", "compare": "years", "from": "2024"}
        page = client.get(reverse("reporting:self_service"), asked)
        assert all(line.entries[-1].url == "" for line in page.context["screen"].lines)


class TestLog:
    @pytest.mark.parametrize(
        ("code", "event", "field"),
        [
            ("offences", "reporting.figures.dossiers_listed", "people"),
            ("intakes", "reporting.figures.intakes_listed", "outcome"),
            ("advice_requests", "reporting.figures.advice_listed", "theme"),
        ],
    )
    def test_what_a_page_showed(
        self, client: Client, people: Cast, code: str, event: str, field: str
    ) -> None:
        rows = listing(client, people.colleague, code).context["rows"]
        with as_owner():
            (line,) = Event.objects.filter(event_type=event)
        shown = [_id_of(row) for row in rows]
        assert shown
        assert line.row_ids == shown
        assert (line.object_id, line.centre_id) == (code, people.antwerp.pk)
        assert line.role == "caseworker"
        assert field in line.fields

    def test_the_question_in_codes(self, client: Client, people: Cast) -> None:
        asked = {"by": "relation", "row": "ex_partner", "only_forms": "stalking"}
        listing(client, people.colleague, "offences", **asked)
        with as_owner():
            line = Event.objects.get(event_type="reporting.figures.dossiers_listed")
        assert line.reason == "2025 all relation=ex_partner only forms=stalking"


def _id_of(row: Any) -> int:
    if isinstance(row, tuple):
        return int(row[0].pk)
    return int(row.intake.pk if hasattr(row, "intake") else row.dossier_id)
